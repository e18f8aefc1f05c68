"""The request log: what the API received, exactly, what it answered, and what a request left as it must never be left."""

from __future__ import annotations

import dataclasses
import itertools
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl

from werkzeug import Request

from .models import Dangling, DanglingKind, new_sid

REDACTED = "(redacted)"

SHOWN_PARAMETERS = frozenset(
    {
        "AccountSid",
        "AudioSources",
        "AudioSourcesExcluded",
        "AwsCredentialsSid",
        "AwsS3Url",
        "AwsStorageEnabled",
        "DateCreatedAfter",
        "DateCreatedBefore",
        "Enabled",
        "EncryptionEnabled",
        "EncryptionKeySid",
        "Format",
        "FriendlyName",
        "Page",
        "PageSize",
        "PageToken",
        "Resolution",
        "Status",
        "StatusCallbackMethod",
        "Trim",
        "VideoLayout",
    }
)
"""Parameters whose values may be shown. A list of what is harmless, so that a misnamed secret stays hidden too."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, repr=False)
class LoggedRequest:
    """One request. `form` and `query` hold the parameters in the order sent, secrets included; the repr does not."""

    number: int
    received_at: datetime
    method: str
    path: str
    query: Pairs
    form: Pairs
    account_sid: str | None
    """The account whose credentials were right; None if they were not."""
    user_agent: str
    request_id: str
    """What `Twilio-Request-Id` answered."""
    status: int | None = None
    """None while under way, and if the connection was dropped."""
    processed: bool = False
    """Whether a handler saw it: not if a fault came first."""

    @property
    def is_write(self) -> bool:
        return self.method not in ("GET", "HEAD")

    def sent(self, parameter: str) -> bool:
        """Say whether the form has the parameter, even if empty."""
        return any(name == parameter for name, _ in self.form)

    def values(self, parameter: str) -> list[str]:
        """Return every value sent for the parameter, in order."""
        return [value for name, value in self.form if name == parameter]

    def value(self, parameter: str) -> str | None:
        """Return the value of a parameter sent once, None if it was not sent. ValueError if it was repeated."""
        values = self.values(parameter)
        if len(values) > 1:
            raise ValueError(f"{parameter} was sent {len(values)} times; ask for values()")
        return values[0] if values else None

    def redacted(self) -> LoggedRequest:
        """Return the same request without values that could be secrets."""
        return dataclasses.replace(self, query=_redact(self.query), form=_redact(self.form))

    def __repr__(self) -> str:
        shown = self.redacted()
        parameters = " ".join(f"{name}={value!r}" for name, value in shown.query + shown.form)
        outcome = "no answer" if self.status is None else str(self.status)
        return f"<{self.number}: {self.method} {self.path}{' ' if parameters else ''}{parameters} -> {outcome}>"


@dataclass(frozen=True)
class Violation:
    """A reference that `request` left dangling and that did not dangle before."""

    dangling: Dangling
    request: LoggedRequest

    @property
    def kind(self) -> DanglingKind:
        return self.dangling.kind


class RequestLog:
    """Requests in the order they arrived."""

    def __init__(self) -> None:
        self._entries: dict[int, LoggedRequest] = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def begin(self, request: Request, account_sid: str | None) -> LoggedRequest:
        """Log an arrival. Twilio reads no parameters from a body of any type but a form's."""
        is_form = request.mimetype == "application/x-www-form-urlencoded"
        with self._lock:
            entry = LoggedRequest(
                number=next(self._numbers),
                received_at=datetime.now(UTC),
                method=request.method,
                path=request.path,
                query=_pairs(request.query_string),
                form=_pairs(request.get_data()) if is_form else (),
                account_sid=account_sid,
                user_agent=request.headers.get("User-Agent", ""),
                request_id=new_sid("RQ"),
            )
            self._entries[entry.number] = entry
        return entry

    def finish(self, entry: LoggedRequest, *, status: int | None, processed: bool) -> LoggedRequest:
        """Log the outcome, before the client can know of it. A request forgotten meanwhile stays forgotten."""
        finished = dataclasses.replace(entry, status=status, processed=processed)
        with self._lock:
            if entry.number in self._entries:
                self._entries[entry.number] = finished
        return finished

    def entries(self) -> list[LoggedRequest]:
        with self._lock:
            return list(self._entries.values())

    def forget(self) -> None:
        with self._lock:
            self._entries.clear()


def _pairs(encoded: bytes) -> Pairs:
    return tuple(parse_qsl(encoded.decode("utf-8", "replace"), keep_blank_values=True))


def _redact(pairs: Pairs) -> Pairs:
    return tuple((name, value if name in SHOWN_PARAMETERS else REDACTED) for name, value in pairs)
