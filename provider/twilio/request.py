"""What a call asks for, until when it may go on, and which secrets no text about it may show. Standard library only."""

from __future__ import annotations

import base64
import json
import re
import threading
import time
from collections.abc import Callable, Container, Iterable
from dataclasses import field
from urllib.parse import quote, quote_plus

from ..record import record

LONGEST_TEXT = 1000
"""Characters of one text by Twilio that are shown at most."""

_NOT_PRINTABLE = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+")


@record(frozen=True)
class Login:
    """User name and password for HTTP Basic."""

    username: str
    password: str = field(repr=False)

    @property
    def secrets(self) -> tuple[str, str]:
        """What no text may show: the password, alone and as HTTP Basic sends it."""
        return self.password, f"{self.username}:{self.password}"


@record(frozen=True, kw_only=True)
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
    login: Login
    clean: Callable[[str], str] = field(repr=False)
    """Makes text from outside fit to be shown; see `Redactor`."""

    @property
    def full_url(self) -> str:
        """The address with its query."""
        return f"{self.url}?{self.query}" if self.query else self.url


@record(frozen=True)
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


class Redactor:
    """Makes text from outside fit to be shown, for any number of threads; it can be taught further secrets at any time.

    It puts `***` for each secret, also where it is URL-encoded, base64 or in JSON, makes one line of the text
    (no control or bidirectional characters, which could rewrite a terminal) and cuts it to `LONGEST_TEXT`.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._lock = threading.Lock()
        self._forms: dict[int, set[str]] = {}  # by length, so that a text is searched for thousands as fast as for one
        self._longest_first: list[tuple[int, set[str]]] = []
        self.add(secrets)

    def add(self, secrets: Iterable[str]) -> None:
        """Hide these too, from now on."""
        forms = [form for secret in secrets if secret for form in _forms(secret)]
        with self._lock:
            for form in forms:
                self._forms.setdefault(len(form), set()).add(form)
            self._longest_first = sorted(self._forms.items(), reverse=True)

    def hiding(self, secrets: Iterable[str]) -> Callable[[str], str]:
        """Return a redactor of one request, which hides these too."""
        own = Redactor(secrets)
        return lambda text: _shown(self._hidden(own._hidden(text)))

    def __call__(self, text: str) -> str:
        return _shown(self._hidden(text))

    def _hidden(self, text: str) -> str:
        for length, forms in self._longest_first:
            if length <= len(text):
                text = _without(text, length, forms)
        return text


def _shown(text: str) -> str:
    text = _NOT_PRINTABLE.sub(" ", text).strip()
    text = text.encode(errors="replace").decode()  # JSON can carry half a character, which nobody can show
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def _without(text: str, length: int, forms: Container[str]) -> str:
    """Return `text` with `***` for each part of this length that is one of `forms`."""
    kept, begin, at = [], 0, 0
    while at + length <= len(text):
        if text[at : at + length] in forms:
            kept.append(text[begin:at])
            begin = at = at + length
        else:
            at += 1
    return "***".join([*kept, text[begin:]])


def _forms(secret: str) -> Iterable[str]:
    one_line = _NOT_PRINTABLE.sub(" ", secret).strip()
    in_base64 = base64.b64encode(secret.encode()).decode()
    in_json = json.dumps(secret)[1:-1]
    return filter(None, (secret, one_line, quote(secret), quote_plus(secret), in_base64, in_base64.rstrip("="), in_json))
