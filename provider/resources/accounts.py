"""`twilio_accounts`: the subaccounts of the provider's account. Source: https://www.twilio.com/docs/iam/api/account."""

from __future__ import annotations

import dataclasses
from datetime import UTC
from typing import TYPE_CHECKING, Self

from ..framework.data_sources import DataSource, ReadTimeouts
from ..framework.diagnostics import Diagnostic, Failure, error
from ..framework.resource import Context
from ..framework.schema.attributes import attr, computed
from ..framework.schema.blocks import Block
from ..framework.schema.checks import length, one_of
from ..twilio.accounts import CLOSED
from . import answers
from ._client import Client, deadline_of

if TYPE_CHECKING:
    from ..twilio.accounts import Account


class AccountEntry(Block):
    """An account in the map `accounts`."""

    friendly_name: str = computed("Its label.")
    status: str = computed("Its status.")
    date_created: str = computed("When it was made.")
    date_updated: str = computed("When it was last changed.")


class Accounts(DataSource[Client], name="accounts"):
    """The subaccounts of the provider's account that are not closed, for `for_each` over all of them.

    Only an auth token or a Main API key may ask for them. What is read holds no auth token.
    """

    status: str | None = attr(
        "Leave out accounts of any other status. By default, only closed ones are left out. With `active`, a plan destroys the "
        "settings of an account that is suspended, which fails while it is suspended.",
        default=None,
        check=one_of("active", "suspended", CLOSED),
    )
    friendly_name: str | None = attr("Leave out accounts with any other label.", default=None, check=length(1, 64))
    include_self: bool = attr("Whether the provider's account is one of them.", default=False)
    sids: list[str] = computed("The SIDs, sorted.")
    accounts: dict[str, AccountEntry] = computed(
        "The accounts by SID, each with its `friendly_name`, its `status` (`active`, `suspended` or `closed`), and in RFC 3339 "
        "when it was made and last changed (`date_created`, `date_updated`)."
    )
    timeouts: ReadTimeouts | None = attr("How long reading may take.", default=None)

    example = """\
data "twilio_accounts" "customers" {}
"""

    def read(self, ctx: Context[Client]) -> Self:
        found = ctx.client.accounts(status=self.status, friendly_name=self.friendly_name, deadline=deadline_of(ctx))
        by_sid = {account.sid: account for account in found if self.status or account.status != CLOSED}
        own = by_sid.get(ctx.client.account_sid)
        if not self.include_self:
            by_sid.pop(ctx.client.account_sid, None)
            if own and own.owner_sid != own.sid:
                raise Failure(_is_a_subaccount(own))
        sids = sorted(by_sid)
        return dataclasses.replace(self, sids=sids, accounts={sid: _listed(by_sid[sid]) for sid in sids})


def _listed(account: Account) -> AccountEntry:
    return AccountEntry(
        friendly_name=account.friendly_name,
        status=account.status,
        date_created=_rfc_3339(account.date_created),
        date_updated=_rfc_3339(account.date_updated),
    )


def _rfc_3339(text: str) -> str:
    moment = answers.date(text)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else text


def _is_a_subaccount(account: Account) -> Diagnostic:
    return error(
        "The provider's account has no subaccounts",
        f"Account {account.sid} is itself a subaccount, of {answers.quoted(account.owner_sid)}. Configure the provider with the "
        "credentials of that account; or, to read only the one that it has, set include_self.",
    )
