"""Which account an object belongs to: answers are held to that, since an object never changes its account."""

from __future__ import annotations

from ..framework.diagnostics import Failure, error
from ..framework.resource import Context
from ..twilio.errors import NotASubaccount, TokensNotPermitted
from ._client import Client, deadline_of, in_account


def where_permitted(ctx: Context[Client], account_sid: str | None) -> Context[Client]:
    """Return the operation in an account, or in its own if the provider's credentials may not ask for the other one."""
    other = in_account(ctx, account_sid)
    try:
        other.client.confirm(deadline=deadline_of(ctx))
    except (NotASubaccount, TokensNotPermitted):
        return ctx
    return other


def changed_account(object_: str, *, belongs_to: str, answered: str, kept: str) -> Failure:
    """`object_` in words; `kept` says what became of it."""
    return Failure(
        error(
            "Twilio answered with another account",
            f"State has {object_} of account {belongs_to}, and Twilio answered that it is of account {answered}. No object "
            f"changes its account, so that the answer is not used. {kept} Plan again. If it stays so, look whether the "
            "provider's credentials are those of its account_sid; if state is wrong, `state rm` and an import put it right.",
            ("account_sid",),
        )
    )


def not_confirmed(object_: str, *, asked: str, answered: str, reason: str) -> Failure:
    """`object_` in words; `asked` is the account that was asked for it."""
    return Failure(
        error(
            "It is not known which account has it",
            f"Account {asked} was asked for {object_}, and Twilio answered that it is of account {answered}, which does not "
            f"confirm that. {reason} State takes nothing of it. Try again. If it stays so, configure the provider for account "
            f"{answered}.",
        )
    )
