"""What one process of the provider remembers of an account's settings, since engines hand on little.

Engines ask about one object at a time, from several threads, and tell a provider nothing of addresses. What they do hand on, and
when, is in `tests/engine/paths.py`, as it was traced.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from ...framework.values import Values
from ..references import SettingsKey
from .object import AccountSettings


@dataclass
class AccountNotes:
    """Notes on one kind of settings of one account. Change several of them at once only under `lock`."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    turn: threading.Lock = field(default_factory=threading.Lock)
    """Held while the settings are created or destroyed: engines do both at once where a resource is renamed."""
    in_state: AccountSettings | None = None
    """The settings as state has them, if state has them: a create beside that is a replacement, not a takeover."""
    stayed: Values = field(default_factory=dict)
    """What the account is known to keep of that which was to be taken away: no plan without prior state is given that."""
    instances: set[str] = field(default_factory=set)
    """Marks of the instances that were read from state."""
    planned: tuple[str, str] | None = None
    """Mark and friendly name of the one instance that there may be in a plan."""
    to_create: bool = False
    """Whether the plan creates an instance."""
    to_destroy: set[str] = field(default_factory=set)
    """Marks of the instances whose destroy was planned. Engines plan a destroy and carry it out in two processes, except for an
    instance that its replacement was created before: of that they plan the destroy again in the apply walk."""
    kept: str | None = None
    """The baseline of the instance whose destroy half was done."""
    left: list[AccountSettings] = field(default_factory=list)
    """What the account may hold once the destroy half of a replacement was done; empty before that."""
    created: bool = False
    baseline: str | None = None
    """The baseline of what was created."""
    preview: tuple[float, AccountSettings] | None = None
    """The live settings as a plan saw them, and when (seconds, monotonic): an apply that follows at once need not ask again."""

    @property
    def known(self) -> str | None:
        """The baseline that state has."""
        return self.in_state.baseline if self.in_state else None

    def read(self, settings: AccountSettings) -> None:
        """Note settings as a refresh found them. An instance of the same settings that has no baseline takes none away."""
        with self.lock:
            self.in_state = settings if settings.baseline else settings.with_(baseline=self.known)

    def claim(self, mark: str, label: str) -> str | None:
        """Note that a plan has this instance; the label of another one that it has already."""
        with self.lock:
            self.planned = self.planned or (mark, label)
            other, other_label = self.planned
        return None if other == mark else other_label


@dataclass
class SettingsNotes:
    """The notes on every account's settings."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _accounts: dict[SettingsKey, AccountNotes] = field(default_factory=dict)

    def on(self, key: SettingsKey) -> AccountNotes:
        with self._lock:
            return self._accounts.setdefault(key, AccountNotes())

    def replaced(self, type_name: str) -> AccountNotes | None:
        """The notes on the one account whose settings of this type state has: for a provider that does not know its account."""
        with self._lock:
            found = [notes for (name, _), notes in self._accounts.items() if name == type_name and notes.in_state is not None]
        return found[0] if len(found) == 1 else None
