"""One request and one answer, as plain data. Standard library only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Call:
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
    """Makes text from outside fit to be shown; see `redaction.cleaner`."""

    @property
    def full_url(self) -> str:
        """The address with its query."""
        return f"{self.url}?{self.query}" if self.query else self.url


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An answer that arrived completely."""

    status: int
    content_type: str
    request_id: str | None
    """`Twilio-Request-Id`."""
    retry_after: str | None
    date: str | None
    """`Date`: when the server answered, by its own clock."""
    body: bytes = field(repr=False)
