"""Keeps what a configuration marks as sensitive out of reports. The JSON of a plan has it in clear."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from urllib.parse import urlsplit

from ..framework.values import Values
from ..resources.s3 import NoBucket, parse_bucket_url
from ..resources.settings.placement import shown_url

HIDDEN = "(sensitive value)"
"""What engines show in place of it."""
_IN_SENTENCES = ("account_sid", "aws_credentials_sid", "aws_s3_url", "encryption_key_sid")
"""The attributes whose values findings quote."""


def marked(marks: object, values: Values | None) -> set[str]:
    """The names that an engine's `after_sensitive`, `before_sensitive` or `sensitive_values` mark."""
    if isinstance(marks, Mapping):
        return {name for name, mark in marks.items() if mark}
    return {*(values or {})} if marks is True else set()


def quoted(names: Collection[str], *sides: Values | None) -> Iterator[str]:
    """The texts that findings could quote of sensitive attributes, in all forms."""
    for side in sides:
        for name in (each for each in _IN_SENTENCES if each in names):
            value = (side or {}).get(name)
            if isinstance(value, str) and value:
                yield from (value, shown_url(value), *(_bucket(value) if name == "aws_s3_url" else ()))


def _bucket(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        yield parse_bucket_url((parts.hostname or "").lower(), parts.path).bucket
    except (ValueError, NoBucket):
        return


def hide(text: str, secrets: Collection[str]) -> str:
    """Replace what is sensitive in a text."""
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, HIDDEN) if secret else text
    return text
