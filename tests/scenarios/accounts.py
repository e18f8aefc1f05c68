"""What an account of the stand-in holds: compared, kept for later, and made by somebody at the Console."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from provider.fake import Account, FakeTwilio, StorageSettings
from provider.fake.models import now
from tests.conformance.samples import Sample

_INCIDENTAL = {"sid", "date_created", "date_updated", "hidden_reads"}
"""What another object of the same configuration does not share."""


def collections(account: Account) -> dict[str, dict[str, Any]]:
    """Everything that the account has under SIDs, by the name of the collection."""
    return {each.name: found for each in dataclasses.fields(account) if isinstance(found := getattr(account, each.name), dict)}


def settings_of(account: Account) -> dict[str, StorageSettings]:
    """The settings that the account always has, by name."""
    return {
        each.name: found
        for each in dataclasses.fields(account)
        if isinstance(found := getattr(account, each.name), StorageSettings)
    }


def contents(account: Account) -> Any:
    """All of it, in a form that can be compared."""
    objects = {name: sorted((_told(each) for each in held.values()), key=repr) for name, held in collections(account).items()}
    return objects | {name: _told(each) for name, each in settings_of(account).items()}


def _told(found: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(found).items() if name not in _INCIDENTAL}


def set_by_hand(account: Account, sample: Sample, *, as_wanted: Collection[str] = ()) -> None:
    """At the Console: settings are what the sample says somebody makes of them, with everything on.

    `as_wanted`: arguments that are what a configuration asks for already.
    """
    live = sample.live({"account_sid": account.sid})
    for name, (called, value) in sample.by_hand.items():
        wanted = sample.arguments[name].value if name in as_wanted else value
        setattr(live, called, True if isinstance(value, bool) else wanted)
    live.ever_posted = True


def were_always_there(account: Account) -> None:
    """Nobody waits for credentials to propagate that are this old."""
    for credential in account.credentials.values():
        credential.date_created = now() - timedelta(days=30)


@dataclass(frozen=True)
class Snapshot:
    """All that an account holds at a moment."""

    account: Account
    objects: Mapping[str, Mapping[str, Any]]
    settings: Mapping[str, StorageSettings]

    @classmethod
    def of(cls, account: Account) -> Snapshot:
        return cls(account, copy.deepcopy(collections(account)), copy.deepcopy(settings_of(account)))

    def put_back(self, twilio: FakeTwilio) -> None:
        """Make the account hold this again, and nothing else."""
        with twilio.editing():
            for name, held in collections(self.account).items():
                held.clear()
                held.update(copy.deepcopy(self.objects[name]))
            for name, live in settings_of(self.account).items():
                live.become(self.settings[name])
