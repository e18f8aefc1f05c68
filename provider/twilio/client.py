"""The client: GET, POST, DELETE and lists of Twilio's REST API, for any product.

    with Client(ClientSettings(account_sid=sid, username=sid, password=token)) as client:
        client.get("video", "/v1/RecordingSettings/Default")

A client may be used by several threads at once.
"""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

from .accounts import ACTIVE, LARGEST_PAGE, LIST, Account, Subaccount, Subaccounts
from .attempts import ConcurrencyLimiter
from .configuration import ClientSettings, product_host
from .errors import (
    AccountNotActive,
    AuthenticationFailed,
    NotAddressable,
    PermissionDenied,
    TokenRefused,
    TwilioError,
    UnexpectedAnswer,
)
from .request import ApiRequest, Deadline, Login, Redactor
from .response import JsonObject, Page
from .retries import Channel, Exchange, RetryPolicy, backoff
from .transport import Transport

__all__ = ["DEFAULT_TIMEOUT_IN_S", "Client", "FormValue", "JsonObject"]

DEFAULT_TIMEOUT_IN_S = 300.0
"""How long a call without a deadline may take, retries included: nothing waits for ever."""

FormValue: TypeAlias = "str | bool | int | Sequence[str]"

_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)+")  # no segment begins with a dot, so none is ".."


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
        self._redactor = Redactor(settings.login.secrets)
        self._channel = Channel(transport or Transport(settings), stop if stop is not None else threading.Event())
        self._subaccounts = Subaccounts(self, self._redactor)
        self._clients: dict[str, Client] = {}

    @property
    def account_sid(self) -> str:
        """The account that requests are made for."""
        return self._settings.account_sid

    @property
    def login(self) -> Login:
        """What requests for the settings' account are sent with."""
        return self._settings.login

    @property
    def stop(self) -> threading.Event:
        """Ends every call once it is set."""
        return self._channel.stop

    def of(self, account_sid: str | None) -> Client:
        """Return the client for another account: a subaccount of the settings' one, or itself. None means itself.

        It shares connections and Twilio's clock; how many requests may be in flight is each account's own. Nothing is asked
        before its first request, which may fail for what is true of the account: see `AccountError`.
        """
        if account_sid is None or account_sid == self.account_sid:
            return self
        if (known := self._clients.get(account_sid)) is not None:
            return known
        return self._clients.setdefault(account_sid, _SubaccountClient(self, account_sid))

    @property
    def label(self) -> str:
        """The account in words: its SID, and the name of a subaccount once Twilio has shown it."""
        return self.account_sid

    @property
    def parent(self) -> str | None:
        """The account whose credentials get the token of this one; None for the client that has its own."""
        return None

    def confirm(self, *, deadline: Deadline | None = None) -> None:
        """Make sure that requests can be made for the account, without one of its own. Raises what `of` says."""

    @property
    def retry_attempts(self) -> int:
        """How often a request is repeated after its first try."""
        return self._settings.retry_attempts

    def backoff(self, attempt: int) -> float:
        """Return the seconds to wait before repetition `attempt` (the first is 1), by the rule that requests follow."""
        return backoff(self._settings.backoff_interval_in_ms / 1000, attempt)

    def now(self) -> datetime:
        """Return Twilio's time in UTC: by the `Date` of its latest answer, or by the local clock until there was one."""
        return self._channel.clock.now()

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
        return self._run(self._request("GET", product, path, query=_encode(params or {})), _end(deadline))

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
        return self._run(request, _end(deadline))

    def delete(self, product: str, path: str, *, deadline: Deadline | None = None) -> None:
        """Delete the resource at `path`.

        Raises NotFound where it is not there, which may be the work of an earlier, unanswered try.
        """
        self._run(self._request("DELETE", product, path), _end(deadline))

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

        Of `meta.next_page_url` (`next_page_uri` in older products) only the query is used, on the path and host of the first
        page: so the credentials go nowhere else whatever it says, and an edge or a base URL stays in force.
        """
        end = _end(deadline)
        if not 1 <= page_size <= LARGEST_PAGE:
            raise ValueError(f"A page has 1 to {LARGEST_PAGE} items, not {page_size}.")
        query = _encode({"PageSize": page_size, **(params or {})})
        seen: set[str] = set()
        while query and query not in seen:
            seen.add(query)
            items, query = self.page(product, path, key, query, hide=hide, deadline=end)
            yield from items
        if query:
            raise _unusable_page(path, "its pages go round in a circle")

    def page(
        self, product: str, path: str, key: str, query: str, *, hide: Collection[str] = (), deadline: Deadline | None = None
    ) -> Page:
        """Return one page of a list resource."""
        request = self._request("GET", product, path, query=query, hide=tuple(hide))
        page = self._run(request, _end(deadline))
        return _items(path, page, key), _next_query(path, page)

    def accounts(
        self, *, status: str | None = None, friendly_name: str | None = None, deadline: Deadline | None = None
    ) -> Iterator[Account]:
        """Yield the client's account and its subaccounts, those of a status and of exactly a name where these are given.

        Their tokens are kept for requests, and are not in what is yielded. Raises `UnexpectedAnswer` for an account of another
        parent.
        """
        wanted = {"Status": status, "FriendlyName": friendly_name}
        params = {name: value for name, value in wanted.items() if value is not None}
        with self._subaccounts.asking():
            for item in self.list("api", LIST, "accounts", page_size=LARGEST_PAGE, params=params, deadline=deadline):
                account = self._subaccounts.remember(item)
                if account is None:
                    raise _unusable_page(LIST, "it has an account without a SID, a name, a status, a parent or dates")
                if self.account_sid not in (account.sid, account.owner_sid):
                    raise _unusable_page(
                        LIST, f"it has {self._subaccounts.name(account.sid)}, which is not of {self.account_sid}"
                    )
                if status in (None, account.status) and friendly_name in (None, account.friendly_name):
                    yield account  # a list that is not narrowed as it was asked for would have other customers' accounts changed

    def close(self) -> None:
        """Close the idle connections. May be called more than once."""
        self._channel.close()

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
            login=self._settings.login,
            clean=self._redactor.hiding(hide) if hide else self._redactor,
        )

    def _run(self, request: ApiRequest, deadline: Deadline) -> JsonObject:
        retry = RetryPolicy.of_call(
            attempts=self._settings.retry_attempts,
            interval=self._settings.backoff_interval_in_ms / 1000,
            idempotent=request.idempotent,
        )
        return Exchange(request, channel=self._channel, retry=retry, deadline=deadline).run()


class _SubaccountClient(Client):
    """For a subaccount of `parent`, with the token that Twilio shows the parent."""

    def __init__(self, parent: Client, account_sid: str) -> None:
        self._parent = parent
        self._account_sid = account_sid
        self._settings, self._redactor, self._subaccounts = parent._settings, parent._redactor, parent._subaccounts
        self._channel = dataclasses.replace(parent._channel, limiter=ConcurrencyLimiter())

    @property
    def account_sid(self) -> str:
        return self._account_sid

    def of(self, account_sid: str | None) -> Client:
        return self if account_sid in (None, self.account_sid) else self._parent.of(account_sid)

    @property
    def label(self) -> str:
        return self._subaccounts.name(self.account_sid).removeprefix("account ")

    @property
    def parent(self) -> str | None:
        return self._parent.account_sid

    def confirm(self, *, deadline: Deadline | None = None) -> None:
        try:
            self._subaccounts.find(self.account_sid, _end(deadline))
        except TwilioError as error:
            raise error.about(self._subaccounts.name(self.account_sid)) from None

    def close(self) -> None:
        """Leave the connections open: they are the parent's."""

    def _run(self, request: ApiRequest, deadline: Deadline) -> JsonObject:
        try:
            return self._run_with_token(request, deadline)
        except TwilioError as error:
            raise error.about(self._subaccounts.name(self.account_sid)) from None

    def _run_with_token(self, request: ApiRequest, deadline: Deadline) -> JsonObject:
        known = self._subaccounts.find(self.account_sid, deadline)
        try:
            return self._run_as(known, request, deadline)
        except (AuthenticationFailed, PermissionDenied) as refused:
            now = self._subaccounts.find_again(known, deadline)
            if now.account.status != ACTIVE:
                raise AccountNotActive(now.account.status, refused) from None
            if now.login == known.login:
                raise TokenRefused.of(refused) if isinstance(refused, AuthenticationFailed) else refused from None
        return self._run_as(now, request, deadline)

    def _run_as(self, known: Subaccount, request: ApiRequest, deadline: Deadline) -> JsonObject:
        return super()._run(dataclasses.replace(request, login=known.login), deadline)


def _end(deadline: Deadline | None) -> Deadline:
    return deadline or Deadline.after(DEFAULT_TIMEOUT_IN_S)


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


def _items(path: str, page: JsonObject, key: str) -> list[JsonObject]:
    items = page.get(key)
    if not isinstance(items, list):
        raise _unusable_page(path, f"it has no list `{key}`")
    if not all(isinstance(item, dict) for item in items):
        raise _unusable_page(path, f"its list `{key}` holds something other than objects")
    return [item for item in items if isinstance(item, dict)]


def _next_query(path: str, page: JsonObject) -> str:
    """Return the query that fetches the next page, "" after the last."""
    meta = page.get("meta")
    address = meta.get("next_page_url") if isinstance(meta, dict) else page.get("next_page_uri")
    if not address:
        return ""
    try:
        next_page = urlsplit(address) if isinstance(address, str) else None
    except ValueError:
        next_page = None
    if next_page is None or not next_page.query or not next_page.path.endswith(path):
        raise _unusable_page(path, "it names a next page that is not one of the same list")
    return next_page.query


def _unusable_page(path: str, reason: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(reason, method="GET", path=path, status=200, request_id=None)
