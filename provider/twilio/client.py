"""The client: GET, POST, DELETE and lists of Twilio's REST API, for any product.

    with Client(ClientSettings(account_sid=sid, username=sid, password=token)) as client:
        client.get("video", "/v1/RecordingSettings/Default")

A client may be used by several threads at once.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from .configuration import ClientSettings, product_host
from .errors import NotAddressable, UnexpectedAnswer
from .request import ApiRequest, Deadline, cleaner
from .response import JsonObject
from .retries import Exchange, Line, RetryPolicy, backoff
from .transport import Transport

__all__ = ["DEFAULT_TIMEOUT_IN_S", "Client", "FormValue", "JsonObject"]

DEFAULT_TIMEOUT_IN_S = 300.0
"""How long a call without a deadline may take, retries included: nothing waits for ever."""

FormValue: TypeAlias = "str | bool | int | Sequence[str]"

_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+")  # no segment begins with a dot, so none is ".."
_LARGEST_PAGE = 1000


class Client:
    """Talks to one account's Twilio API. `stop` ends every call promptly, with `Cancelled`, once it is set. Only a write that
    was sent already is given some seconds to be answered.

    Each call raises the errors drawn in `errors`. Those that are safe to are repeated first, as the settings
    say: 502, 503, 504 and lost connections where repeating does no harm, 429 as long as it is worth it (see
    `retries`). A 429 slows down all calls of the client together (see `attempts`).
    """

    def __init__(
        self, settings: ClientSettings, *, stop: threading.Event | None = None, transport: Transport | None = None
    ) -> None:
        self._settings = settings
        self._clean = cleaner(settings.secrets)
        self._line = Line(transport or Transport(settings), stop if stop is not None else threading.Event())

    @property
    def account_sid(self) -> str:
        """The account that the settings name."""
        return self._settings.account_sid

    @property
    def retry_attempts(self) -> int:
        """How often a request is repeated after its first try."""
        return self._settings.retry_attempts

    def backoff(self, attempt: int) -> float:
        """Return the seconds to wait before repetition `attempt` (the first is 1), by the rule that requests follow."""
        return backoff(self._settings.backoff_interval_in_ms / 1000, attempt)

    def now(self) -> datetime:
        """Return Twilio's time in UTC: by the `Date` of its latest answer, or by the local clock until there was one."""
        return self._line.clock.now()

    def address(self, product: str, path: str) -> str:
        """Return the URL that requests for `path` really go to, with edge, region and base URL, for messages."""
        settings = self._settings
        origin = settings.base_url or f"https://{product_host(product, settings.edge, settings.region)}"
        return origin.rstrip("/") + path

    def get(
        self,
        product: str,
        path: str,
        *,
        params: Mapping[str, FormValue] | None = None,
        deadline: Deadline | None = None,
    ) -> JsonObject:
        """Return the resource at `path` of a product, as `get("video", "/v1/RecordingSettings/Default")`."""
        return self._run(self._request("GET", product, path, query=_encode(params or {})), deadline)

    def post(
        self,
        product: str,
        path: str,
        form: Mapping[str, FormValue],
        *,
        idempotent: bool,
        hide: Collection[str] = (),
        deadline: Deadline | None = None,
    ) -> JsonObject:
        """Send a form and return the resource that answers it.

        A bool goes as `true` or `false`, a sequence as a repeated key, "" as an empty value.

        `idempotent` says that sending it twice does what sending it once does. Where it does not,
        `AmbiguousResult` is raised when it is not known whether Twilio carried it out, instead of repeating it.
        `hide`: the secrets in the form, which an error must not quote even if Twilio does.
        """
        request = self._request("POST", product, path, form=_encode(form).encode(), idempotent=idempotent, hide=tuple(hide))
        return self._run(request, deadline)

    def delete(self, product: str, path: str, *, deadline: Deadline | None = None) -> None:
        """Delete the resource at `path`.

        Raises NotFound where it is not there, which may be the work of an earlier, unanswered try.
        """
        self._run(self._request("DELETE", product, path), deadline)

    def list(
        self,
        product: str,
        path: str,
        key: str,
        *,
        page_size: int = 50,
        params: Mapping[str, FormValue] | None = None,
        hide: Collection[str] = (),
        deadline: Deadline | None = None,
    ) -> Iterator[JsonObject]:
        """Yield the items of a list resource, fetching page after page as they are asked for.

        `key` is the property that holds a page's items, as "credentials". `page_size` is how many of them a page has at
        most, up to 1000. One deadline spans all pages. `hide`: secrets that an error must not quote, as in `post`.

        Of `meta.next_page_url` only the query is used, on the path and host of the first page: so the
        credentials go nowhere else whatever it says, and an edge or a base URL stays in force.
        """
        end = deadline or Deadline.after(DEFAULT_TIMEOUT_IN_S)
        if not 1 <= page_size <= _LARGEST_PAGE:
            raise ValueError(f"A page has 1 to {_LARGEST_PAGE} items, not {page_size}.")
        query = _encode({"PageSize": page_size, **(params or {})})
        seen: set[str] = set()
        while query and query not in seen:
            seen.add(query)
            request = self._request("GET", product, path, query=query, hide=tuple(hide))
            page = self._run(request, end)
            yield from _items(request, page, key)
            query = _next_query(request, page)
        if query:
            raise _unusable_page(request, "its pages go round in a circle")

    def close(self) -> None:
        """Close the idle connections. May be called more than once."""
        self._line.transport.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _request(
        self,
        method: str,
        product: str,
        path: str,
        *,
        query: str = "",
        form: bytes | None = None,
        idempotent: bool = True,
        hide: tuple[str, ...] = (),
    ) -> ApiRequest:
        if not _PATH.fullmatch(path):
            raise NotAddressable(
                "An identifier has characters that Twilio's never have. Nothing was sent.", method=method, path=""
            )
        return ApiRequest(
            method=method,
            path=path,
            url=self.address(product, path),
            query=query,
            form=form,
            idempotent=idempotent,
            clean=cleaner((*self._settings.secrets, *hide)) if hide else self._clean,
        )

    def _run(self, request: ApiRequest, deadline: Deadline | None) -> JsonObject:
        retry = RetryPolicy.of_call(
            attempts=self._settings.retry_attempts,
            interval=self._settings.backoff_interval_in_ms / 1000,
            idempotent=request.idempotent,
        )
        end = deadline or Deadline.after(DEFAULT_TIMEOUT_IN_S)
        return Exchange(request, line=self._line, retry=retry, deadline=end).run()


def _encode(values: Mapping[str, FormValue]) -> str:
    pairs = [(key, text) for key, value in values.items() for text in _texts(value)]
    return urlencode(pairs)


def _texts(value: FormValue) -> Iterator[str]:
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, (str, int)):
        yield str(value)
    else:
        yield from value


def _items(request: ApiRequest, page: JsonObject, key: str) -> Iterator[JsonObject]:
    items = page.get(key)
    if not isinstance(items, list):
        raise _unusable_page(request, f"it has no list `{key}`")
    for item in items:
        if not isinstance(item, dict):
            raise _unusable_page(request, f"its list `{key}` holds something other than objects")
        yield item


def _next_query(request: ApiRequest, page: JsonObject) -> str:
    """Return the query that fetches the next page, "" after the last."""
    meta = page.get("meta")
    address = meta.get("next_page_url") if isinstance(meta, dict) else None
    if not address:
        return ""
    try:
        next_page = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        next_page = None
    if next_page is None or not next_page.query or not next_page.path.endswith(request.path):
        raise _unusable_page(request, "it names a next page that is not one of the same list")
    return next_page.query


def _unusable_page(request: ApiRequest, reason: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(reason, method=request.method, path=request.path, status=200, request_id=None)
