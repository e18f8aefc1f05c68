"""Which settings name which credentials, as far as one process of the provider has seen.

A credential that is destroyed while settings name it loses recordings. Engines ask about one object at a time, in an order of
their own, so each side says here what it plans, and the second to speak learns of the first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SettingsKey = tuple[str, str]
"""Type name of the settings, and account SID."""


@dataclass(frozen=True)
class Naming:
    """Settings name a credential that the same plan destroys."""

    settings: str
    """Such as `recording settings`."""
    attribute: str
    sid: str

    def __str__(self) -> str:
        return f"{self.attribute} of the {self.settings} (credential {self.sid})"


@dataclass
class References:
    """Kept for the life of a process; safe to use from several threads."""

    _lock: threading.Lock = field(default_factory=threading.Lock)
    _known: set[str] = field(default_factory=set)
    _made: set[str] = field(default_factory=set)
    _destroyed: set[str] = field(default_factory=set)
    _named: dict[SettingsKey, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def saw(self, sid: str) -> None:
        """State has this credential."""
        with self._lock:
            self._known.add(sid)

    def made(self, sid: str) -> None:
        """This process made the credential."""
        with self._lock:
            self._made.add(sid)

    def is_known(self, sid: str) -> bool:
        """Whether state has the credential or this process made it: nobody needs to ask the API for it then."""
        with self._lock:
            return sid in self._known or sid in self._made

    def is_new(self, sid: str) -> bool:
        """Whether this process made the credential, so that AWS or Twilio may not know it everywhere yet."""
        with self._lock:
            return sid in self._made

    def name(self, key: SettingsKey, settings: str, sids: Mapping[str, str]) -> list[Naming]:
        """Note which credentials the settings will name after the apply. Returns those of them that the plan destroys."""
        with self._lock:
            self._named[key] = (settings, dict(sids))
            return [found for found in self._found() if found.settings == settings]

    def destroy(self, sid: str) -> list[Naming]:
        """Note that the plan destroys a credential; returns the settings that will name it all the same."""
        with self._lock:
            self._destroyed.add(sid)
            return [found for found in self._found() if found.sid == sid]

    def _found(self) -> Iterator[Naming]:
        for settings, sids in self._named.values():
            for attribute, sid in sids.items():
                if sid in self._destroyed:
                    yield Naming(settings, attribute, sid)
