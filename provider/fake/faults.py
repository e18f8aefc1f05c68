"""Faults to order: what should go wrong with which requests."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from .errors import ErrorReply, too_many_requests
from .log import LoggedRequest


@dataclass(frozen=True)
class Answer:
    """Answer with an error, without processing the request. `code` None: no code in the body, as from a proxy."""

    status: int
    code: int | None = None
    message: str = "ordered by the test"
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def rate_limited(cls, retry_after: int | None = None) -> Answer:
        """429 as Twilio gives it, with `Retry-After` (seconds) if wanted."""
        error = too_many_requests()
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return cls(error.status, error.code, error.message, headers)

    @classmethod
    def unavailable(cls) -> Answer:
        return cls(503, 20503, "Service unavailable")

    @classmethod
    def redirect(cls, location: str, status: int = 307) -> Answer:
        """Send the client elsewhere. 307 and 308 ask for the same method and body there, a login included if it is careless."""
        return cls(status, None, f"Moved to {location}", {"Location": location})

    def error(self) -> ErrorReply:
        return ErrorReply(self.status, self.code, self.message, headers=self.headers)


@dataclass(frozen=True)
class Drop:
    """Close the connection without an answer; `processed`: after doing what was asked (the ambiguous failure)."""

    processed: bool = False


@dataclass(frozen=True)
class Reset:
    """Reset the connection (the client sees ECONNRESET, not an end); `processed`: after doing what was asked."""

    processed: bool = False


@dataclass(frozen=True)
class Stall:
    """Accept the request and never answer: the connection stays open until the server stops. `processed`: after doing what
    was asked. The request counts as in flight no longer, so that others are not held up by it."""

    processed: bool = False


@dataclass(frozen=True)
class Slow:
    """Do what was asked, then send the answer, headers included, in small pieces over so many seconds. Ends early when the
    server stops."""

    seconds: float


@dataclass(frozen=True)
class Truncate:
    """Do what was asked, then promise more than is sent, and close.

    `at` is how many bytes of the body are sent; None sends all of it, with a `Content-Length` that says more. An answer without
    a body ends in its status line.
    """

    at: int | None = None


@dataclass(frozen=True)
class Delay:
    """Wait before doing anything else; combines with the next matching fault. Ends early when the server stops."""

    seconds: float


@dataclass(frozen=True)
class Garbage:
    """Do what was asked (unless not `processed`), then answer something that is not Twilio's."""

    body: bytes = b"<html><body>Bad gateway</body></html>"
    status: int = 200
    content_type: str = "text/html"
    processed: bool = True


@dataclass(frozen=True)
class Alter:
    """Do what was asked, then change fields of the successful answer (not what is stored)."""

    fields: Mapping[str, object]


Action = Answer | Drop | Reset | Stall | Slow | Truncate | Delay | Garbage | Alter


@dataclass(eq=False)
class Fault:
    """An action, and the requests that it hits: `times` of them (None: all), after letting `skip` pass."""

    action: Action
    method: str | None = None
    path: str = ""
    """Prefix of the path."""
    times: int | None = 1
    skip: int = 0
    account_sid: str | None = None
    """Whose requests; None: anybody's, also of those whose credentials are wrong."""
    hits: int = 0
    """How many requests it has hit."""

    def matches(self, request: LoggedRequest) -> bool:
        if self.times == 0 or not request.path.startswith(self.path):
            return False
        return self.method in (None, request.method) and self.account_sid in (None, request.account_sid)

    def hit(self) -> bool:
        """Count a matching request; False if it is one to let pass."""
        if self.skip:
            self.skip -= 1
            return False
        self.hits += 1
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The faults in force, in the order they were added; may be changed while requests are served."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(
        self,
        action: Action,
        *,
        method: str | None = None,
        path: str = "",
        times: int | None = 1,
        skip: int = 0,
        account_sid: str | None = None,
    ) -> Fault:
        """Hit the next `times` (None: all) requests of `method` and `account_sid` (None: any) whose path begins with `path`,
        after letting `skip` of them pass. The fault is given back to be asked how often it hit, or removed."""
        fault = Fault(action, method.upper() if method else None, path, times, skip, account_sid)
        with self._lock:
            self._faults.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """ValueError if it is not in force."""
        with self._lock:
            self._faults.remove(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def take(self, request: LoggedRequest) -> list[Action]:
        """Return the actions for this request: delays, then at most one other action, the first that was added."""
        actions: list[Action] = []
        with self._lock:
            for fault in self._faults:
                if fault.matches(request) and fault.hit():
                    actions.append(fault.action)
                    if not isinstance(fault.action, Delay):
                        break
        return actions
