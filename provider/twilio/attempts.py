"""One try of a request, in a thread of its own that the caller can leave at any moment.

A blocking read cannot be interrupted, so nobody who must stay responsive does it: the caller waits beside it.
What has to be known exactly is whether the request was sent, for that decides what may be repeated and what
the user is told. So the connection itself asks the attempt for leave just before the first byte, and an
attempt that was left by then never sends one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import ContextVar

from .deadlines import Deadline
from .messages import Answer

LOOK_INTERVAL_IN_S = 0.05  # how late a set stop event may be noticed; an answer is noticed at once

_current: ContextVar[Attempt] = ContextVar("_current")


class AttemptLeft(Exception):
    """Nobody waits for this attempt any more. Raised to the caller, and within the thread to end it."""


class Attempt:
    """Runs `work` in a daemon thread: an abandoned one must not hold up the end of the process."""

    def __init__(self, work: Callable[[Attempt], Answer]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._result: Future[Answer] = Future()
        self._finished = threading.Event()
        self._left = False
        self._sent = False

    @property
    def sent(self) -> bool:
        """True once sending may have begun. It never changes after the attempt has finished or was left."""
        return self._sent

    def run(self, stop: threading.Event, deadline: Deadline, *, patience: float = 0.0) -> Answer:
        """Return what `work` returned, or raise what it raised.

        Raises `AttemptLeft` promptly when `stop` is set or `deadline` expires first. `patience`: how many seconds a
        request that was sent may still be answered once `stop` is set.
        """
        end: Deadline | None = None
        threading.Thread(target=self._run, name="twilio-request", daemon=True).start()
        try:
            while not self._finished.wait(min(LOOK_INTERVAL_IN_S, deadline.remaining())):
                if stop.is_set() and end is None:
                    end = Deadline.after(patience if self._sent else 0.0)
                if deadline.expired or (end is not None and end.expired):
                    raise AttemptLeft
        finally:
            self._leave()
        return self._result.result()

    def begin_sending(self) -> None:
        """Note that the first byte follows. Raises `AttemptLeft` where nobody waits any more."""
        with self._lock:
            self.go_on()
            self._sent = True

    def go_on(self) -> None:
        """Raise `AttemptLeft` where nobody waits any more."""
        if self._left:
            raise AttemptLeft

    def _leave(self) -> None:
        with self._lock:
            self._left = True

    def _run(self) -> None:
        _current.set(self)  # a new thread has a context of its own
        try:
            self._result.set_result(self._work(self))
        except BaseException as error:  # noqa: BLE001 - it is the waiting thread that judges it
            self._result.set_exception(error)
        finally:
            self._finished.set()


def current_attempt() -> Attempt:
    """Return the attempt whose thread this is. Raises LookupError in any other thread."""
    return _current.get()
