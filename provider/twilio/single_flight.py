"""One thread does what several need at the same time; the others wait for what came of it. Standard library only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future

from .attempts import LOOK_INTERVAL_IN_S
from .errors import DeadlineExceeded
from .request import Deadline


class SingleFlight:
    """Work by key: of the threads that ask for the same key at a time, the first does the work."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[str, Future[None]] = {}

    def run(self, key: str, work: Callable[[], None], stop: threading.Event, deadline: Deadline) -> None:
        """Return once the work was done after this call began. Raises what `work` raises.

        A thread whose time is over, or that is stopped, waits no more, and calls `work`, which raises the error. If the time of
        the thread that did the work ran out, another one does it again.
        """
        while True:
            with self._lock:
                flight = self._flights.get(key)
                own = flight is None
                flight = self._flights[key] = flight or Future()
            if own:
                self._lead(key, flight, work)
                return
            if not _has_landed(flight, stop, deadline):
                work()
                return
            if not isinstance(flight.exception(), DeadlineExceeded):
                flight.result()
                return

    def _lead(self, key: str, flight: Future[None], work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as problem:
            self._land(key)
            flight.set_exception(problem)
            raise
        self._land(key)
        flight.set_result(None)

    def _land(self, key: str) -> None:
        with self._lock:
            del self._flights[key]


def _has_landed(flight: Future[None], stop: threading.Event, deadline: Deadline) -> bool:
    while not stop.is_set() and not deadline.expired:
        try:
            flight.exception(min(LOOK_INTERVAL_IN_S, deadline.remaining()))
        except TimeoutError:
            continue
        return True
    return False
