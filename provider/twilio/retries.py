"""One call with all its tries: what is repeated, how long is waited between, and how it ends.

urllib3's `Retry` decides when a request is repeated: it counts, and keeps the history. `RetryPolicy` teaches it what Twilio's
errors mean. `Exchange` runs the repetitions, since those must also cover an answer that breaks off, shrink with the deadline and
end when the stop event is set.

A 429 was never processed and says only that others came first. So it is counted only where no other request of ours
gets through either, and then two of them as one; unless no repetition is wanted at all, and as long as there is time.
"""

from __future__ import annotations

import logging
import random
import re
import threading
import time
from dataclasses import field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from urllib3.util.retry import Retry

from ..daemon_threads import DaemonThreads
from ..record import record
from .attempts import Attempt, AttemptAbandoned, ConcurrencyLimiter
from .errors import (
    AmbiguousResult,
    ApiError,
    Cancelled,
    ConnectFailed,
    DeadlineExceeded,
    NoAnswer,
    TransportError,
    TwilioError,
    seconds_text,
)
from .request import ApiRequest, Deadline
from .response import ApiResponse, JsonObject, ServerClock, read_response
from .transport import TRANSPORT_EXCEPTIONS, Transport, failure

log = logging.getLogger("provider.twilio")

REFUSALS_FOR_AN_ATTEMPT = 2
"""How many 429 one after the other, with no request of ours getting through, cost as much as one other failure."""
GRACE_PERIOD_IN_S = 3.0
"""How long the answer to a write is still awaited once everything is to stop: nearly always it comes, and what the write made
is then known to the engine instead of lost to everybody."""

_NOT_IN_TIME = "no answer had come by then"
_PASSING = frozenset({502, 503, 504})
_LONGEST_BACKOFF_IN_S = 120.0
_SHORTEST_REFUSAL_IN_S = 0.02
_LONGEST_REFUSAL_IN_S = 30.0


def backoff(interval: float, repetition: int, longest: float = _LONGEST_BACKOFF_IN_S) -> float:
    """Return the seconds to wait before a repetition, the first being 1: doubling, less up to a half by chance.

    `interval` is the longest wait before the first one; `longest` bounds the later ones.
    """
    doubled: float = interval * 2.0 ** min(max(0, repetition - 1), 60)
    return min(max(longest, interval), doubled) * _between(0.5, 1.0)


def refusal_backoff(interval: float, repetition: int) -> float:
    """Return the seconds to wait after the 429 before a repetition, the first being 1.

    There may be many such repetitions, so there is always some wait; and they queue at the limiter, so there is never a long one.
    """
    return backoff(max(interval, _SHORTEST_REFUSAL_IN_S), repetition, _LONGEST_REFUSAL_IN_S)


def was_refused(error: TwilioError) -> bool:
    """Say whether `error` is a 429: a request too many at once, which Twilio did not process."""
    return isinstance(error, ApiError) and error.status == HTTPStatus.TOO_MANY_REQUESTS


class RetryPolicy(Retry):
    """What is left of a call's repetitions. Immutable: `increment` returns the next one."""

    @classmethod
    def of_call(cls, *, attempts: int, interval: float, idempotent: bool) -> RetryPolicy:
        """Return the policy of a call before its first try.

        `attempts` is how many repetitions there may be, `interval` the seconds before the first of them.
        """
        return cls(
            total=attempts,
            read=None if idempotent else False,
            status_forcelist=_PASSING if idempotent else (),
            allowed_methods=None,  # whether a write may be repeated is the caller's knowledge, not the method's
            backoff_factor=interval,
        )

    def repeats(self, error: TwilioError) -> bool:
        """Say whether another try is left and safe after `error`, which is no 429."""
        if not self.total:
            return False
        match error:
            case ApiError():
                return self.is_retry(error.method, error.status)
            case ConnectFailed():
                return error.temporary
            case NoAnswer():
                return self.read is not False
        return False

    def get_backoff_time(self) -> float:
        """Return the seconds to wait by our own rule, `backoff`.

        urllib3's own does not wait before the first repetition, and adds its jitter as a constant.
        """
        return backoff(self.backoff_factor, len(self.history))


def asked_wait(error: TwilioError, now: datetime) -> float:
    """Return the seconds from `now`, by Twilio's clock, that Twilio asked to wait; 0.0 where it did not ask for any.

    Not as urllib3 reads it, which takes a wait of more than six hours for one of six hours.
    """
    text = (error.retry_after or "").strip() if isinstance(error, ApiError) else ""
    if re.fullmatch(r"[0-9]{1,9}", text):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return 0.0
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - now).total_seconds())


def _asked_in_words(seconds: float, now: datetime) -> str:
    until = now + timedelta(seconds=seconds)
    day = "" if until.date() == now.date() else f"{until.day} {until:%B %Y}, "
    return f"Twilio asked to wait {seconds_text(seconds)} (until {day}{until:%H:%M} UTC)"


def _between(low: float, high: float) -> float:
    return random.uniform(low, high)  # noqa: S311 - it spreads requests, it guards nothing


@record(frozen=True)
class Channel:
    """What all calls of a client share."""

    transport: Transport
    stop: threading.Event
    limiter: ConcurrencyLimiter = field(default_factory=ConcurrencyLimiter)
    clock: ServerClock = field(default_factory=ServerClock)
    threads: DaemonThreads = field(default_factory=lambda: DaemonThreads("twilio-request"))

    def close(self) -> None:
        """Let go of idle connections and threads. More are made where more is asked."""
        self.transport.close()
        self.threads.close()


class Exchange:
    """The state of one call while it lasts. Used once, by one thread."""

    def __init__(self, request: ApiRequest, *, channel: Channel, retry: RetryPolicy, deadline: Deadline) -> None:
        self._request = request
        self._channel = channel
        self._retry = retry
        self._most_fruitless = REFUSALS_FOR_AN_ATTEMPT * int(retry.total or 0)
        self._fruitless = 0
        self._accepted_before = channel.limiter.accepted
        self._deadline = deadline
        self._stop = channel.stop
        self._number = channel.limiter.number()
        self._grace_period = 0.0 if request.method == "GET" else GRACE_PERIOD_IN_S
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
            if self._request.idempotent or not error.ambiguous:
                raise
            raise AmbiguousResult(error) from error

    def _run(self) -> JsonObject:
        while True:
            self._check_going_on()
            self._tries += 1
            try:
                return read_response(self._request, self._attempt())
            except (ApiError, TransportError) as error:
                if not (self._outlasts_refusal() if was_refused(error) else self._retry.repeats(error)):
                    raise
                self._ambiguous = self._ambiguous or error.ambiguous
                if isinstance(error, NoAnswer) and self._deadline.expired:  # the socket's limit passed at the same moment
                    raise self._ending(_NOT_IN_TIME) from None
                self._last = error
            self._pause(self._last)

    def _attempt(self) -> ApiResponse:
        request = self._request
        attempt = Attempt(lambda own: self._channel.transport.send(request, own, self._deadline), once=not request.idempotent)
        begun = time.monotonic()
        outcome = "an answer that cannot be used"
        late = "it was still waiting for its turn, since Twilio limits how many requests run at once"
        result: ApiResponse | TwilioError
        try:
            with self._channel.limiter.slot(self._number, self._stop, self._deadline) as granted:
                begun, late = time.monotonic(), _NOT_IN_TIME
                result = attempt.run(self._channel.threads, self._stop, self._deadline, grace_period=self._grace_period)
                granted.accepted = result.status != HTTPStatus.TOO_MANY_REQUESTS
            self._channel.clock.note(result.date)
            outcome = f"{result.status} (request {result.request_id})"
        except AttemptAbandoned:
            outcome = "abandoned"
            self._ambiguous = self._ambiguous or (attempt.sent and self._request.method != "GET")
            result = self._ending(late)
        except TRANSPORT_EXCEPTIONS as error:
            outcome = type(error).__name__
            result = failure(self._request, error, sent=attempt.sent, seconds=time.monotonic() - begun)
        finally:
            self._log_attempt(outcome, time.monotonic() - begun)
        if isinstance(result, ApiResponse):
            return result
        raise result  # out here, so that it is not chained: what the libraries raise holds the credentials

    def _log_attempt(self, outcome: str, seconds: float) -> None:
        method, url = self._request.method, self._request.url
        log.debug("%s %s: %s in %.0f ms, try %d", method, url, outcome, seconds * 1000, self._tries)

    def _pause(self, error: TwilioError) -> None:
        left = self._deadline.remaining()
        now = self._channel.clock.now()
        asked = asked_wait(error, now)
        wait = asked * _between(1.0, 1.1)  # so that requests refused together do not come back together
        if wait >= left:
            # Sooner than asked would be refused again, so there is nothing to wait for.
            raise self._ending(_asked_in_words(asked, now) if asked else "no time was left for another try")
        if was_refused(error):
            delay, tries = self._after_refusal(error, left), ""
        else:
            tries = f" of {self._tries + (self._retry.total or 0)}"
            self._retry = self._retry.increment(self._request.method, self._request.url)
            delay = min(self._retry.get_backoff_time(), left / 2)  # a guess of ours leaves time for one more try
        delay = wait or delay
        log.warning("%s Next try, %d%s, in %.1f s.", error, self._tries + 1, tries, delay)
        self._stop.wait(delay)

    def _outlasts_refusal(self) -> bool:
        """Say whether a try is left after a 429. While others of ours get through, it is: then its turn comes, too."""
        if self._channel.limiter.accepted != self._accepted_before:
            self._accepted_before = self._channel.limiter.accepted
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
        method, path = self._request.method, self._request.path
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
