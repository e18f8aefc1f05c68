"""What a call asks for, until when it may go on, and which secrets no text about it may show. Standard library only."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

LONGEST_TEXT = 1000
"""Characters of one text by Twilio that are shown at most."""

_NOT_PRINTABLE = r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+"


@dataclass(frozen=True, kw_only=True)
class ApiRequest:
    """A request to be made, once or repeatedly. Its repr shows neither query nor form."""

    method: str
    path: str
    """The path within the product, for messages."""
    url: str
    """The whole address without the query."""
    query: str = field(default="", repr=False)
    form: bytes | None = field(default=None, repr=False)
    """The encoded form of a POST."""
    idempotent: bool
    """True where doing it twice leaves what doing it once does."""
    clean: Callable[[str], str] = field(repr=False)
    """Makes text from outside fit to be shown; see `cleaner`."""

    @property
    def full_url(self) -> str:
        """The address with its query."""
        return f"{self.url}?{self.query}" if self.query else self.url


@dataclass(frozen=True)
class Deadline:
    """A moment on the monotonic clock. One deadline may span many calls."""

    at: float
    """`time.monotonic()` at the end, in seconds."""
    allowed: float
    """How many seconds there were in all, for messages."""

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        """Return the deadline that lies `seconds` ahead of now."""
        return cls(time.monotonic() + seconds, seconds)

    def remaining(self) -> float:
        """Return the seconds left, 0.0 once expired."""
        return max(0.0, self.at - time.monotonic())

    def spent(self) -> float:
        """Return the seconds since it began."""
        return max(0.0, time.monotonic() - self.at + self.allowed)

    @property
    def expired(self) -> bool:
        """True once no time is left."""
        return self.remaining() <= 0.0


def cleaner(secrets: Iterable[str]) -> Callable[[str], str]:
    """Return a function that makes a text from outside fit to be shown.

    It puts `***` for each secret, also where it is URL-encoded, base64 or in JSON, makes one line of the text
    (no control or bidirectional characters, which could rewrite a terminal) and cuts it to `LONGEST_TEXT`.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    hidden = re.compile("|".join(re.escape(form) for form in sorted(forms, key=len, reverse=True)))

    def clean(text: str) -> str:
        if forms:
            text = hidden.sub("***", text)
        text = re.sub(_NOT_PRINTABLE, " ", text).strip()
        text = text.encode(errors="replace").decode()  # JSON can carry half a character, which nobody can show
        return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"

    return clean


def _forms(secret: str) -> Iterable[str]:
    one_line = re.sub(_NOT_PRINTABLE, " ", secret).strip()
    in_base64 = base64.b64encode(secret.encode()).decode()
    in_json = json.dumps(secret)[1:-1]
    return filter(None, (secret, one_line, quote(secret), quote_plus(secret), in_base64, in_json))
