"""Objects of the same name that no state has, as an apply that was killed leaves them: nobody else can tell of those."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from typing import Self

from ..record import record
from ..twilio.errors import TwilioError
from . import answers

RECENT = timedelta(hours=1)
"""Who runs an apply again does so soon. What is older has been there for another reason."""


@record(frozen=True)
class Namesake:
    """An object of a collection, as its list shows it."""

    sid: str
    made: datetime | None
    """None where its date cannot be read."""

    @classmethod
    def of(cls, listed: Mapping[str, object]) -> Self | None:
        """Read an entry of a list. Returns None if it has no SID."""
        sid = listed.get("sid")
        return cls(sid, answers.date(listed.get("date_created"))) if isinstance(sid, str) else None

    def is_recent(self, now: datetime) -> bool:
        return self.made is None or now - self.made < RECENT

    def __str__(self) -> str:
        return f"{self.sid}, made at {self.made:%Y-%m-%d %H:%M:%S} UTC" if self.made else f"{self.sid}, made at an unknown time"


@record()
class _Listing:
    """One collection, once it has been asked for."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    by_name: dict[str, list[Namesake]] | None = None


class Namesakes:
    """The objects of collections, by name. A process lists each collection once, however many objects it plans."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._listings: dict[str, _Listing] = {}

    def of(self, name: str, path: str, ask: Callable[[], Iterable[Mapping[str, object]]]) -> list[Namesake]:
        """Return the objects of this name in the collection at `path`, which `ask` lists; none if Twilio refuses to list it."""
        with self._lock:
            listing = self._listings.setdefault(path, _Listing())
        with listing.lock:
            if listing.by_name is None:
                listing.by_name = _by_name(ask)
            return listing.by_name.get(name, [])


def _by_name(ask: Callable[[], Iterable[Mapping[str, object]]]) -> dict[str, list[Namesake]]:
    found: dict[str, list[Namesake]] = {}
    try:
        for each in ask():
            name, namesake = each.get("friendly_name"), Namesake.of(each)
            if isinstance(name, str) and namesake:
                found.setdefault(name, []).append(namesake)
    except TwilioError:  # a key may not list them; what must work asks for itself
        return {}
    return found
