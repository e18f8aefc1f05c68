"""Which account an object belongs to: answers are held to that, since an object never changes its account."""

from __future__ import annotations

from typing import Any

from ..framework.diagnostics import Failure, error
from ..framework.plan_notes import PlanNotes
from ..framework.planned import Planned
from ..framework.resource import Context, PlanContext
from ..twilio.errors import NotASubaccount, TokensNotPermitted
from ._client import Client, deadline_of, in_account

_BY_DEFAULT, _NOT_KNOWN = "account by default", "account not known"
"""What notes are about: a plan leaves one for each account that a provider chose, and one where none could be chosen yet."""


def planned_account(ctx: PlanContext[Client], planned: Planned[Any]) -> str | None:
    """The account that an object is to be of; "" where a provider that is not configured yet is to choose it, and None where the
    configuration does not know it yet. Raises `Failure` in the apply of a plan that was made for another account.
    """
    account: str | None = planned.get(lambda wanted: wanted.account_sid, unknown=None)
    if account:
        return account
    if "account_sid" in ctx.omitted and ctx.configured is not None:
        return _chosen(ctx.plan_notes, ctx.configured.client.account_sid)
    _note(ctx.plan_notes, _NOT_KNOWN)
    return "" if "account_sid" in ctx.omitted else None


def _chosen(notes: PlanNotes, own: str) -> str:
    planned = notes.left(_BY_DEFAULT)
    if planned is not None and notes.left(f"{_BY_DEFAULT} {own}") is None and notes.left(_NOT_KNOWN) is None:
        raise Failure(
            error(
                "The plan was made for another account",
                f"It was made while the provider was configured for account {planned}, and now that is {own}. Nothing was "
                "changed. Plan again with the credentials of the account that is meant.",
                ("account_sid",),
            )
        )
    _note(notes, _BY_DEFAULT, own)
    _note(notes, f"{_BY_DEFAULT} {own}")
    return own


def _note(notes: PlanNotes, about: str, text: str = "") -> None:
    """Leave a note with a plan that may be saved: only that can be applied by a provider that is configured otherwise."""
    if notes.command == "plan":
        notes.leave(about, text)


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
