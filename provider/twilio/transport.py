"""Sends one request the way that `requests` finds, and reads the answer or says why none came. No retries here: see `retries`.

The credentials go with every request, so: TLS certificates are always verified, redirects are never
followed, netrc is not read, cookies are not kept, and plain http (only ever to this machine) goes through no
proxy. Proxies and CA bundles of the environment (`BUNDLE_VARIABLES`) are honoured for https.

Connections are kept, since opening one takes three round trips. The CA bundle is read once for all of them, and
the usual one once for all forks of a process: that costs more than everything else about a request.
"""

from __future__ import annotations

import functools
import os
import socket
import ssl
import threading
from base64 import b64encode
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.exceptions import InvalidProxyURL
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager, Retry, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
)
from urllib3.util import parse_url
from urllib3.util.ssl_ import create_urllib3_context

from .attempts import Attempt
from .configuration import BUNDLE_VARIABLES, ClientSettings
from .connection import LONGEST_ANSWER, CheckedConnection, CheckedTlsConnection, Received
from .errors import ConnectFailed, NoAnswer, seconds_text
from .request import ApiRequest, Deadline
from .response import ApiResponse, unexpected

CONNECT_TIMEOUT_IN_S = 10.0
READ_TIMEOUT_IN_S = 60.0
"""Longest silence while an answer is awaited. Activating S3 storage makes Twilio write a file first."""
TRANSPORT_EXCEPTIONS = (requests.RequestException, HTTPError, HTTPException, OSError)
"""Everything that a request without a usable answer raises."""

_NEVER_REPEATED = Retry(0, read=False)
_MOST_HOSTS = 32  # of whose connections none is closed for another host: Twilio has one for each product
_POOL_SIZE = 256  # as many operations as an engine may run at once; a connection that finds no place is closed


class _Way(NamedTuple):
    """The way to a host."""

    pool: HTTPConnectionPool
    headers: dict[str, str]
    """What each request to it has."""


class Transport:
    """Connections to Twilio's hosts, kept and shared between threads."""

    def __init__(self, settings: ClientSettings, pools: Mapping[str, type[HTTPConnectionPool]] | None = None) -> None:
        """`pools`: by scheme, where connections come from, if not from the network."""
        self._session = _new_session(settings, pools or _POOLS)
        self._headers = {
            "User-Agent": settings.user_agent,
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "keep-alive",
        }
        self._ways: dict[str, _Way] = {}

    def send(self, request: ApiRequest, attempt: Attempt, deadline: Deadline) -> ApiResponse:
        """Send `request` once and return the answer, whatever its status. Runs in the attempt's thread.

        Raises what `requests`, urllib3 and the system raise, and UnexpectedAnswer where the body is too long.
        """
        origin, target = _split(request.full_url)
        way = self._way(origin)
        left = max(deadline.remaining(), 0.001)
        answer = way.pool.urlopen(
            request.method,
            target,
            body=request.form,
            headers=way.headers | _own_headers(request),
            timeout=Timeout(connect=min(CONNECT_TIMEOUT_IN_S, left), read=min(READ_TIMEOUT_IN_S, left)),
            retries=_NEVER_REPEATED,
            redirect=False,
            assert_same_host=False,
            preload_content=False,
            release_conn=True,
        )
        return _read(cast(Received, answer), request)

    def close(self) -> None:
        """Close the idle connections."""
        self._ways.clear()
        self._session.close()

    def _way(self, origin: str) -> _Way:
        """The connections to a host, through the proxy that `requests` finds for it. It is asked once for each host: reading the
        environment anew for each request would cost more than all else about it.
        """
        way = self._ways.get(origin)
        if way is None:
            url = f"{origin}/"
            proxies = self._session.merge_environment_settings(url, {}, stream=True, verify=True, cert=None)["proxies"]
            prepared = requests.Request("GET", url).prepare()
            adapter = self._session.get_adapter(url)
            assert isinstance(adapter, HTTPAdapter)
            pool = cast(HTTPConnectionPool, adapter.get_connection_with_tls_context(prepared, True, proxies=proxies))
            way = self._ways[origin] = _Way(pool, {"Host": parse_url(url).netloc or "", **self._headers})
        return way


def _split(url: str) -> tuple[str, str]:
    """Scheme and host, and what follows them."""
    slash = url.index("/", len("https://"))  # of `http://` this skips a character of the host
    return url[:slash], url[slash:]


def _own_headers(request: ApiRequest) -> dict[str, str]:
    login = f"{request.login.username}:{request.login.password}".encode()
    headers = {"Authorization": f"Basic {b64encode(login).decode()}"}
    if request.form is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["Content-Length"] = str(len(request.form))
    return headers


def _read(answer: Received, request: ApiRequest) -> ApiResponse:
    def header(name: str) -> str | None:
        value = answer.headers.get(name)
        return request.clean(value) if value else None

    response = ApiResponse(
        status=answer.status,
        content_type=header("content-type") or "",
        request_id=header("twilio-request-id"),
        retry_after=header("retry-after"),
        date=header("date"),
        body=answer.body,
    )
    if len(answer.body) > LONGEST_ANSWER:
        raise unexpected(request, response, f"it is longer than {LONGEST_ANSWER} bytes")
    return response


def _new_session(settings: ClientSettings, pools: Mapping[str, type[HTTPConnectionPool]]) -> requests.Session:
    session = requests.Session()
    session.trust_env = not (settings.base_url or "").lower().startswith("http://")
    adapter = _Adapter(pools)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


class _Trust:
    """What TLS certificates are verified with. Read when it is first needed, and once: for any number of threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._context: ssl.SSLContext | None = None

    def context(self) -> ssl.SSLContext:
        """Raises `UnusableBundle`."""
        with self._lock:
            self._context = self._context or self._new()
            return self._context

    def _new(self) -> ssl.SSLContext:
        variable, bundle = _bundle()
        try:
            return usual_trust() if variable is None else _trusting(bundle)
        except ssl.SSLError:
            raise UnusableBundle(f"{_bundle_in_words()} hold no certificate in PEM") from None
        except OSError as problem:
            raise UnusableBundle(f"{_bundle_in_words()} cannot be read ({problem.strerror})") from None


class UnusableBundle(OSError):
    """The CA certificates cannot be used. Its text is a sentence about them."""


def _bundle() -> tuple[str | None, Path]:
    """The variable that names the CA certificates, None where none does, and the file or folder that they are in."""
    named = ((name, value) for name in BUNDLE_VARIABLES if (value := os.environ.get(name)))
    variable, path = next(named, (None, DEFAULT_CA_BUNDLE_PATH))
    return variable, Path(path)


def _bundle_in_words() -> str:
    variable, path = _bundle()
    return f"the CA certificates of {path} ({f'named by {variable}' if variable else 'the built-in ones'})"


def usual_trust() -> ssl.SSLContext:
    """What is trusted where the environment names no bundle. Read once in a process and its forks, as long as the file stays."""
    bundle = Path(DEFAULT_CA_BUNDLE_PATH)
    state = bundle.stat()
    return _usual(bundle, (state.st_ino, state.st_size, state.st_mtime_ns))


@functools.lru_cache(maxsize=1)
def _usual(bundle: Path, _state: tuple[int, int, int]) -> ssl.SSLContext:
    return _trusting(bundle)


def _trusting(bundle: Path) -> ssl.SSLContext:
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
    context.load_verify_locations(**{"capath" if bundle.is_dir() else "cafile": str(bundle)})
    return context


class _Pool(HTTPConnectionPool):
    ConnectionCls = CheckedConnection  # type: ignore[assignment]  # urllib3 asks no more of it


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = CheckedTlsConnection  # type: ignore[assignment]


_POOLS: Mapping[str, type[HTTPConnectionPool]] = MappingProxyType({"http": _Pool, "https": _TlsPool})


class _Adapter(HTTPAdapter):
    """Lends out asking connections, and never repeats a request by itself."""

    def __init__(self, pools: Mapping[str, type[HTTPConnectionPool]]) -> None:
        self._pools = pools
        self._proxy_lock = threading.Lock()
        self._trust = _Trust()
        super().__init__(pool_connections=_MOST_HOSTS, pool_maxsize=_POOL_SIZE, max_retries=0)

    def build_connection_pool_key_attributes(self, request: Any, verify: Any, cert: Any = None) -> Any:
        """Have connections verified with the one context, whatever requests would have each of them read."""
        host, tls = super().build_connection_pool_key_attributes(request, True, None)
        return host, tls | ({"ssl_context": self._trust.context()} if host["scheme"] == "https" else {})

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Add no bundle to the context: it would be read again for every connection."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = dict(self._pools)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> PoolManager:
        if proxy.lower().startswith("socks"):  # our connections would go straight to the host instead
            raise InvalidProxyURL("SOCKS proxies are not supported")
        if proxy.lower().startswith("https"):
            kwargs["proxy_ssl_context"] = self._trust.context()
        with self._proxy_lock:
            manager: PoolManager = super().proxy_manager_for(proxy, **kwargs)
            manager.pool_classes_by_scheme = dict(self._pools)
        return manager


def failure(request: ApiRequest, error: Exception, *, sent: bool, seconds: float) -> ConnectFailed | NoAnswer:
    """Return what `error` means for `request`, `seconds` after its beginning.

    `sent`: whether sending may have begun. Only texts that are known to hold no secret are passed on: an exception about a
    proxy, for one, may quote the proxy's password. What is not known is named by its type alone.
    """
    reason, temporary = _reason(error, seconds_text(seconds))
    if sent:
        return NoAnswer(request.clean(reason), method=request.method, path=request.path)
    host = urlsplit(request.url).netloc
    return ConnectFailed(request.clean(reason), method=request.method, path=request.path, host=host, temporary=temporary)


def _reason(error: Exception, after: str) -> tuple[str, bool]:
    """Return a sentence, and whether the same request may well succeed later."""
    causes = list(_causes(error))
    for cause in causes:  # what explains most, wherever it lies in the chain
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the TLS certificate is not trusted ({cause.verify_message}). {_of_trust()}", False
        if isinstance(cause, UnusableBundle):
            return str(cause), False
        if isinstance(cause, socket.gaierror):
            return "the host name cannot be resolved", True
    if any(isinstance(cause, ProxyError) for cause in causes):
        return f"the proxy named by the environment (HTTPS_PROXY) does not let it pass ({_system_text(causes)})", True
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            return f"TLS failed ({cause.reason or type(cause).__name__})", True
        if isinstance(cause, ReadTimeoutError):
            return f"nothing more came, and it was given up after {after}", True
        if isinstance(cause, ConnectTimeoutError) and not isinstance(cause, NewConnectionError):
            return f"the host did not accept a connection in {after}", True
    if text := _system_text(causes):
        return text, True
    if any(isinstance(cause, (ProtocolError, HTTPException)) for cause in causes):
        return "the connection was closed, or what came was garbled", True
    return f"it could not be sent ({type(error).__name__}); check the proxies set in the environment", False


def _of_trust() -> str:
    """Return what a certificate was checked against, and what to do where it is right all the same."""
    variable, path = _bundle()
    other = f"let {BUNDLE_VARIABLES[0]} name a file that has the usual ones and that one"
    remedy = f"add that CA to {path}" if variable else other
    return f"It was checked against {_bundle_in_words()}. If a proxy on the way signs with a CA of its own, {remedy}"


def _system_text(causes: list[BaseException]) -> str:
    """Return what the operating system or http.client's proxy tunnel said, "" where neither did."""
    for cause in causes:
        if isinstance(cause, OSError) and cause.strerror:
            return cause.strerror
        if type(cause) is OSError and str(cause).startswith("Tunnel connection failed"):
            return str(cause)
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and everything it was made from, each once, wherever the libraries keep it."""
    waiting: list[object] = [error]
    seen: set[int] = set()
    while waiting:
        item = waiting.pop(0)
        if not isinstance(item, BaseException) or id(item) in seen:
            continue
        seen.add(id(item))
        yield item
        waiting += [item.__cause__, item.__context__, *item.args]
        waiting += [getattr(item, "reason", None), getattr(item, "original_error", None)]
