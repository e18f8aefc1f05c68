"""How many requests may be in flight at once. Standard library only.

Twilio limits that for an account, by a number it does not tell, and answers 429 beyond it. Engines run many operations at a
time, so the number is found as TCP finds a network's: a 429 halves what is allowed, each round of accepted requests allows one
more. Until the first 429 there is no limit, and nobody waits.
"""

from __future__ import annotations

import heapq
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from .attempts import LOOK_INTERVAL_IN_S, AttemptLeft
from .deadlines import Deadline


@dataclass(order=True)
class _Waiter:
    number: int
    turn: threading.Event = field(default_factory=threading.Event, compare=False)
    gone: bool = field(default=False, compare=False)


class Pass:
    """Leave to have one request in flight. Says afterwards how Twilio took it; where it says nothing, nothing is learnt."""

    def __init__(self, *, halvings: int, crowded: bool) -> None:
        self.halvings = halvings
        """How often the limit had been halved when the request was let through."""
        self.crowded = crowded
        """Whether more than half of what is allowed was in flight: only then does an accepted request prove anything."""
        self.accepted: bool | None = None
        """False for a 429, True for any other answer, None where none came."""


class Gate:
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
    def passing(self, number: int, stop: threading.Event, deadline: Deadline) -> Iterator[Pass]:
        """Wait for the turn of call `number`, and hold its place among the requests in flight.

        Raises `AttemptLeft` promptly when `stop` is set or `deadline` expires first.
        """
        self._enter(number, stop, deadline)
        with self._lock:
            granted = Pass(halvings=self._halvings, crowded=self._limit is not None and 2 * self._in_flight > self._limit)
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
                    raise AttemptLeft
            if stop.is_set():  # what made room may be a call that was stopped, and then nothing more is to be sent
                raise AttemptLeft
        except BaseException:
            self._give_up(waiter)
            raise

    def _give_up(self, waiter: _Waiter) -> None:
        with self._lock:
            waiter.gone = True
            if waiter.turn.is_set():  # its turn came just now: the next one's, then
                self._in_flight -= 1
            self._let_in()

    def _leave(self, granted: Pass) -> None:
        with self._lock:
            self._accepted += granted.accepted is True
            if granted.accepted is False:
                self._refused(granted)
            elif granted.accepted and self._limit is not None and granted.crowded:
                self._limit += 1 / self._limit
            self._in_flight -= 1
            self._let_in()

    def _refused(self, granted: Pass) -> None:
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
