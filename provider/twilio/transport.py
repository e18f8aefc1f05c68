"""Sends one request over `requests` and reads the whole answer. No retries here: see `exchange`.

The credentials go with every request, so: TLS certificates are always verified, redirects are never
followed, netrc is not read, cookies are not kept, and plain http (only ever to this machine) goes through no
proxy. Proxies and CA bundles of the environment (REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE, SSL_CERT_FILE, the first that is
set) are honoured for https.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from requests.exceptions import InvalidProxyURL
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from .answers import unexpected
from .attempts import Attempt, current_attempt
from .deadlines import Deadline
from .messages import Answer, Call
from .settings import ClientSettings

CONNECT_TIMEOUT_IN_S = 10.0
READ_TIMEOUT_IN_S = 60.0
"""Longest silence while an answer is awaited. Activating S3 storage makes Twilio write a file first."""
LONGEST_ANSWER = 4 * 1024 * 1024
"""Bytes of body that are read at most."""

_CHUNK = 64 * 1024
_POOL_SIZE = 16  # engines run ten operations at once


class Transport:
    """Connections to Twilio's hosts, kept and shared between threads."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings
        self._session = _new_session(settings)

    def send(self, call: Call, attempt: Attempt, deadline: Deadline) -> Answer:
        """Send `call` once and return the answer, whatever its status. Runs in the attempt's thread.

        Raises what `requests`, urllib3 and the system raise, and UnexpectedAnswer where the body is too long.
        """
        if call.idempotent:
            return _send(self._session, call, attempt, deadline)
        # A kept connection may be closed by the other side while the request goes out, and then nobody knows
        # whether it arrived. What must not be repeated is not exposed to that.
        with _new_session(self._settings) as session:
            return _send(session, call, attempt, deadline)

    def close(self) -> None:
        """Close the idle connections."""
        self._session.close()


def _send(session: requests.Session, call: Call, attempt: Attempt, deadline: Deadline) -> Answer:
    left = max(deadline.remaining(), 0.001)
    headers = {"Content-Type": "application/x-www-form-urlencoded"} if call.form is not None else None
    with session.request(
        call.method,
        call.full_url,
        data=call.form,
        headers=headers,
        timeout=(min(CONNECT_TIMEOUT_IN_S, left), min(READ_TIMEOUT_IN_S, left)),
        allow_redirects=False,
        stream=True,
    ) as response:
        header = _header_reader(response, call)
        answer = Answer(
            status=response.status_code,
            content_type=header("Content-Type") or "",
            request_id=header("Twilio-Request-Id"),
            retry_after=header("Retry-After"),
            date=header("Date"),
            body=b"",
        )
        return _with_body(answer, call, response, attempt)


def _header_reader(response: requests.Response, call: Call) -> Callable[[str], str | None]:
    def header(name: str) -> str | None:
        value = response.headers.get(name)
        return call.clean(value) if value else None

    return header


def _with_body(answer: Answer, call: Call, response: requests.Response, attempt: Attempt) -> Answer:
    body = bytearray()
    # read1, unlike iter_content, returns what is there: a body that trickles must not outlive its caller.
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        attempt.go_on()
        body += chunk
        if len(body) > LONGEST_ANSWER:
            raise unexpected(call, answer, f"it is longer than {LONGEST_ANSWER} bytes")
    return Answer(
        status=answer.status,
        content_type=answer.content_type,
        request_id=answer.request_id,
        retry_after=answer.retry_after,
        date=answer.date,
        body=bytes(body),
    )


class _Session(requests.Session):
    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Say that there is none. `allow_redirects=False` alone would still read the body, however long."""
        return None


def _new_session(settings: ClientSettings) -> requests.Session:
    session = _Session()
    # Bytes, for requests would encode text as Latin-1. Set on the session, it also keeps netrc out.
    session.auth = HTTPBasicAuth(settings.username.encode(), settings.password.encode())
    session.headers.update({"User-Agent": settings.user_agent, "Accept": "application/json", "Accept-Encoding": "identity"})
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.trust_env = not (settings.base_url or "").lower().startswith("http://")
    # Before certifi's bundle, as everything else in OpenSSL's world has it; requests itself puts its own two variables first.
    session.verify = os.environ.get("SSL_CERT_FILE") or True
    session.mount("https://", _Adapter())
    session.mount("http://", _Adapter())
    return session


class _Asking(HTTPConnection):
    """A connection that asks its attempt for leave once it is open, before it sends a request."""

    def request(self, *args: Any, **kwargs: Any) -> None:
        if self.sock is None:
            self.connect()  # plain http would connect later, and a failure to would look like one of sending
        current_attempt().begin_sending()
        super().request(*args, **kwargs)


class _AskingTls(_Asking, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Asking


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _AskingTls


class _Adapter(HTTPAdapter):
    """Lends out asking connections, and never repeats a request by itself."""

    def __init__(self) -> None:
        self._proxy_lock = threading.Lock()
        super().__init__(pool_connections=4, pool_maxsize=_POOL_SIZE, max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        _use_asking_connections(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> PoolManager:
        if proxy.lower().startswith("socks"):  # our connections would go straight to the host instead
            raise InvalidProxyURL("SOCKS proxies are not supported")
        with self._proxy_lock:
            manager: PoolManager = super().proxy_manager_for(proxy, **kwargs)
            _use_asking_connections(manager)
        return manager


def _use_asking_connections(manager: PoolManager) -> None:
    manager.pool_classes_by_scheme = {"http": _Pool, "https": _TlsPool}
