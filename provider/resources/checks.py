"""What Twilio says of the values that several resources take."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from ..framework.diagnostics import Unquoted
from ..framework.schema.checks import Check, matches, wants
from .s3 import NoBucket, bucket_problem, parse_bucket_url


def unquoted(check: Check) -> Check:
    """Return the same check with messages that do not show the value: it may be a secret in the wrong place."""

    def careful(value: str) -> str | None:
        problem = check(value)
        return None if problem is None else Unquoted(problem)

    return Check(check.sentence, careful)


def unquoted_url(check: Check) -> Check:
    """Return the same check with messages that do not show a URL which may hold a password, a token or a signature."""

    def careful(value: str) -> str | None:
        problem = check(value)
        return Unquoted(problem) if problem is not None and _may_hold_secret(value) else problem

    return Check(check.sentence, careful)


def _may_hold_secret(url: str) -> bool:
    return any(mark in url for mark in "@?#")


account_sid = matches(r"AC[0-9a-fA-F]{32}", "an account SID (AC and 32 hexadecimal digits)")
api_key_sid = unquoted(matches(r"SK[0-9a-fA-F]{32}", "an API key SID (SK and 32 hexadecimal digits)", show=False))
"""Not shown: key and secret change places easily."""
credential_sid = matches(r"CR[0-9a-fA-F]{32}", "a credential SID (CR and 32 hexadecimal digits)")

# Patterns are text until they are used: to compile them all would be paid at each start.
_LABEL = r"(?i)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_PATH = r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*"
_DROPPED = r"\A[\x00-\x20]|[\t\r\n]"  # what urlsplit takes away without a word
_EXAMPLE = "https://my-bucket.s3-eu-west-1.amazonaws.com/recordings/"


@wants(
    "Must be an https URL of a bucket, with or without a path in it: no port, no user name, no query, no fragment, and a host "
    "that S3 documents for buckets, or one of your own. A bucket with dots can be in the path only."
)
def s3_url(value: str) -> str | None:
    """A bucket URL as Twilio takes it: https, a DNS-compliant host, RFC 3986 characters, nothing but a path after it, and a
    place where S3 can store something.
    """
    return _with_example(value, _s3_url_problems(value, _unusable))


@wants("Must be an https URL of a bucket.")
def readable_s3_url(value: str) -> str | None:
    """Check the URL of a bucket that exists already, and may have any name."""
    return _with_example(value, _s3_url_problems(value, _no_bucket))


def _with_example(url: str, problems: Sequence[str]) -> str | None:
    if not problems:
        return None
    text = f"{' '.join(problems)} Write it like {_EXAMPLE}"
    return Unquoted(text) if _may_hold_secret(url) else text


def _s3_url_problems(value: str, of_place: Callable[[str, str], Sequence[str]]) -> list[str]:
    """Return everything that is wrong with a URL; `of_place` checks its host and path."""
    try:
        url = urlsplit(value)
        host, port = url.hostname or "", url.port
    except ValueError:  # whose text quotes what stands where the port should be, which may be half a password
        return ["It is not a URL: its host or its port is not valid."]
    problems = []
    if re.search(_DROPPED, value):
        problems.append("It begins with white space, or holds a tab or a line break.")
    if url.scheme != "https":
        problems.append("It must begin with https://.")
    if "@" in url.netloc:
        problems.append("It must hold no user name or password (none is shown here).")
    elif url.netloc:
        if port is not None or url.netloc.endswith(":"):
            problems.append("It must name no port.")
        if len(host) > 253 or not all(re.fullmatch(_LABEL, label) for label in host.split(".")):
            shown = "Its host" if _may_hold_secret(value) else f'"{host}"'
            problems.append(f"{shown} is not a DNS-compliant host name.")
        else:
            problems += of_place(host, url.path)
    elif url.scheme == "https":
        problems.append("It names no host.")
    if "?" in value or "#" in value:
        problems.append("It must have no query (?) and no fragment (#).")
    if not re.fullmatch(_PATH, url.path):
        problems.append("Its path has characters that RFC 3986 does not allow; percent-encode them.")
    return problems


def _no_bucket(host: str, path: str) -> list[str]:
    try:
        parse_bucket_url(host, path)
    except NoBucket as problem:
        return [str(problem)]
    return []


def _unusable(host: str, path: str) -> Sequence[str]:
    if problems := _no_bucket(host, path):
        return problems
    bucket = parse_bucket_url(host, path).bucket
    if bucket == host and "." in host:
        return []  # a host of one's own
    problem = bucket_problem(bucket, in_host=host.startswith(f"{bucket}."))
    return [f"Its bucket {problem}"] if problem else []


callback_url = unquoted_url(matches(r"https?://[^\s/?#]+\S*", "an absolute http or https URL", show=False))
"""Where Twilio reports what happens. It may have a user name and a password, which Twilio then sends."""


def same_url(one: str, other: str) -> bool:
    """Say whether two URLs differ only in the case of scheme and host and in a slash at the end."""
    return _canonical(one) == _canonical(other)


def _canonical(text: str) -> str:
    try:
        url = urlsplit(text)
    except ValueError:
        return text
    return url._replace(scheme=url.scheme.lower(), netloc=url.netloc.lower(), path=url.path.rstrip("/")).geturl()
