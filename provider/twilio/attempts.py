"""One attempt at a request: it waits for its turn, and runs in a thread that its caller can abandon. Standard library only.

**Its turn.** Twilio limits how many requests of an account may be in flight at once, by a number it does not tell, and
answers 429 beyond it. Engines run many operations at a time, so the number is found as TCP finds a network's: a 429 halves
what is allowed, each round of accepted requests allows one more. Until the first 429 there is no limit, and nobody waits.

**Its thread.** A blocking read cannot be interrupted, so nobody who must stay responsive does it: the caller waits beside it.
What has to be known exactly is whether the request was sent, for that decides what may be repeated and what
the user is told. So the connection itself asks the attempt just before the first byte whether it is still awaited, and an
attempt that was abandoned by then never sends one.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import field

from ..daemon_threads import DaemonThreads
from ..record import record
from .request import Deadline
from .response import ApiResponse

LOOK_INTERVAL_IN_S = 0.05  # how late a set stop event may be noticed; an answer is noticed at once

_current: ContextVar[Attempt] = ContextVar("_current")


class AttemptAbandoned(Exception):
    """Nobody waits for this attempt any more. Raised to the caller, and within the thread to end it."""


class Attempt:
    """Runs `work` in a thread that its caller can leave."""

    def __init__(self, work: Callable[[Attempt], ApiResponse], *, once: bool = False) -> None:
        self._work = work
        self.once = once
        """Whether the request must not be repeated."""
        self._lock = threading.Lock()
        self._result: ApiResponse | BaseException | None = None
        self._running = threading.Lock()  # not an event, nor a future: those make and take several locks each
        self._running.acquire()
        self._abandoned = False
        self._sent = False

    @property
    def sent(self) -> bool:
        """True once sending may have begun. It never changes after the attempt has finished or was left."""
        return self._sent

    def run(self, threads: DaemonThreads, stop: threading.Event, deadline: Deadline, *, grace_period: float = 0.0) -> ApiResponse:
        """Return what `work` returned, or raise what it raised.

        Raises `AttemptAbandoned` promptly when `stop` is set or `deadline` expires first. `grace_period`: how many seconds a
        request that was sent may still be answered once `stop` is set.
        """
        end: Deadline | None = None
        threads.run(self._run, self._running.release)
        try:
            while not self._running.acquire(timeout=min(LOOK_INTERVAL_IN_S, deadline.remaining())):
                if stop.is_set() and end is None:
                    end = Deadline.after(grace_period if self._sent else 0.0)
                if deadline.expired or (end is not None and end.expired):
                    raise AttemptAbandoned
        finally:
            self._abandon()
        assert self._result is not None
        if isinstance(self._result, BaseException):
            raise self._result
        return self._result

    def begin_sending(self) -> None:
        """Note that the first byte follows. Raises `AttemptAbandoned` where nobody waits any more."""
        with self._lock:
            self.check_awaited()
            self._sent = True

    def check_awaited(self) -> None:
        """Raise `AttemptAbandoned` where nobody waits any more."""
        if self._abandoned:
            raise AttemptAbandoned

    def _abandon(self) -> None:
        with self._lock:
            self._abandoned = True

    def _run(self) -> None:
        context = _current.set(self)
        try:
            self._result = self._work(self)
        except BaseException as error:  # noqa: BLE001 - it is the waiting thread that judges it
            self._result = error
        finally:
            _current.reset(context)


def current_attempt() -> Attempt:
    """Return the attempt whose thread this is. Raises LookupError in any other thread."""
    return _current.get()


@record(eq=False)
class _Waiter:
    """A request that is to have its turn. Those of earlier calls go first."""

    number: int
    turn: threading.Event = field(default_factory=threading.Event)
    gone: bool = False

    def __lt__(self, other: _Waiter) -> bool:
        return self.number < other.number


class Slot:
    """Permission to have one request in flight. It says afterwards how Twilio took it; or nothing, where no answer came."""

    def __init__(self, *, halvings: int, crowded: bool) -> None:
        self.halvings = halvings
        """How often the limit had been halved when the request was let through."""
        self.crowded = crowded
        """Whether more than half of what is allowed was in flight: only then does an accepted request prove anything."""
        self.accepted: bool | None = None
        """False for a 429, True for any other answer, None where none came."""


class ConcurrencyLimiter:
    """Lets requests through, those of the longest waiting call first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._limit: float | None = None
        self._halvings = 0
        self._in_flight = 0
        self._accepted = 0
        self._numbers = itertools.count()
        self._waiting: list[_Waiter] = []

    @property
    def waiting(self) -> int:
        """How many calls wait for their turn."""
        with self._lock:
            return sum(not waiter.gone for waiter in self._waiting)

    @property
    def accepted(self) -> int:
        """How many requests were answered by anything but 429 until now: while it grows, it is worth waiting."""
        return self._accepted

    def number(self) -> int:
        """Return a call's place in the queue. It keeps it for all its tries, so that one that was refused is not overtaken."""
        return next(self._numbers)

    @contextmanager
    def slot(self, number: int, stop: threading.Event, deadline: Deadline) -> Iterator[Slot]:
        """Wait for the turn of call `number`, and hold its place among the requests in flight.

        Raises `AttemptAbandoned` promptly when `stop` is set or `deadline` expires first.
        """
        self._enter(number, stop, deadline)
        with self._lock:
            granted = Slot(halvings=self._halvings, crowded=self._limit is not None and 2 * self._in_flight > self._limit)
        try:
            yield granted
        finally:
            self._leave(granted)

    def _enter(self, number: int, stop: threading.Event, deadline: Deadline) -> None:
        with self._lock:
            if self._has_room() and not self._waiting:
                self._in_flight += 1
                return
            waiter = _Waiter(number)
            heapq.heappush(self._waiting, waiter)
            self._let_in()
        try:
            while not waiter.turn.wait(min(LOOK_INTERVAL_IN_S, deadline.remaining())):
                if stop.is_set() or deadline.expired:
                    raise AttemptAbandoned
            if stop.is_set():  # what made room may be a call that was stopped, and then nothing more is to be sent
                raise AttemptAbandoned
        except BaseException:
            self._give_up(waiter)
            raise

    def _give_up(self, waiter: _Waiter) -> None:
        with self._lock:
            waiter.gone = True
            if waiter.turn.is_set():  # its turn came just now: the next one's, then
                self._in_flight -= 1
            self._let_in()

    def _leave(self, granted: Slot) -> None:
        with self._lock:
            self._accepted += granted.accepted is True
            if granted.accepted is False:
                self._refused(granted)
            elif granted.accepted and self._limit is not None and granted.crowded:
                self._limit += 1 / self._limit
            self._in_flight -= 1
            self._let_in()

    def _refused(self, granted: Slot) -> None:
        # Many are refused together: those that were on their way before the last halving tell nothing of what holds since.
        if granted.halvings == self._halvings:
            self._limit = max(1.0, min(self._limit or self._in_flight, self._in_flight) / 2)
            self._halvings += 1

    def _has_room(self) -> bool:
        return self._limit is None or self._in_flight < int(self._limit)

    def _let_in(self) -> None:
        while self._waiting and (self._waiting[0].gone or self._has_room()):
            waiter = heapq.heappop(self._waiting)
            if not waiter.gone:
                self._in_flight += 1
                waiter.turn.set()
