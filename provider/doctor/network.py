"""Examines the proxy and the certificates that the environment names."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from ..twilio.configuration import BUNDLE_VARIABLES, product_host
from .finding import Finding, ok, problem, warning


def look() -> Iterator[Finding]:
    yield _proxy()
    yield from _certificates()


def _proxy() -> Finding:
    proxies = getproxies()
    address = proxies.get("https") or proxies.get("all")
    if not address or proxy_bypass(product_host("video", None, None)):
        return ok("proxy", "Twilio is asked directly, without one.")
    try:
        url = urlsplit(address if "://" in address else f"http://{address}")
        shown = f"{url.hostname}:{url.port}" if url.port else str(url.hostname)  # without the password that may be in it
    except ValueError:
        return problem("proxy", "HTTPS_PROXY is set, and is no address.", "Set it to http://HOST:PORT, or unset it.")
    if url.scheme.startswith("socks"):
        return problem(
            "proxy", f"{shown} is a SOCKS proxy, and those are not supported.", "Use an HTTP proxy, or name Twilio in NO_PROXY."
        )
    return ok("proxy", f"Twilio is asked through {shown}.")


def _certificates() -> Iterator[Finding]:
    given = {name: value for name in BUNDLE_VARIABLES if (value := os.environ.get(name))}
    if not given:
        yield ok("certificates", "Those of the package certifi are trusted: no variable names others.")
        return
    name, value = next(iter(given.items()))
    yield _bundle(name, Path(value))
    others = {other: path for other, path in given.items() if path != value}
    if others:
        yield warning(
            "certificates",
            f"{' and '.join(others)} name other certificates than {name}, and {name} counts.",
            f"Unset {name}, or let all of them name one file.",
        )


def _bundle(name: str, path: Path) -> Finding:
    remedy = f"Let {name} name a file of certificates in PEM, or unset it."
    try:
        if path.is_dir():
            return ok("certificates", f"Those in the folder {path} ({name}) are trusted.")
        known = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        known.load_verify_locations(cafile=path)
    except ssl.SSLError:
        return problem("certificates", f"{path} ({name}) holds no certificate in PEM.", remedy)
    except OSError as failed:
        return problem("certificates", f"{path} ({name}) cannot be read: {failed.strerror}.", remedy)
    return ok("certificates", f"Those in {path} ({name}) are trusted, {len(known.get_ca_certs())} in all.")
