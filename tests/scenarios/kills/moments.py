"""Moments of a command: each request of it, before the stand-in carries it out and after, and what is done to a process there."""

from __future__ import annotations

import enum
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from provider.fake import Drop, FakeTwilio, LoggedRequest

_COLLECTIONS = ("/v1/Credentials/", "/v1/CompositionHooks")
_SID = re.compile(r"/(CR|HK)[0-9a-f]{32}$")


class Signal(enum.Enum):
    """What is done, and to whom."""

    PROVIDER_KILLED = "SIGKILL of the provider"
    ENGINE_KILLED = "SIGKILL of the engine"
    CTRL_C = "SIGINT, and no answer"
    """Twilio answers nothing until the engine has ended."""
    CTRL_C_ANSWERED = "SIGINT, then the answer"

    @property
    def ends_the_request(self) -> bool:
        """Whether what the stand-in has not begun to carry out never is.

        A provider that outlives its engine for some seconds goes on with what it was doing.
        """
        return self in (Signal.PROVIDER_KILLED, Signal.CTRL_C)

    @property
    def is_a_wish(self) -> bool:
        """Whether engine and provider live on, and end as they were asked to."""
        return self in (Signal.CTRL_C, Signal.CTRL_C_ANSWERED)


@dataclass(frozen=True)
class Moment:
    """At a request of a command: the `number`-th of this method and path, since engines do not keep to one order."""

    method: str
    path: str
    """With `SID` for one."""
    carried_out: bool
    """Whether the stand-in has done what the request asks, with the answer still on its way; else it has not begun to."""
    number: int = 1

    @classmethod
    def all_of(cls, requests: Iterable[LoggedRequest]) -> list[Moment]:
        """The moments of a command that asked for these: before and after each of them."""
        seen: Counter[tuple[str, str]] = Counter()
        moments = []
        for request in requests:
            method, path = request.method, kind_of(request.path)
            seen[method, path] += 1
            moments += [cls(method, path, carried_out, seen[method, path]) for carried_out in (False, True)]
        return moments

    def is_about(self, request: LoggedRequest) -> bool:
        return (request.method, kind_of(request.path)) == (self.method, self.path)


@dataclass(frozen=True)
class Target:
    """The request at which it happened."""

    method: str
    path: str
    carried_out: bool
    label: str | None = None
    """What is being made by it is called so; None if nothing is."""

    @classmethod
    def at(cls, request: LoggedRequest, carried_out: bool) -> Target:
        makes = request.method == "POST" and request.path.startswith(_COLLECTIONS)
        return cls(request.method, kind_of(request.path), carried_out, request.value("FriendlyName") if makes else None)

    def __str__(self) -> str:
        return f"{'after ' if self.carried_out else 'before'} {self.method:6} {self.path}"


def kind_of(path: str) -> str:
    """A path without the SID at its end, which is another one each time."""
    return _SID.sub("/SID", path)


class Injection:
    """Does something once, at a moment, while the client waits for the answer. A context manager around the command.

    What had not begun to be carried out never is if `ends_the_request`: a client that is gone asks for nothing. Otherwise the
    request goes on when `act` is done.
    """

    def __init__(self, twilio: FakeTwilio, moment: Moment, act: Callable[[], None], *, ends_the_request: bool) -> None:
        self._twilio, self._moment, self._act, self._ends = twilio, moment, act, ends_the_request
        self._lock = threading.Lock()
        self._acting = threading.Lock()  # the command may end before `act` has returned
        self._seen = 0
        self._number: int | None = None
        self._target: Target | None = None

    def __enter__(self) -> Self:
        self._twilio.before_request, self._twilio.after_request = self._before, self._after
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with self._acting:
            self._twilio.before_request = self._twilio.after_request = None
            self._twilio.faults.clear()  # one that a client which was gone in time left standing

    @property
    def target(self) -> Target:
        """AssertionError if the command never came to the moment."""
        with self._acting:
            assert self._target is not None, f"there was no such moment: {self._moment}"
            return self._target

    def _before(self, request: LoggedRequest) -> None:
        with self._lock:
            if not self._moment.is_about(request):
                return
            self._seen += 1
            if self._seen != self._moment.number:
                return
            self._number = request.number
        if not self._moment.carried_out:
            self._inject(request)

    def _after(self, request: LoggedRequest) -> None:
        if self._moment.carried_out and request.number == self._number:
            self._inject(request)

    def _inject(self, request: LoggedRequest) -> None:
        with self._acting:
            self._act()
            self._target = Target.at(request, self._moment.carried_out)
            if self._ends and not self._moment.carried_out:
                self._twilio.faults.add(Drop(), method=request.method, path=request.path)
