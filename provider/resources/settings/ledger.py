"""The ledger: what one process of the provider knows of each account, since engines tell about one object at a time.

It lives as long as the process, which serves one walk of an engine, and is safe to use from several threads.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import field

from ...record import record
from ..namesakes import Namesakes
from .in_use import InUse
from .life import Life
from .shape import Held

Lives = defaultdict[str, Life[Held]]
"""By type of settings."""


@record()
class AccountLedger:
    """What the process knows of one account."""

    in_use: InUse = field(default_factory=InUse)
    """Which credentials its live settings name."""
    namesakes: Namesakes = field(default_factory=Namesakes)
    """What its collections hold, by name."""
    lives: Lives = field(default_factory=lambda: defaultdict(Life))


class Ledger:
    """What the process knows of every account."""

    def __init__(self) -> None:
        self.credentials = Credentials()
        self._lock = threading.Lock()
        self._accounts: defaultdict[str, AccountLedger] = defaultdict(AccountLedger)

    def account(self, sid: str) -> AccountLedger:
        with self._lock:
            return self._accounts[sid]

    def life(self, type_name: str, account_sid: str) -> Life[Held]:
        """Return the life of one kind of settings of one account."""
        account = self.account(account_sid)
        with self._lock:
            return account.lives[type_name]

    def only_account_in_state(self, type_name: str) -> str | None:
        """Return the one account of which state has such settings, for a provider that does not know its own account yet."""
        with self._lock:
            found = [sid for sid, account in self._accounts.items() if (life := account.lives.get(type_name)) and life.in_state]
        return found[0] if len(found) == 1 else None


@record(frozen=True)
class DanglingReference:
    """Settings will name a credential that the same plan destroys."""

    settings: str
    """Such as `recording settings`."""
    attribute: str
    sid: str

    def __str__(self) -> str:
        return f"{self.attribute} of the {self.settings} (credential {self.sid})"


SettingsKey = tuple[str, str]
"""Type name of the settings, and account SID."""


@record()
class Credentials:
    """Credentials of all accounts, by SID, and which settings name them.

    A credential that is destroyed while settings name it loses recordings. Engines plan one object at a time, in an order of
    their own, so each side says here what it plans, and the second to speak learns of the first.
    """

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _in_state: set[str] = field(default_factory=set)
    _made: set[str] = field(default_factory=set)
    _destroyed_by_plan: set[str] = field(default_factory=set)
    _named: dict[SettingsKey, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def found_in_state(self, sid: str) -> None:
        with self._lock:
            self._in_state.add(sid)

    def made(self, sid: str) -> None:
        """Record that this process made the credential."""
        with self._lock:
            self._made.add(sid)

    def is_known(self, sid: str) -> bool:
        """Say whether state has the credential or this process made it, so that the API need not be asked."""
        with self._lock:
            return sid in self._in_state or sid in self._made

    def is_new(self, sid: str) -> bool:
        """Say whether this process made the credential, so that AWS or Twilio may not know it everywhere yet."""
        with self._lock:
            return sid in self._made

    def plan_references(self, key: SettingsKey, settings: str, sids: Mapping[str, str]) -> list[DanglingReference]:
        """Record that the plan lets settings name these credentials. Returns those of them that it destroys."""
        with self._lock:
            self._named[key] = (settings, dict(sids))
            return list(self._dangling(key))

    def plan_destroy(self, sid: str) -> list[DanglingReference]:
        """Record that the plan destroys a credential. Returns the settings that will still name it."""
        with self._lock:
            self._destroyed_by_plan.add(sid)
            return [found for key in self._named for found in self._dangling(key) if found.sid == sid]

    def _dangling(self, key: SettingsKey) -> Iterator[DanglingReference]:
        settings, sids = self._named[key]
        for attribute, sid in sids.items():
            if sid in self._destroyed_by_plan:
                yield DanglingReference(settings, attribute, sid)
