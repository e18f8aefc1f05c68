"""One call with all its tries: what is repeated, how long is waited between, and how it ends."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from http import HTTPStatus

from .answers import JsonObject, read_answer
from .attempts import Attempt, AttemptLeft
from .clocks import ServerClock
from .deadlines import Deadline
from .errors import (
    AmbiguousResult,
    ApiError,
    Cancelled,
    DeadlineExceeded,
    TransportError,
    TwilioError,
)
from .failures import TRANSPORT_EXCEPTIONS, failure
from .gate import Gate
from .messages import Answer, Call
from .retries import RetryPolicy, refusal_backoff, was_refused
from .transport import Transport

log = logging.getLogger("provider.twilio")


REFUSALS_FOR_AN_ATTEMPT = 2
"""How many 429 one after the other, with no request of ours getting through, cost as much as one other failure."""
PATIENCE_IN_S = 3.0
"""How long the answer to a write is still awaited once everything is to stop: nearly always it comes, and what the write made
is then known to the engine instead of lost to everybody."""


@dataclass(frozen=True)
class Line:
    """What all calls of a client share."""

    transport: Transport
    stop: threading.Event
    gate: Gate = field(default_factory=Gate)
    clock: ServerClock = field(default_factory=ServerClock)


class Exchange:
    """The state of one call while it lasts. Used once, by one thread."""

    def __init__(self, call: Call, *, line: Line, retry: RetryPolicy, deadline: Deadline) -> None:
        self._call = call
        self._line = line
        self._retry = retry
        self._most_fruitless = REFUSALS_FOR_AN_ATTEMPT * int(retry.total or 0)
        self._fruitless = 0
        self._accepted_before = line.gate.accepted
        self._deadline = deadline
        self._stop = line.stop
        self._number = line.gate.number()
        self._begun = time.monotonic()
        self._tries = 0
        self._refusals = 0
        self._last_chance_taken = False
        self._last: TwilioError | None = None
        self._ambiguous = False

    def run(self) -> JsonObject:
        """Return the answer's object. Raises any `TwilioError`; see `errors`."""
        try:
            return self._run()
        except Cancelled:
            raise
        except TwilioError as error:
            error.ambiguous = error.ambiguous or self._ambiguous  # an earlier try may have been carried out
            if self._tries > 1 and not isinstance(error, DeadlineExceeded):
                error.tries, error.spent = self._tries, time.monotonic() - self._begun
            if self._call.idempotent or not error.ambiguous:
                raise
            raise AmbiguousResult(error) from error

    def _run(self) -> JsonObject:
        while True:
            self._check_going_on()
            self._tries += 1
            try:
                return read_answer(self._call, self._attempt())
            except (ApiError, TransportError) as error:
                if not (self._outlasts_refusal() if was_refused(error) else self._retry.repeats(error)):
                    raise
                self._last = error
                self._ambiguous = self._ambiguous or error.ambiguous
            self._pause(self._last)

    def _attempt(self) -> Answer:
        attempt = Attempt(lambda own: self._line.transport.send(self._call, own, self._deadline))
        begun = time.monotonic()
        outcome = "an answer that cannot be used"
        late = "it was still waiting for its turn, since Twilio limits how many requests run at once"
        result: Answer | TwilioError
        try:
            with self._line.gate.passing(self._number, self._stop, self._deadline) as granted:
                begun, late = time.monotonic(), "no answer had come by then"
                result = attempt.run(self._stop, self._deadline, patience=0.0 if self._call.method == "GET" else PATIENCE_IN_S)
                granted.accepted = result.status != HTTPStatus.TOO_MANY_REQUESTS
            self._line.clock.note(result.date)
            outcome = f"{result.status} (request {result.request_id})"
        except AttemptLeft:
            outcome = "left unfinished"
            self._ambiguous = self._ambiguous or (attempt.sent and self._call.method != "GET")
            result = self._ending(late)
        except TRANSPORT_EXCEPTIONS as error:
            outcome = type(error).__name__
            result = failure(self._call, error, sent=attempt.sent, seconds=time.monotonic() - begun)
        finally:
            self._log_attempt(outcome, time.monotonic() - begun)
        if isinstance(result, Answer):
            return result
        raise result  # out here, so that it is not chained: what the libraries raise holds the credentials

    def _log_attempt(self, outcome: str, seconds: float) -> None:
        method, url = self._call.method, self._call.url
        log.debug("%s %s: %s in %.0f ms, try %d", method, url, outcome, seconds * 1000, self._tries)

    def _pause(self, error: TwilioError) -> None:
        left = self._deadline.remaining()
        asked = self._retry.asked_wait(error)
        if asked is not None and asked >= left:
            # Sooner than asked would be refused again, so there is nothing to wait for.
            raise self._ending(f"Twilio asked to wait {asked:.0f} seconds more")
        if was_refused(error):
            delay, tries = self._after_refusal(error, left), ""
        else:
            tries = f" of {self._tries + (self._retry.total or 0)}"
            self._retry = self._retry.increment(self._call.method, self._call.url)
            delay = min(self._retry.get_backoff_time(), left / 2)  # a guess of ours leaves time for one more try
        delay = delay if asked is None else asked
        log.warning("%s Next try, %d%s, in %.1f s.", error, self._tries + 1, tries, delay)
        self._stop.wait(delay)

    def _outlasts_refusal(self) -> bool:
        """Say whether a try is left after a 429. While others of ours get through, it is: then its turn comes, too."""
        if self._line.gate.accepted != self._accepted_before:
            self._accepted_before = self._line.gate.accepted
            self._fruitless = 0
        self._fruitless += 1
        return self._fruitless <= self._most_fruitless

    def _after_refusal(self, error: TwilioError, left: float) -> float:
        """Return the seconds to wait after a 429. Raises `error` where the time is over."""
        self._refusals += 1
        delay = refusal_backoff(self._retry.backoff_factor, self._refusals)
        if delay < left:
            return delay
        if self._last_chance_taken:
            raise error
        self._last_chance_taken = True
        return left / 2

    def _check_going_on(self) -> None:
        if self._stop.is_set() or self._deadline.expired:
            raise self._ending("the time was over before it could be sent")

    def _ending(self, reason: str) -> Cancelled | DeadlineExceeded:
        """Return the error for a call that ends early: cancelled where the stop event is set, else late."""
        method, path = self._call.method, self._call.path
        if self._stop.is_set():
            return Cancelled(method=method, path=path, ambiguous=self._ambiguous)
        return DeadlineExceeded(
            reason,
            method=method,
            path=path,
            allowed=self._deadline.allowed,
            spent=self._deadline.spent(),
            last_error=self._last,
            ambiguous=self._ambiguous,
        )
