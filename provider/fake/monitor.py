"""Watches for what must never happen: settings that name a credential which is not there.

Twilio allows it, and then loses recordings: what it cannot encrypt or upload, it ends up removing.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass

from .log import LoggedRequest
from .models import Account, Accounts, AwsCredential, PublicKey, SettingsKind


class DanglingKind(enum.Enum):
    LIVE = "live"
    """The switch is on: recordings are being lost."""
    DORMANT = "dormant"
    """The switch is off: nothing is lost until somebody turns it on."""


@dataclass(frozen=True)
class Dangling:
    """A reference to a credential that the account does not have, or has of the other type."""

    kind: DanglingKind
    account_sid: str
    settings: SettingsKind
    field: str
    """`aws_credentials_sid` or `encryption_key_sid`."""
    credential_sid: str


@dataclass(frozen=True)
class Violation:
    """What `request` left dangling that was not so before it."""

    dangling: Dangling
    request: LoggedRequest

    @property
    def kind(self) -> DanglingKind:
        return self.dangling.kind


def dangling_references(accounts: Accounts) -> frozenset[Dangling]:
    """Every dangling reference at this moment."""
    with accounts.lock:
        return frozenset(each for account in accounts.by_sid.values() for each in _of(account))


def _of(account: Account) -> Iterator[Dangling]:
    for kind in SettingsKind:
        live = account.settings(kind)
        references = (
            ("aws_credentials_sid", live.aws_credentials_sid, live.aws_storage_enabled, AwsCredential),
            ("encryption_key_sid", live.encryption_key_sid, live.encryption_enabled, PublicKey),
        )
        for field, named, switched_on, wanted in references:
            if named and not isinstance(account.credentials.get(named), wanted):
                state = DanglingKind.LIVE if switched_on else DanglingKind.DORMANT
                yield Dangling(state, account.sid, kind, field, named)
