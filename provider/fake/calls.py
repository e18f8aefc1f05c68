"""What a handler is given and what it gives back: the call with its form, the reply, and the paging that every collection shares.

Form parameters are read as the documentation defines them, with the knobs where it is silent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

from .behaviour import Behaviour, Empty, Omitted
from .errors import invalid, missing, not_found, unauthorized
from .models import Account, Accounts, ApiKey

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000

_RFC_3986 = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_HOST_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Stored(Protocol):
    """An object that has a SID and can be late to appear."""

    sid: str
    hidden_reads: int


T = TypeVar("T")
R = TypeVar("R", bound=Stored)
Parse = Callable[[str, str], T]
"""(parameter name, non-empty value) -> what it means; raises ErrorReply."""


class Form:
    """The parameters of one POST, in the order they came."""

    def __init__(self, pairs: Sequence[tuple[str, str]], behaviour: Behaviour, omitted: Omitted | None = None) -> None:
        """`omitted` replaces the knob that says what becomes of a property whose parameter is not sent."""
        self._pairs = pairs
        self._behaviour = behaviour
        self._omitted = omitted

    def of_hook(self) -> Form:
        """Return the same parameters, read as composition hooks read them."""
        return Form(self._pairs, self._behaviour, self._behaviour.omitted_hook_parameters)

    @property
    def _keeps_omitted(self) -> bool:
        return (self._omitted or self._behaviour.omitted_parameters) is Omitted.KEPT

    def sent(self, name: str) -> bool:
        """Say whether the parameter was sent, even if empty."""
        return any(key == name for key, _ in self._pairs)

    def values(self, name: str) -> list[str]:
        """Return every value of a repeated parameter."""
        return [value for key, value in self._pairs if key == name]

    def value(self, name: str) -> str:
        """Return the last value sent, `""` if none was."""
        return next(reversed(self.values(name)), "")

    def required(self, name: str, parse: Parse[T]) -> T:
        """Read a parameter that must be there and not empty."""
        value = self.value(name)
        if not value:
            raise missing(name)
        return parse(name, value)

    def optional(self, name: str, parse: Parse[T], *, current: T, default: T, blank: T) -> T:
        """A parameter that may be left out.

        `current` is the property's value now (on create: the default), `default` what it has if never set, `blank` what an empty
        string stores where empty strings are stored.
        """
        if not self.sent(name):
            return current if self._keeps_omitted else default
        value = self.value(name)
        return parse(name, value) if value else self._emptied(name, current, default, blank)

    def repeated(self, name: str, *, current: list[str]) -> list[str]:
        """Read a list sent as repeated keys. An empty list sends no key, so only an empty value can empty one."""
        if not self.sent(name):
            return current if self._keeps_omitted else []
        values = [value for value in self.values(name) if value]
        return values or self._emptied(name, current, [], [""])

    def boolean(self, name: str, *, current: bool, default: bool) -> bool:
        return self.optional(name, self._boolean, current=current, default=default, blank=default)

    def _boolean(self, name: str, value: str) -> bool:
        spelling = value.lower() if self._behaviour.any_case_booleans else value
        if spelling not in ("true", "false"):
            raise invalid(f"{name} must be true or false, not '{value}'")
        return spelling == "true"

    def _emptied(self, name: str, current: T, default: T, blank: T) -> T:
        match self._behaviour.empty_parameters:
            case Empty.CLEARS:
                return default
            case Empty.STORED:
                return blank
            case Empty.IGNORED:
                return current
            case Empty.REFUSED:
                raise invalid(f"{name} must not be empty")


@dataclass(frozen=True)
class Call:
    """An authenticated request for a known path."""

    accounts: Accounts
    account: Account
    api_key: ApiKey | None
    behaviour: Behaviour
    base_url: str
    path: str
    query: Mapping[str, str]
    form: Form
    sid: str = ""
    """The SID in the path, where there is one."""

    def not_found(self) -> Exception:
        """Return a 404, but a 401 for what a subaccount has: only its own credentials reach that."""
        owned = any(each.holds(self.sid) for each in self.accounts.family(self.account) if each is not self.account)
        return unauthorized() if owned else not_found(self.path)


@dataclass
class Reply:
    """A success: the status and, unless 204, the JSON object."""

    status: int
    body: dict[str, object] = field(default_factory=dict)


Handler = Callable[[Call], Reply]
Routes = Mapping[str, Mapping[str, Handler]]
"""Handlers by path, in which `<sid>` stands for any SID, and method. No path says the product: no two products share one."""


def iso_8601(moment: datetime) -> str:
    """Write a date as accounts and video do: `2015-07-31T04:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def reveal(call: Call, resource: R | None) -> R:
    """Return the resource, or raise 404 if it is not there or not to be seen yet."""
    if resource is None or _is_hidden(resource):
        raise call.not_found()
    return resource


def _is_hidden(resource: Stored) -> bool:
    """Say whether this request must not see the resource yet, and count it."""
    if resource.hidden_reads <= 0:
        return False
    resource.hidden_reads -= 1
    return True


@dataclass(frozen=True)
class Page(Generic[R]):
    """One page of a collection. What the next page is, only `PageToken` says; `number` is for the client's own counting."""

    call: Call
    items: list[R]
    """Those of the whole collection that can be seen."""
    size: int
    number: int
    start: int

    @classmethod
    def of(cls, call: Call, stored: Sequence[R]) -> Page[R]:
        """Return the page that a call asks for."""
        items = [item for item in stored if not _is_hidden(item)]
        size = _whole_number(call.query, "PageSize", DEFAULT_PAGE_SIZE, minimum=1)
        if size > MAX_PAGE_SIZE:
            raise invalid(f"PageSize may be {MAX_PAGE_SIZE} at most")
        number = _whole_number(call.query, "Page", 0, minimum=0)
        return cls(call, items, size, number, _start(call.query.get("PageToken", ""), items))

    @property
    def shown(self) -> list[R]:
        return self.items[self.start : self.start + self.size]

    def uris(self) -> dict[str, str | None]:
        """Return the paths and queries of this page and those around, by their names without the ending `_url` or `_uri`."""
        following, previous = self.start + self.size, max(self.start - self.size, 0)
        return {
            "first_page": self._uri(0, 0),
            "previous_page": self._uri(max(self.number - 1, 0), previous) if self.start else None,
            "": self._uri(self.number, self.start if self.start < len(self.items) else 0),
            "next_page": self._uri(self.number + 1, following) if following < len(self.items) else None,
        }

    def _uri(self, number: int, offset: int) -> str:
        kept = {name: value for name, value in self.call.query.items() if name not in ("Page", "PageSize", "PageToken")}
        token = {"PageToken": f"PT{self.items[offset].sid}"} if offset else {}
        return f"{self.call.path}?{urlencode(kept | {'PageSize': self.size, 'Page': number} | token)}"


def page(call: Call, key: str, stored: Sequence[R], render: Callable[[R], dict[str, object]]) -> Reply:
    """Reply with one page of a collection, and the `meta` that leads to the others."""
    found = Page.of(call, stored)
    meta: dict[str, object] = {"key": key, "page": found.number, "page_size": found.size}
    for name, uri in found.uris().items():
        meta[f"{name}_url".lstrip("_")] = uri and call.base_url + uri
    return Reply(200, {key: [render(item) for item in found.shown], "meta": meta})


def _start(token: str, items: Sequence[R]) -> int:
    if not token:
        return 0
    for index, item in enumerate(items):
        if token == f"PT{item.sid}":
            return index
    raise invalid("Invalid PageToken")


def _whole_number(query: Mapping[str, str], name: str, default: int, *, minimum: int) -> int:
    value = query.get(name, "")
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and int(value) >= minimum):
        raise invalid(f"{name} must be a whole number, {minimum} or more")
    return int(value)


def text(name: str, value: str) -> str:
    return value


def at_most(length: int) -> Parse[str]:
    """Accept text of at most so many characters."""

    def parse(name: str, value: str) -> str:
        if len(value) > length:
            raise invalid(f"{name} is {len(value)} characters long, and may be {length}")
        return value

    return parse


def sid(prefix: str) -> Parse[str]:
    """Accept a SID with this prefix."""
    pattern = re.compile(rf"{prefix}[0-9a-fA-F]{{32}}")

    def parse(name: str, value: str) -> str:
        if not pattern.fullmatch(value):
            raise invalid(f"{name} must match ^{pattern.pattern}$")
        return value

    return parse


def one_of(*choices: str) -> Parse[str]:
    def parse(name: str, value: str) -> str:
        if value not in choices:
            raise invalid(f"{name} must be one of {', '.join(choices)}, not '{value}'")
        return value

    return parse


def url(name: str, value: str) -> str:
    """Accept an absolute http or https URL of RFC 3986's characters."""
    if not _RFC_3986.fullmatch(value):
        raise invalid(f"{name} has characters that RFC 3986 does not allow in a URL")
    try:
        parts = urlsplit(value)
        hostname = parts.hostname
    except ValueError:
        raise invalid(f"{name} is not a URL") from None
    if parts.scheme not in ("http", "https") or not hostname:
        raise invalid(f"{name} must be an absolute http or https URL")
    return value


def s3_url(name: str, value: str) -> str:
    """Accept a URL whose host (the bucket is its first label) is DNS-compliant."""
    hostname = urlsplit(url(name, value)).hostname or ""
    if not all(_HOST_LABEL.fullmatch(label) for label in hostname.split(".")):
        raise invalid(f"{name} must have a DNS-compliant host")
    return value
