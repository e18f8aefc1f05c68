"""Which credentials an account's live settings name, as deletes of credentials ask: many at once share one look."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from ...record import record
from ...twilio.request import Deadline
from ...twilio.single_flight import SingleFlight

LOOK_SECONDS = 1.0
"""A delete may rely on a look that began up to so many seconds before it."""


@record(frozen=True)
class Use:
    """Settings that name a credential, in words. `off` is the switch that is off: then the credential is not used."""

    settings: str
    off: str | None = None


Uses = Mapping[str, Sequence[Use]]
"""By SID: which settings name the credential."""


@record(frozen=True)
class _Look:
    """A read of the settings, for all who ask meanwhile."""

    began: float
    writes: int
    found: Uses


class InUse:
    """Looks at the settings of one account for deletes, for any number of threads.

    A delete relies on a look that began at most `LOOK_SECONDS` before it. A write of settings by this process may name just the
    credential that is to go, so what was seen before such a write, or while it went on, counts no more.
    """

    def __init__(self) -> None:
        self._flights = SingleFlight()
        self._lock = threading.Lock()
        self._writes = 0
        self._latest: _Look | None = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Outdate all looks before and during a write of settings."""
        self._outdate()
        try:
            yield
        finally:
            self._outdate()

    def uses(self, look: Callable[[], Uses], stop: threading.Event, deadline: Deadline) -> Uses:
        """Return the credentials in use, from `look` or from what another delete has just seen. Raises what `look` raises."""
        asked = time.monotonic()
        while (found := self._known(asked)) is None:
            self._flights.run("look", lambda: self._carry_out(look), stop, deadline)
        return found

    def _outdate(self) -> None:
        with self._lock:
            self._writes += 1

    def _known(self, asked: float) -> Uses | None:
        with self._lock:
            latest = self._latest
            counts = latest and latest.began >= asked - LOOK_SECONDS and latest.writes == self._writes
            return latest.found if latest and counts else None

    def _carry_out(self, look: Callable[[], Uses]) -> None:
        began, writes = time.monotonic(), self._writes
        found = look()
        with self._lock:
            self._latest = _Look(began, writes, found)
