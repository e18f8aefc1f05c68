"""What time it is at Twilio, as its answers' `Date` headers tell. Standard library only.

The clock of the machine that runs an apply may be minutes wrong, and then it says nothing about the age of what Twilio made.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime


class ServerClock:
    """Knows Twilio's time from the latest answer; until there was one, it is the local clock. For any number of threads."""

    def __init__(self) -> None:
        self._seen: tuple[datetime, float] | None = None  # one assignment, so that no thread sees half of it

    def note(self, date: str | None) -> None:
        """Take the `Date` header of an answer that has just arrived; one that is missing or unreadable changes nothing."""
        try:
            told = parsedate_to_datetime(date or "")
        except (ValueError, OverflowError):
            return
        if told.tzinfo is None:  # "-0000": UTC, of a machine that does not say where it is
            told = told.replace(tzinfo=UTC)
        self._seen = told.astimezone(UTC), time.monotonic()

    def now(self) -> datetime:
        """Return Twilio's time in UTC, to about a second."""
        if self._seen is None:
            return datetime.now(UTC)
        told, arrived = self._seen
        return told + timedelta(seconds=time.monotonic() - arrived)
