"""How long a rejected write of settings is tried again. Nobody should wait ten minutes for a typo.

Storing to S3 makes Twilio write a test file, and an IAM user, a policy or a bucket that was made a moment ago may not be known
everywhere yet. How Twilio rejects that is not documented: so neither status nor code is relied on, but what the settings name is
looked up. A credential that stays missing is a mistake; a new one gets time, an old one less, for its bucket may be new.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from ...framework.diagnostics import Diagnostic, Failure, error
from ...framework.resource import Context
from ...twilio.errors import AuthenticationFailed, ConnectFailed, DeadlineExceeded, RateLimited, TwilioError, seconds_text
from .._client import Client, deadline_of
from . import credentials
from .ledger import Ledger
from .shape import Settings

log = logging.getLogger(__package__)

LONGEST_SECONDS = 120.0
"""IAM takes that long at most to tell every region of a new user. Nothing is tried for longer."""
ORDINARY_SECONDS = 60.0
"""For a bucket or a policy that is new, with a credential that is not."""
MISSING_SECONDS = 15.0
"""A credential can be read a moment later than it was made, but not that much later."""
NEW = timedelta(minutes=10)
FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 15.0
_ACTIVATION = ("aws_storage_enabled", "aws_credentials_sid", "aws_s3_url")
"""A change of any of these makes Twilio prove that it can write to the bucket."""


class ActivationRetry:
    """Decides whether one write is tried again, and after how many seconds."""

    def __init__(self, wanted: Settings, before: Settings, ctx: Context[Client]) -> None:
        self._ctx = ctx
        self._activates = wanted["aws_storage_enabled"] and any(wanted[name] != before[name] for name in _ACTIVATION)
        self._named = {name: str(sid) for name in credentials.COLLECTIONS if (sid := wanted[name]) and sid != before[name]}
        self._began = time.monotonic()
        self._tries = 0
        self._limit: float | None = None
        self._pause = FIRST_PAUSE

    def after(self, problem: TwilioError) -> float | None:
        """Seconds to wait before the next try; None where `problem` is to be raised as it is.

        Raises `Failure` where trying again would be in vain.
        """
        if isinstance(problem, AuthenticationFailed | RateLimited | ConnectFailed | DeadlineExceeded):
            return None
        self._tries += 1
        if not self._activates and not self._new_names():
            again = problem.ambiguous and self._tries <= self._ctx.client.retry_attempts
            return self._ctx.client.backoff(self._tries) if again else None
        return self._after_rejection(problem)

    def _after_rejection(self, rejection: TwilioError) -> float:
        missing = credentials.missing(self._ctx, self._named)
        if not missing and self._limit is None:
            self._limit = self._allowed()
        left = (MISSING_SECONDS if missing else self._limit or ORDINARY_SECONDS) - (time.monotonic() - self._began)
        if self._pause > min(left, deadline_of(self._ctx).remaining()):
            raise Failure(
                *(self._not_there(name, rejection) for name in missing) if missing else (self._not_accepted(rejection),)
            )
        pause, self._pause = self._pause, min(self._pause * 2, _LONGEST_PAUSE)
        log.warning("%s Next try, %d, in %.0f s.", rejection, self._tries + 1, pause)
        return pause

    def _effort(self) -> str:
        """Return in words how often the write was tried, and how long that took."""
        if self._tries == 1:
            return "once"
        return f"{self._tries} times in {seconds_text(time.monotonic() - self._began)}"

    def _new_names(self) -> list[str]:
        known = self._ctx.memory.of(Ledger).credentials
        return [name for name, sid in self._named.items() if known.is_new(sid)]

    def _allowed(self) -> float:
        if not self._activates:
            return MISSING_SECONDS
        if self._new_names():
            return LONGEST_SECONDS
        now = self._ctx.client.now()
        dates = (credentials.made_at(self._ctx, name, sid) for name, sid in self._named.items())
        return LONGEST_SECONDS if any(date and now - date < NEW for date in dates) else ORDINARY_SECONDS

    def _not_there(self, name: str, rejection: TwilioError) -> Diagnostic:
        return error(
            "There is no such credential",
            f"{rejection} It was tried {self._effort()}. {name} is {self._named[name]}, and the account has no such credential. "
            "Nothing was changed. Take the SID from the credential's resource, or from the Console.",
            (name,),
        )

    def _not_accepted(self, rejection: TwilioError) -> Diagnostic:
        if not self._activates:
            return error(
                "Twilio did not accept the settings",
                f"{rejection} It was tried {self._effort()}, since a credential was just made. Nothing was changed.",
            )
        return error(
            "Twilio did not activate S3 storage",
            f"{rejection} It was tried {self._effort()}, for an IAM user, a policy or a bucket made a moment ago may not be "
            "known everywhere yet. Nothing was changed. Check that the bucket exists in the region that aws_s3_url names, and "
            "that the IAM user's policy allows s3:PutObject on the path (`…/PATH/*`). Applying again tries again.",
            ("aws_s3_url",),
        )
