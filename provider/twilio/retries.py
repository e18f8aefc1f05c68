"""When a request is repeated, and after how long: urllib3's `Retry`, taught what Twilio's errors mean.

urllib3 counts, keeps the history and reads `Retry-After`. It does not run the repetitions here: those must
also cover an answer that breaks off, shrink with the deadline and end when the stop event is set
(see `exchange`).

A 429 was never processed and says only that others came first. So it is counted only where no other request of ours
gets through either, and then two of them as one; unless no repetition is wanted at all, and as long as there is time.
"""

from __future__ import annotations

import random

from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from .errors import ApiError, ConnectFailed, NoAnswer, TwilioError

_NEVER_PROCESSED = 429
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

    There may be many such repetitions, so there is always some wait; and they queue at the gate, so there is never a long one.
    """
    return backoff(max(interval, _SHORTEST_REFUSAL_IN_S), repetition, _LONGEST_REFUSAL_IN_S)


def was_refused(error: TwilioError) -> bool:
    """Say whether `error` is a 429: a request too many at once, which Twilio did not process."""
    return isinstance(error, ApiError) and error.status == _NEVER_PROCESSED


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

    def asked_wait(self, error: TwilioError) -> float | None:
        """Return the seconds that Twilio asked to wait, None where it did not.

        Up to a tenth is added, so that requests refused together do not come back together.
        """
        if not isinstance(error, ApiError) or error.retry_after is None:
            return None
        try:
            seconds = self.parse_retry_after(error.retry_after)
        except (InvalidHeader, ValueError, OverflowError):
            return None
        return seconds * _between(1.0, 1.1) or None  # "0" asks for nothing, and must not become a busy loop

    def get_backoff_time(self) -> float:
        """Return the seconds to wait by our own rule, `backoff`.

        urllib3's own does not wait before the first repetition, and adds its jitter as a constant.
        """
        return backoff(self.backoff_factor, len(self.history))


def _between(low: float, high: float) -> float:
    return random.uniform(low, high)  # noqa: S311 - it spreads requests, it guards nothing
