"""The stand-in as a test holds it, and as a process of its own for a demonstration."""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType

from werkzeug import Request

from .app import FakeApi
from .behaviour import Behaviour, Empty, Omitted
from .control import PREFIX, control
from .log import LoggedRequest
from .models import Account, ApiKey, Dangling, dangling_references, new_sid, new_token
from .server import FakeServer, Outgoing


class FakeTwilio(FakeApi):
    """A stand-in Twilio on the loopback interface, with one account to begin with.

    ::

        with FakeTwilio() as twilio:
            client = Client(twilio.base_url, twilio.account_sid, twilio.auth_token)

    Every product answers at `base_url`. `behaviour` has the knobs, and faults are ordered at `faults`, as in
    `twilio.faults.add(Answer.rate_limited(1), method="POST", times=2)`. On leaving the block, what went wrong inside the
    stand-in or in a hook is raised as an ExceptionGroup, unless the block is raising already.
    """

    def __init__(
        self,
        *,
        port: int = 0,
        account_sid: str | None = None,
        auth_token: str | None = None,
        behaviour: Behaviour | None = None,
    ) -> None:
        """`port` 0 is any free one; `account_sid` and `auth_token` are of the default account."""
        super().__init__(behaviour or Behaviour())
        self._port = port
        self._server: FakeServer | None = None
        self._default = self.add_account("Stand-in account", sid=account_sid, auth_token=auth_token)
        self._default_key = self._default.add_api_key()

    # --- life ---------------------------------------------------------------------------------------------------------------

    def start(self) -> FakeTwilio:
        """Serve. OSError if the port is taken."""
        if self._server is not None:
            raise RuntimeError("the stand-in is served already")
        self.stopping.clear()
        self._server = FakeServer(self._received, self._port, self.failures)
        return self

    def stop(self) -> None:
        """Stop serving and close every connection. Accounts, log and violations stay readable."""
        if self._server is not None:
            self.stopping.set()
            self._server.stop()
            self._server = None

    def __enter__(self) -> FakeTwilio:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()
        if error is None and self.failures:
            raise ExceptionGroup("the stand-in Twilio API failed", self.failures)

    def _received(self, request: Request) -> Outgoing:
        if request.path.startswith(PREFIX):
            return Outgoing(control(self, request))
        return self.answer(request)

    # --- how to reach it ----------------------------------------------------------------------------------------------------

    @property
    def base_url(self) -> str:
        """`http://127.0.0.1:PORT`, for every product. RuntimeError unless it is served."""
        if self._server is None:
            raise RuntimeError("the stand-in is not served; use `with`, or start()")
        return self._server.base_url

    @property
    def account_sid(self) -> str:
        return self._default.sid

    @property
    def auth_token(self) -> str:
        return self._default.auth_token

    @property
    def api_key(self) -> str:
        """The SID of a main API key of the default account."""
        return self._default_key.sid

    @property
    def api_secret(self) -> str:
        return self._default_key.secret

    # --- accounts -----------------------------------------------------------------------------------------------------------

    def account(self, sid: str | None = None) -> Account:
        """Return the default account, or another. Edit its content to play somebody at the Console. KeyError if unknown."""
        return self._default if sid is None else self.accounts.by_sid[sid]

    def add_account(
        self,
        friendly_name: str = "Another account",
        *,
        owner_sid: str = "",
        sid: str | None = None,
        auth_token: str | None = None,
    ) -> Account:
        """Add an account, by default one that has no parent. ValueError if the SID is taken."""
        return self.accounts.add(Account(friendly_name, sid or new_sid("AC"), auth_token or new_token(), owner_sid))

    def add_subaccount(
        self,
        owner: Account | None = None,
        friendly_name: str = "A subaccount",
        *,
        sid: str | None = None,
        auth_token: str | None = None,
    ) -> Account:
        """Add a subaccount of `owner` (by default of the default account). ValueError if the SID is taken."""
        return self.add_account(friendly_name, owner_sid=(owner or self._default).sid, sid=sid, auth_token=auth_token)

    def add_api_key(
        self, account: Account | None = None, *, standard: bool = False, credentials_status: int | None = None
    ) -> ApiKey:
        """Another API key of an account (the default one); with `credentials_status` 401 or 403, a restricted one that is
        answered so wherever it asks for credentials."""
        return (account or self._default).add_api_key(standard=standard, credentials_status=credentials_status)

    @contextmanager
    def editing(self) -> Iterator[None]:
        """Let requests see all edits of this block at once. A single assignment does not need it."""
        with self.accounts.lock:
            yield

    # --- what it received ---------------------------------------------------------------------------------------------------

    @property
    def requests(self) -> list[LoggedRequest]:
        """Every request since the last `forget_requests`, in order of arrival."""
        return self.log.entries()

    @property
    def writes(self) -> list[LoggedRequest]:
        return [request for request in self.requests if request.is_write]

    def requests_to(self, path: str, method: str | None = None) -> list[LoggedRequest]:
        """Return the requests whose path begins with `path`."""
        return [request for request in self.requests if request.path.startswith(path) and method in (None, request.method)]

    def forget_requests(self) -> None:
        self.log.forget()

    @property
    def dangling(self) -> frozenset[Dangling]:
        """Every reference to a missing credential at this moment, whoever left it."""
        return dangling_references(self.accounts)


def main(port: int = 0, *, empty: str | None = None, omitted: str | None = None, subaccounts: int = 0) -> int:
    """Serve until SIGINT or SIGTERM; the exit code.

    `empty` and `omitted` are the values of a reading, as `Behaviour.read_documents_as` has them. ValueError for any other.
    `subaccounts` is how many there are to begin with: `Customer 1`, `Customer 2`, …

    The first and only line on standard output is `{"base_url": …, "account_sid": …, "auth_token": …}`. A port that cannot be
    had (`port` 0 is any free one) is one line on standard error, and 1. Must be called in the main thread.
    """
    ended = threading.Event()

    def end(signal_number: int, frame: FrameType | None) -> None:
        ended.set()

    previous = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
    twilio = FakeTwilio(port=port)
    twilio.behaviour.read_documents_as(empty=Empty(empty) if empty else None, omitted=Omitted(omitted) if omitted else None)
    for number in range(1, subaccounts + 1):
        twilio.add_subaccount(friendly_name=f"Customer {number}")
    try:
        twilio.start()
        line = {"base_url": twilio.base_url, "account_sid": twilio.account_sid, "auth_token": twilio.auth_token}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        ended.wait()
    except OverflowError:
        return _cannot_serve(port, "there is no such port")
    except OSError as error:
        return _cannot_serve(port, os.strerror(error.errno) if error.errno else str(error))
    finally:
        twilio.stop()
        for number, handler in previous.items():
            signal.signal(number, handler)
    return 0


def _cannot_serve(port: int, why: str) -> int:
    sys.stderr.write(f"cannot serve on port {port}: {why}\n")
    return 1
