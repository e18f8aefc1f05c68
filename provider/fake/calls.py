"""What a handler is given and what it gives back, and the paging that every collection shares."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol, TypeVar
from urllib.parse import urlencode

from .behaviour import Behaviour
from .errors import invalid, not_found
from .models import Account, Accounts, ApiKey
from .parameters import Form

DEFAULT_PAGE_SIZE = 50
MAX_PAGE_SIZE = 1000


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
        return not_found(self.path)


@dataclass
class Reply:
    """A success: the status and, unless 204, the JSON object."""

    status: int
    body: dict[str, object] = field(default_factory=dict)


Handler = Callable[[Call], Reply]


class Resource(Protocol):
    """What has a SID and can be late to appear."""

    sid: str
    hidden_reads: int


R = TypeVar("R", bound=Resource)


def iso_8601(moment: datetime) -> str:
    """A date as accounts and video write it: `2015-07-31T04:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def reveal(call: Call, resource: R | None) -> R:
    """The resource that a GET asks for, or 404: it isn't there, or not to be seen yet."""
    if resource is None:
        raise call.not_found()
    if resource.hidden_reads > 0:
        resource.hidden_reads -= 1
        raise call.not_found()
    return resource


def page(call: Call, key: str, items: Sequence[R], render: Callable[[R], dict[str, object]]) -> Reply:
    """One page of a collection, with the `meta` that leads to the others.

    What the next page is, only `PageToken` says; `Page` is for the client's own counting, as documented.
    """
    size = _whole_number(call.query, "PageSize", DEFAULT_PAGE_SIZE, minimum=1)
    if size > MAX_PAGE_SIZE:
        raise invalid(f"PageSize may be {MAX_PAGE_SIZE} at most")
    number = _whole_number(call.query, "Page", 0, minimum=0)
    start = _start(call.query.get("PageToken", ""), items)
    following, previous = start + size, max(start - size, 0)
    kept = {name: value for name, value in call.query.items() if name not in ("Page", "PageSize", "PageToken")}

    def url(page_number: int, offset: int) -> str:
        token = {"PageToken": f"PT{items[offset].sid}"} if offset else {}
        return f"{call.base_url}{call.path}?{urlencode(kept | {'PageSize': size, 'Page': page_number} | token)}"

    meta: dict[str, object] = {
        "key": key,
        "page": number,
        "page_size": size,
        "first_page_url": url(0, 0),
        "previous_page_url": url(max(number - 1, 0), previous) if start else None,
        "url": url(number, start if start < len(items) else 0),
        "next_page_url": url(number + 1, following) if following < len(items) else None,
    }
    return Reply(200, {key: [render(item) for item in items[start:following]], "meta": meta})


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
