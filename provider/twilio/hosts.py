"""Where Twilio's API is: host names, and the check of an address that replaces them. Standard library only."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_HOST_NAME = re.compile(rf"{_LABEL.pattern}(?:\.{_LABEL.pattern})*")
_PLAIN_TEXT = re.compile(r"[!-~]+")  # visible ASCII: urlsplit drops tabs and line ends without a word


def check_label(text: str) -> str | None:
    """Return None where `text` can stand between two dots of a host name, else a sentence.

    An edge or a region becomes part of the host that receives the credentials, so nothing else is let through.
    """
    if _LABEL.fullmatch(text):
        return None
    return f"{text!r} is not one part of a host name: letters, digits and inner hyphens, at most 63."


def product_host(product: str, edge: str | None, region: str | None) -> str:
    """Return the host of a Twilio product, as `product[.edge][.region].twilio.com`.

    An edge alone implies region `us1`; None and "" mean not set (rule of Twilio's official client).
    Raises ValueError where a part is not a DNS label.
    """
    parts = [product, edge, region or ("us1" if edge else None)]
    labels = [part for part in parts if part]
    for label in labels:
        if problem := check_label(label):
            raise ValueError(problem)
    return ".".join([*labels, "twilio.com"])


def check_base_url(text: str) -> str | None:
    """Return None where `text` may replace Twilio's hosts, else a sentence that says why not.

    It must be https, or http to this machine itself (localhost, 127.0.0.0/8, [::1]), for the credentials
    travel in every request. A path prefix is allowed; user info, a query or a fragment is not.
    The sentence quotes nothing of `text`: it may hold a password.
    """
    if not _PLAIN_TEXT.fullmatch(text) or "\\" in text:
        return "The base URL must be plain ASCII without spaces, control characters or backslashes."
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        return "The base URL cannot be read: its host or its port is not valid."
    if url.scheme not in ("https", "http"):
        return "The base URL must begin with https:// (or http:// for this machine itself)."
    if "@" in url.netloc:
        return "The base URL must not hold a user name or password."
    if "?" in text or "#" in text:
        return "The base URL must not hold a query or a fragment."
    if port == 0 or url.netloc.endswith(":") or not _is_host(url.hostname or ""):
        return "The base URL must name a host (and, if need be, a port) after its scheme."
    if url.scheme == "http" and not is_loopback(url.hostname or ""):
        return "The base URL must use https: plain http is only for localhost, 127.0.0.0/8 and [::1]."
    if not _is_plain_path(url):
        return "The base URL's path must be made of plain segments, without '//', '.', '..' or '%'."
    return None


def is_loopback(host: str) -> bool:
    """Say whether `host` (a name or an address, without brackets) is this machine: no name is looked up."""
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback


def _is_host(host: str) -> bool:
    if ":" in host:
        try:
            ipaddress.IPv6Address(host)
        except ValueError:
            return False
        return "%" not in host
    return len(host) <= 253 and _HOST_NAME.fullmatch(host) is not None


def _is_plain_path(url: SplitResult) -> bool:
    segments = url.path.removesuffix("/").split("/")[1:]
    return "%" not in url.path and all(segment not in ("", ".", "..") for segment in segments)
