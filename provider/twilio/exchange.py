"""One call with all its tries: what is repeated, how long is waited between, and how it ends."""

from __future__ import annotations

import logging
import threading
import time

from provider.twilio.answers import JsonObject, read_answer
from provider.twilio.attempts import Attempt, AttemptLeft
from provider.twilio.deadlines import Deadline
from provider.twilio.errors import (
    AmbiguousResult,
    ApiError,
    Cancelled,
    DeadlineExceeded,
    TransportError,
    TwilioError,
)
from provider.twilio.failures import TRANSPORT_EXCEPTIONS, failure
from provider.twilio.messages import Answer, Call
from provider.twilio.retries import RetryPolicy
from provider.twilio.transport import Transport

log = logging.getLogger("provider.twilio")


class Exchange:
    """The state of one call while it lasts. Used once, by one thread."""

    def __init__(
        self, call: Call, *, transport: Transport, retry: RetryPolicy, deadline: Deadline, stop: threading.Event
    ) -> None:
        self._call = call
        self._transport = transport
        self._retry = retry
        self._deadline = deadline
        self._stop = stop
        self._tries = 0
        self._last: TwilioError | None = None
        self._ambiguous = False

    def run(self) -> JsonObject:
        """Return the answer's object. Raises any `TwilioError`; see `errors`."""
        try:
            return self._run()
        except Cancelled:
            raise
        except TwilioError as error:
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
                if not self._retry.repeats(error):
                    raise
                self._last = error
                self._ambiguous = self._ambiguous or error.ambiguous
            self._pause(self._last)

    def _attempt(self) -> Answer:
        attempt = Attempt(lambda own: self._transport.send(self._call, own, self._deadline))
        begun = time.monotonic()
        outcome = "an answer that cannot be used"
        result: Answer | TwilioError
        try:
            result = attempt.run(self._stop, self._deadline)
            outcome = f"{result.status} (request {result.request_id})"
        except AttemptLeft:
            outcome = "left unfinished"
            self._ambiguous = self._ambiguous or (attempt.sent and self._call.method != "GET")
            result = self._ending("the answer was still awaited when the last had passed")
        except TRANSPORT_EXCEPTIONS as error:
            outcome = type(error).__name__
            result = failure(self._call, error, sent=attempt.sent)
        finally:
            self._log_attempt(outcome, time.monotonic() - begun)
        if isinstance(result, Answer):
            return result
        raise result  # out here, so that it is not chained: what the libraries raise holds the credentials

    def _log_attempt(self, outcome: str, seconds: float) -> None:
        method, url = self._call.method, self._call.url
        log.debug("%s %s: %s in %.0f ms, try %d", method, url, outcome, seconds * 1000, self._tries)

    def _pause(self, error: TwilioError) -> None:
        tries = self._tries + (self._retry.total or 0)
        self._retry = self._retry.increment(self._call.method, self._call.url)
        left = self._deadline.remaining()
        asked = self._retry.asked_wait(error)
        if asked is not None and asked >= left:
            # Sooner than asked would be refused again, so there is nothing to wait for.
            raise self._ending(f"{left:.0f} are left, and Twilio asked to wait {asked:.0f}")
        # Our own guess, though, leaves time for one more try.
        delay = asked if asked is not None else min(self._retry.get_backoff_time(), left / 2)
        log.warning("%s Next try, %d of %d, in %.1f s.", error, self._tries + 1, tries, delay)
        self._stop.wait(delay)

    def _check_going_on(self) -> None:
        if self._stop.is_set() or self._deadline.expired:
            raise self._ending("none is left")

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
            last_error=self._last,
            ambiguous=self._ambiguous,
        )
