"""Says in words why no answer came, from the exceptions of `requests`, urllib3, `ssl` and the system.

Only texts that are known to hold no secret are passed on: an exception about a proxy, for one, may quote
the proxy's password. What is not known is named by its type alone.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from http.client import HTTPException
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NewConnectionError,
    ProtocolError,
    ProxyError,
    ReadTimeoutError,
)

from .errors import ConnectFailed, NoAnswer, seconds_text
from .messages import Call

TRANSPORT_EXCEPTIONS = (requests.RequestException, HTTPError, HTTPException, OSError)
"""Everything that a request without a usable answer raises."""


_BUNDLE_VARIABLES = "REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE or SSL_CERT_FILE"
_NO_BUNDLE = "Could not find a suitable TLS CA certificate bundle"  # requests says it, with nothing but a path


def failure(call: Call, error: Exception, *, sent: bool, seconds: float) -> ConnectFailed | NoAnswer:
    """Return the error that tells what `error` means for `call`, `seconds` after its beginning.

    `sent`: whether sending may have begun.
    """
    reason, temporary = _reason(error, seconds_text(seconds))
    if sent:
        return NoAnswer(call.clean(reason), method=call.method, path=call.path)
    host = urlsplit(call.url).netloc
    return ConnectFailed(call.clean(reason), method=call.method, path=call.path, host=host, temporary=temporary)


def _reason(error: Exception, after: str) -> tuple[str, bool]:
    """Return a sentence, and whether the same request may well succeed later."""
    causes = list(_causes(error))
    for cause in causes:  # what explains most, wherever it lies in the chain
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"the TLS certificate is not trusted ({cause.verify_message})", False
        if isinstance(cause, socket.gaierror):
            return "the host name cannot be resolved", True
    if any(type(cause) is OSError and str(cause).startswith(_NO_BUNDLE) for cause in causes):
        return f"the CA certificates that the environment names ({_BUNDLE_VARIABLES}) are not there", False
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
