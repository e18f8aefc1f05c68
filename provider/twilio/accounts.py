"""The subaccounts of a client's account, and their auth tokens: which are fetched when they are needed, and kept in memory only.

Twilio shows the tokens to whoever may read accounts. The first need asks for the list, whose page has as many as most parents
have. An account that is not on it is asked for alone; where that happens again, the next page is read first.
"""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Protocol

from ..record import record
from .errors import (
    ApiError,
    AuthenticationFailed,
    NotASubaccount,
    NotFound,
    PermissionDenied,
    TokensNotPermitted,
    UnexpectedAnswer,
)
from .request import Deadline, Login, Redactor
from .response import JsonObject, Page
from .single_flight import SingleFlight

PATH = "/2010-04-01/Accounts"
LIST = f"{PATH}.json"
LARGEST_PAGE = 1000
ACTIVE, CLOSED = "active", "closed"

_FIRST_PAGE = f"PageSize={LARGEST_PAGE}"
_PROPERTIES = ("sid", "friendly_name", "status", "owner_account_sid", "date_created", "date_updated")


@record(frozen=True)
class Account:
    """An account as Twilio shows it, without its token."""

    sid: str
    friendly_name: str
    """As its owner wrote it: not fit to be shown as it is."""
    status: str
    """`active`, `suspended` or `closed`."""
    owner_sid: str
    """Its parent; of a parent, itself."""
    date_created: str
    """In RFC 2822, as the other one."""
    date_updated: str


@record(frozen=True)
class Subaccount:
    """What requests for a subaccount need."""

    account: Account
    login: Login
    confirmed: bool = False
    """Whether Twilio showed this token again after it had refused it."""


class Parent(Protocol):
    """The client that asks for accounts."""

    @property
    def account_sid(self) -> str: ...
    @property
    def login(self) -> Login: ...
    @property
    def stop(self) -> threading.Event: ...

    def get(self, product: str, path: str, *, deadline: Deadline | None = None) -> JsonObject: ...
    def page(self, product: str, path: str, key: str, query: str, *, deadline: Deadline | None = None) -> Page: ...


class Subaccounts:
    """Those of one parent, for any number of threads."""

    def __init__(self, parent: Parent, redactor: Redactor) -> None:
        self._parent = parent
        self._redactor = redactor
        self._flights = SingleFlight()
        self._names: dict[str, str] = {}
        self._known: dict[str, Subaccount] = {}
        self._next_page = _FIRST_PAGE
        self._pages_read: set[str] = set()
        self._has_missed = False
        self._refusal: ApiError | None = None
        """Why these credentials do not get the list: so it is not asked for again for every account."""

    def name(self, sid: str) -> str:
        """Return the account in words, as `account AC… ("Customer 7")`; with its name once Twilio has shown it."""
        return f"account {sid}" + (f" ({self._names[sid]})" if sid in self._names else "")

    def find(self, sid: str, deadline: Deadline) -> Subaccount:
        """Return what requests for an account need.

        Raises an `AccountError` where Twilio shows no token for it, and what requests raise.
        """
        while (known := self._known.get(sid)) is None:
            page = self._next_page
            if page and (page == _FIRST_PAGE or self._has_missed):
                self._fly(page, partial(self._read_page, page, deadline), deadline)
            else:
                self._has_missed = True
                self._fly(sid, partial(self._ask, sid, deadline), deadline)
        return known

    def find_again(self, refused: Subaccount, deadline: Deadline) -> Subaccount:
        """Return what is true of an account that Twilio refused: its token may have been rotated, or its status changed.

        Twilio is asked once about each token.
        """
        sid = refused.account.sid
        known = self._known[sid]
        if known.login == refused.login and not known.confirmed:
            self._fly(sid, partial(self._ask, sid, deadline, known), deadline)
        return self._known[sid]

    def remember(self, item: JsonObject) -> Account | None:
        """Return the account of an answer, None where it is none. A token in it is kept here, and handed on to nobody."""
        sid, token = item.get("sid"), item.get("auth_token")
        login = Login(str(sid), token) if isinstance(token, str) and token else None
        if login:
            self._redactor.add(login.secrets)
        account = _account(item)
        if account is None:
            return None
        self._names[account.sid] = json.dumps(self._redactor(account.friendly_name), ensure_ascii=False)
        if login and account.owner_sid == self._parent.account_sid != account.sid:
            known = self._known.get(account.sid)
            confirmed = known is not None and known.confirmed and known.login == login
            self._known[account.sid] = Subaccount(account, login, confirmed)
        return account

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Turn a refusal within the block into `TokensNotPermitted`, if the client has an API key."""
        try:
            yield
        except (AuthenticationFailed, PermissionDenied) as refused:
            if self._parent.login.username.startswith("SK"):
                raise TokensNotPermitted(self._parent.login.username, refused) from None
            raise

    def _fly(self, key: str, work: Callable[[], None], deadline: Deadline) -> None:
        with self.asking():
            self._flights.run(key, work, self._parent.stop, deadline)

    def _read_page(self, page: str, deadline: Deadline) -> None:
        if self._next_page != page:
            return  # another thread has read it by now
        if self._refusal:
            raise self._refusal
        try:
            items, following = self._parent.page("api", LIST, "accounts", page, deadline=deadline)
        except (AuthenticationFailed, PermissionDenied) as refused:
            self._refusal = refused
            raise
        for item in items:
            self.remember(item)
        self._pages_read.add(page)
        self._next_page = "" if following in self._pages_read else following  # a circle: what is missing is asked for alone

    def _ask(self, sid: str, deadline: Deadline, refused: Subaccount | None = None) -> None:
        """Learn the token of one account. Raises an `AccountError` where there is none to be had."""
        if self._known.get(sid) is not refused:
            return  # another thread has asked by now
        path = f"{PATH}/{sid}.json"
        try:
            item = self._parent.get("api", path, deadline=deadline)
        except (NotFound, AuthenticationFailed) as missing:
            if isinstance(missing, AuthenticationFailed):  # said of strangers, and said where the parent's own token is wrong
                self._parent.get("api", f"{PATH}/{self._parent.account_sid}.json", deadline=deadline)
            raise NotASubaccount(sid, self._parent.account_sid, str(missing), path=path) from None
        account = self.remember(item)
        if account is None or account.sid != sid:
            raise UnexpectedAnswer("it does not describe that account", method="GET", path=path, status=200, request_id=None)
        if account.owner_sid != self._parent.account_sid:
            raise NotASubaccount(sid, self._parent.account_sid, f"Its parent is {self._redactor(account.owner_sid)}.", path=path)
        if sid not in self._known:
            raise UnexpectedAnswer("it has no auth token", method="GET", path=path, status=200, request_id=None)
        if refused and self._known[sid].login == refused.login:
            self._known[sid] = dataclasses.replace(self._known[sid], confirmed=True)


def _account(item: JsonObject) -> Account | None:
    values = [item.get(name) for name in _PROPERTIES]
    return Account(*map(str, values)) if all(isinstance(value, str) for value in values) else None
