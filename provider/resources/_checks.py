"""What Twilio says of the values that several resources take."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..framework.checks import matches

account_sid = matches(r"AC[0-9a-fA-F]{32}", "an account SID (AC and 32 hexadecimal digits)")
api_key_sid = matches(r"SK[0-9a-fA-F]{32}", "an API key SID (SK and 32 hexadecimal digits)")
credential_sid = matches(r"CR[0-9a-fA-F]{32}", "a credential SID (CR and 32 hexadecimal digits)")

_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
_PATH = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*")
_DROPPED = re.compile(r"\A[\x00-\x20]|[\t\r\n]")  # what urlsplit takes away without a word
_EXAMPLE = "https://my-bucket.s3-eu-west-1.amazonaws.com/recordings/"


def s3_url(value: str) -> str | None:
    """A bucket URL as Twilio takes it: https, a DNS-compliant host, RFC 3986 characters, and nothing but a path after it."""
    problems = list(_s3_url_problems(value))
    return f"{' '.join(problems)} Write it like {_EXAMPLE}" if problems else None


def _s3_url_problems(value: str) -> list[str]:
    try:
        url = urlsplit(value)
        host, port = url.hostname or "", url.port
    except ValueError as problem:
        return [f"It is not a URL: {problem}."]
    problems = []
    if _DROPPED.search(value):
        problems.append("It begins with white space, or holds a tab or a line break.")
    if url.scheme != "https":
        problems.append("It must begin with https://.")
    if "@" in url.netloc:
        problems.append("It must hold no user name or password (none is shown here).")
    elif url.netloc:
        if port is not None or url.netloc.endswith(":"):
            problems.append("It must name no port.")
        if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
            problems.append(f'"{host}" is not a DNS-compliant host name.')
    elif url.scheme == "https":
        problems.append("It names no host.")
    if "?" in value or "#" in value:
        problems.append("It must have no query (?) and no fragment (#).")
    if not _PATH.fullmatch(url.path):
        problems.append("Its path has characters that RFC 3986 does not allow; percent-encode them.")
    return problems


def same_url(one: str, other: str) -> bool:
    """Whether two URLs differ only in how the scheme and host are cased and in a slash at the end."""
    return _canonical(one) == _canonical(other)


def _canonical(text: str) -> str:
    try:
        url = urlsplit(text)
    except ValueError:
        return text
    return url._replace(scheme=url.scheme.lower(), netloc=url.netloc.lower(), path=url.path.rstrip("/")).geturl()
