"""When a request is repeated, and after how long: urllib3's `Retry`, taught what Twilio's errors mean.

urllib3 counts, keeps the history and reads `Retry-After`. It does not run the repetitions here: those must
also cover an answer that breaks off, shrink with the deadline and end when the stop event is set
(see `exchange`).
"""

from __future__ import annotations

import random

from urllib3.exceptions import InvalidHeader
from urllib3.util.retry import Retry

from provider.twilio.errors import ApiError, ConnectFailed, NoAnswer, TwilioError

_NEVER_PROCESSED = frozenset({429})
_PASSING = frozenset({502, 503, 504})
_LONGEST_BACKOFF_IN_S = 120.0


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
            status_forcelist=_NEVER_PROCESSED | _PASSING if idempotent else _NEVER_PROCESSED,
            allowed_methods=None,  # whether a write may be repeated is the caller's knowledge, not the method's
            backoff_factor=interval,
            backoff_max=max(_LONGEST_BACKOFF_IN_S, interval),
        )

    def repeats(self, error: TwilioError) -> bool:
        """Say whether another try is left and safe after `error`."""
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
        """Return the seconds to wait by our own rule: doubling, less up to a half by chance.

        urllib3's own does not wait before the first repetition, and adds its jitter as a constant.
        """
        doublings = max(0, len(self.history) - 1)
        interval: float = self.backoff_factor * 2.0 ** min(doublings, 60)
        return min(self.backoff_max, interval) * _between(0.5, 1.0)


def _between(low: float, high: float) -> float:
    return random.uniform(low, high)  # noqa: S311 - it spreads requests, it guards nothing
