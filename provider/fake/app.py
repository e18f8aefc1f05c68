"""One request from arrival to answer: log, hooks, faults, authentication, handler, and what it left dangling."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from werkzeug import Request, Response
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import Map, Rule

from . import accounts, composition_hooks, credentials, storage_settings
from .behaviour import Behaviour
from .calls import Call, Form, Handler, Reply
from .errors import ErrorReply, inactive, method_not_allowed, not_found, restricted, too_many_requests, unauthorized
from .faults import Action, Alter, Answer, Delay, Drop, Faults, Garbage, Reset, Stall
from .log import LoggedRequest, RequestLog, Violation
from .models import Account, Accounts, AccountStatus, ApiKey, Dangling, dangling_references
from .server import Outgoing

CREDENTIALS = "/v1/Credentials/"

_RESOURCES = (accounts, composition_hooks, credentials, storage_settings)
_ROUTES = Map(
    [
        Rule(path, endpoint=handler, methods=[method])
        for resource in _RESOURCES
        for path, handlers in resource.ROUTES.items()
        for method, handler in handlers.items()
    ],
    merge_slashes=False,
    redirect_defaults=False,
)

Hook = Callable[[LoggedRequest], None]


@dataclass(frozen=True)
class _Outcome:
    """The response (None: no answer), the fault that affects it on its way out, and what processing the request did."""

    response: Response | None
    fault: Action | None = None
    processed: bool = False
    newly_dangling: frozenset[Dangling] = frozenset()


class FakeApi:
    """The API without its server; `answer` may be called from many threads."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.accounts = Accounts()
        self.log = RequestLog()
        self.faults = Faults()
        self.violations: list[Violation] = []
        """What requests left dangling, in order. Edits by hand are no violation."""
        self.failures: list[Exception] = []
        """What went wrong in the stand-in itself, or in a hook: never an error of the API."""
        self.before_request: Hook | None = None
        """Called with each request before anything is done with it, in the thread that serves it."""
        self.after_request: Hook | None = None
        """Called with each request when its outcome is logged, just before the answer goes out."""
        self.stopping = threading.Event()
        self._in_flight: Counter[str] = Counter()
        self._in_flight_lock = threading.Lock()

    def answer(self, request: Request) -> Outgoing:
        """Return what is to go out on the connection."""
        login = self._login(request)
        account = login[0] if login else None
        entry = self.log.begin(request, account.sid if account else None)
        with self._counted(account) as concurrent:
            try:
                if self.before_request:
                    self.before_request(entry)
                outcome = self._outcome(request, entry, login, concurrent)
                entry = self._finish(entry, outcome)
                if self.after_request:
                    self.after_request(entry)
                outgoing = Outgoing(outcome.response, outcome.fault)
            except Exception as failure:  # noqa: BLE001 (a mistake in a test's hook must not look like a dropped connection)
                self.failures.append(failure)
                outgoing = Outgoing(self._error(ErrorReply(500, 20500, "The stand-in failed; see its failures"), entry))
                self.log.finish(entry, status=500, processed=entry.processed)
        if outgoing.response is not None:
            outgoing.response.headers["Twilio-Request-Id"] = entry.request_id
            outgoing.response.headers["Twilio-Concurrent-Requests"] = str(concurrent)
        return outgoing

    def _login(self, request: Request) -> tuple[Account, ApiKey | None] | None:
        given = request.authorization
        if given is None or given.type != "basic":
            return None
        return self.accounts.authenticate(given.username or "", given.password or "")

    @contextmanager
    def _counted(self, account: Account | None) -> Iterator[int]:
        """Yield how many requests of the account are in flight, this one included."""
        key = account.sid if account else ""
        with self._in_flight_lock:
            self._in_flight[key] += 1
            concurrent = self._in_flight[key]
        try:
            yield concurrent
        finally:
            with self._in_flight_lock:
                self._in_flight[key] -= 1

    def _finish(self, entry: LoggedRequest, outcome: _Outcome) -> LoggedRequest:
        status = outcome.response.status_code if outcome.response else None
        entry = self.log.finish(entry, status=status, processed=outcome.processed)
        self.violations.extend(Violation(each, entry) for each in outcome.newly_dangling)
        return entry

    def _outcome(
        self,
        request: Request,
        entry: LoggedRequest,
        login: tuple[Account, ApiKey | None] | None,
        concurrent: int,
    ) -> _Outcome:
        fault = self._delayed(self.faults.take(entry))
        match fault:
            case Answer():
                return _Outcome(self._error(fault.error(), entry))
            case Drop(processed=False) | Reset(processed=False) | Stall(processed=False):
                return _Outcome(None, fault)
            case Garbage(processed=False):
                return _Outcome(_garbage(fault))
        limit = self.behaviour.concurrency_limit
        if limit is not None and concurrent > limit:
            return _Outcome(self._error(too_many_requests(), entry))
        outcome = self._process(request, entry, login)
        match fault:
            case Drop() | Reset() | Stall():
                return dataclasses.replace(outcome, response=None, fault=fault)
            case Garbage():
                return dataclasses.replace(outcome, response=_garbage(fault))
            case Alter() if outcome.response:
                _alter(outcome.response, fault.fields)
        return dataclasses.replace(outcome, fault=fault)

    def _delayed(self, actions: list[Action]) -> Action | None:
        """Wait for the delays, and return the other action, if there is one."""
        decisive: Action | None = None
        for action in actions:
            if isinstance(action, Delay):
                self.stopping.wait(action.seconds)
            else:
                decisive = action
        return decisive

    def _process(self, request: Request, entry: LoggedRequest, login: tuple[Account, ApiKey | None] | None) -> _Outcome:
        with self.accounts.lock:
            account = login[0] if login and entry.is_write else None
            before = self._dangling(account)
            try:
                reply = self._reply(request, entry, login)
                response = _success(reply)
            except ErrorReply as error:
                response = self._error(error, entry)
            return _Outcome(response, None, True, self._dangling(account) - before)

    def _dangling(self, asking: Account | None) -> frozenset[Dangling]:
        return dangling_references(self.accounts, asking) if asking else frozenset()

    def _reply(self, request: Request, entry: LoggedRequest, login: tuple[Account, ApiKey | None] | None) -> Reply:
        if login is None:
            raise self._refusal(request)
        handler, sid = _route(entry.method, entry.path)
        account, api_key = login
        if account.status is not AccountStatus.ACTIVE:
            raise inactive(self.behaviour.inactive_account_status, account.status.value)
        if api_key and api_key.credentials_status and entry.path.startswith(CREDENTIALS):
            raise restricted(api_key.credentials_status)
        call = Call(
            accounts=self.accounts,
            account=account,
            api_key=api_key,
            behaviour=self.behaviour,
            base_url=request.host_url.rstrip("/"),
            path=entry.path,
            query=dict(entry.query),
            form=Form(entry.form, self.behaviour),
            sid=sid,
        )
        return handler(call)

    def _refusal(self, request: Request) -> ErrorReply:
        given = request.authorization
        if given is None or not given.username:
            return unauthorized("Authentication Error - No credentials provided")
        if not self.accounts.knows_user(given.username):
            return unauthorized("Authentication Error - invalid username")
        return unauthorized()

    def _error(self, error: ErrorReply, entry: LoggedRequest) -> Response:
        body, content_type = error.render(self.behaviour.error_shape, entry.path)
        return Response(body, error.status, headers=error.headers, content_type=content_type)


def _route(method: str, path: str) -> tuple[Handler, str]:
    """Return the handler, and the SID in the path ("" if it has none). Raises ErrorReply (404 or 405) if there is no handler."""
    try:
        handler, arguments = _ROUTES.bind("localhost").match(path, method)
    except NotFound:
        raise not_found(path) from None
    except MethodNotAllowed as error:
        raise method_not_allowed(list(error.valid_methods or ())) from None
    return handler, str(arguments.get("sid", ""))


def _success(reply: Reply) -> Response:
    if reply.status == 204:
        return Response(status=204)
    return Response(json.dumps(reply.body), reply.status, content_type="application/json")


def _garbage(fault: Garbage) -> Response:
    return Response(fault.body, fault.status, content_type=fault.content_type)


def _alter(response: Response, fields: Mapping[str, object]) -> None:
    """Change fields of a successful answer. Errors and empty answers have none."""
    if response.status_code in (200, 201):
        response.set_data(json.dumps(json.loads(response.get_data()) | dict(fields)))
