"""What a client is made from, and the hosts that follow from it. Standard library only: checking it loads no HTTP stack."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import field
from urllib.parse import SplitResult, urlsplit

from ..record import record
from .request import Login

DEFAULT_USER_AGENT = "twilio-settings-client (python)"

DEFAULT_RETRY_ATTEMPTS = 3
DEFAULT_BACKOFF_INTERVAL_IN_MS = 5000

BUNDLE_VARIABLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
"""What may name the CA certificates that are trusted, a file or a folder: the first that is set counts."""

_ACCOUNT_SID = r"AC[0-9a-fA-F]{32}"
_VISIBLE = r"[^\x00-\x20\x7f\ud800-\udfff]+"  # surrogates: undecodable bytes of the environment
_HEADER_TEXT = r"[ -~]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST_NAME = rf"{_LABEL}(?:\.{_LABEL})*"
_PLAIN_TEXT = r"[!-~]+"  # visible ASCII: urlsplit drops tabs and line ends without a word


@record(frozen=True, kw_only=True)
class ClientSettings:
    """The account, its credentials and how to reach Twilio. Never shows the password in its repr.

    Settings that cannot work raise ValueError, with every problem in one message and no secret in it.
    """

    account_sid: str
    """`AC` and 32 hexadecimal digits: the account that requests are about."""
    username: str
    """Account SID (`AC...`) or API key SID (`SK...`), for HTTP Basic."""
    password: str = field(repr=False)
    """The auth token, or the API key's secret."""
    edge: str | None = None
    """Twilio edge location, such as `dublin`; alone it implies region `us1`."""
    region: str | None = None
    """Twilio region, such as `ie1`; regions other than `us1` have credentials of their own."""
    base_url: str | None = None
    """Replaces every product's host, and then edge and region mean nothing. See `check_base_url`."""
    retry_attempts: int = DEFAULT_RETRY_ATTEMPTS
    """How often a request is repeated after the first try; 0 means never."""
    backoff_interval_in_ms: int = DEFAULT_BACKOFF_INTERVAL_IN_MS
    """Milliseconds before the first repetition, doubled before each further one."""
    user_agent: str = DEFAULT_USER_AGENT
    """Sent with every request; printable ASCII."""

    def __post_init__(self) -> None:
        if problems := list(self._problems()):
            raise ValueError(" ".join(problems))

    @property
    def login(self) -> Login:
        """What requests for the account are sent with."""
        return Login(self.username, self.password)

    def _problems(self) -> Iterator[str]:
        if not re.fullmatch(_ACCOUNT_SID, self.account_sid):
            yield "The account SID must be AC and 32 hexadecimal digits."
        if not re.fullmatch(_VISIBLE, self.username) or ":" in self.username:
            yield "The user name must be an account SID or an API key SID."
        if not re.fullmatch(_VISIBLE, self.password):
            yield "The password (auth token or API key secret) is empty, or holds spaces or control characters."
        for name, label in (("edge", self.edge), ("region", self.region)):
            if label and (problem := check_label(label)):
                yield f"The {name} {problem}"
        if self.base_url is not None and (problem := check_base_url(self.base_url)):
            yield problem
        if self.retry_attempts < 0:
            yield "The number of retry attempts must not be negative."
        if self.backoff_interval_in_ms < 0:
            yield "The backoff interval must not be negative."
        if not re.fullmatch(_HEADER_TEXT, self.user_agent):
            yield "The user agent must be printable ASCII."


def check_label(text: str) -> str | None:
    """Return None where `text` can stand between two dots of a host name, else a sentence.

    An edge or a region becomes part of the host that receives the credentials, so nothing else is let through.
    """
    if re.fullmatch(_LABEL, text):
        return None
    return f'"{text}" is not one part of a host name: letters, digits and inner hyphens, at most 63.'


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
    if not re.fullmatch(_PLAIN_TEXT, text) or "\\" in text:
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
    return len(host) <= 253 and re.fullmatch(_HOST_NAME, host) is not None


def _is_plain_path(url: SplitResult) -> bool:
    segments = url.path.removesuffix("/").split("/")[1:]
    return "%" not in url.path and all(segment not in ("", ".", "..") for segment in segments)
