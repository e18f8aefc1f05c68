"""Which credentials an account's live settings name, as deletes of credentials ask: many at once share one look."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..twilio.errors import DeadlineExceeded
from ..twilio.request import Deadline

LOOK_SECONDS = 1.0
"""A delete may rely on a look that began up to so many seconds before it."""


@dataclass(frozen=True)
class Use:
    """Settings that name a credential, in words. `off` names the switch that is off beside it: then nothing is done with it."""

    settings: str
    off: str | None = None


Uses = Mapping[str, Sequence[Use]]
"""By SID: which settings name the credential."""


@dataclass(frozen=True)
class _Look:
    began: float
    writes: int
    found: Future[Uses] = field(default_factory=Future)


class InUse:
    """Looks at the settings of one account for deletes, for any number of threads.

    A delete relies on a look that began at most `LOOK_SECONDS` before it. A write of settings by this process may name just the
    credential that is to go, so what was seen before such a write, or while it went on, counts no more.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writes = 0
        self._latest: _Look | None = None

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Held while settings are written."""
        self._outdate()
        try:
            yield
        finally:
            self._outdate()

    def uses(self, look: Callable[[], Uses], deadline: Deadline) -> Uses:
        """What the settings name, from `look` or from what another delete has just seen. Raises what `look` raises."""
        asked = time.monotonic()
        while True:
            with self._lock:
                latest = self._latest
                own = latest is None or (latest.found.done() and not self._counts(latest, asked))
                if latest is None or own:
                    latest = self._latest = _Look(time.monotonic(), self._writes)
            if own:
                self._carry_out(latest, look)
            found = self._awaited(latest, own, deadline)
            if found is not None and self._still_counts(latest, asked):
                return found
            if deadline.expired:
                return look()  # which says that the time is over

    def _outdate(self) -> None:
        with self._lock:
            self._writes += 1

    def _counts(self, look: _Look, asked: float) -> bool:
        return look.began >= asked - LOOK_SECONDS and look.writes == self._writes

    def _still_counts(self, look: _Look, asked: float) -> bool:
        with self._lock:
            return self._counts(look, asked)

    def _carry_out(self, own: _Look, look: Callable[[], Uses]) -> None:
        try:
            found = look()
        except BaseException as problem:  # noqa: BLE001  # whoever waits for it gets it, this thread first
            with self._lock:
                self._latest = None  # whoever asks from now on looks again
            own.found.set_exception(problem)
        else:
            own.found.set_result(found)

    @staticmethod
    def _awaited(look: _Look, own: bool, deadline: Deadline) -> Uses | None:
        """What a look found; None where it is another thread's, and either that thread or this one has no time left for it."""
        try:
            return look.found.result(None if own else deadline.remaining())
        except (TimeoutError, DeadlineExceeded):
            if own:
                raise
            return None
