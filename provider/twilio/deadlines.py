"""Until when a call may go on. Standard library only."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock. One deadline may span many calls."""

    at: float
    """`time.monotonic()` at the end, in seconds."""
    allowed: float
    """How many seconds there were in all, for messages."""

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline that lies `seconds` ahead of now."""
        return cls(time.monotonic() + seconds, seconds)

    def remaining(self) -> float:
        """Return the seconds left, 0.0 once expired."""
        return max(0.0, self.at - time.monotonic())

    def spent(self) -> float:
        """Return the seconds since it began."""
        return max(0.0, time.monotonic() - self.at + self.allowed)

    @property
    def expired(self) -> bool:
        """True once no time is left."""
        return self.remaining() <= 0.0
