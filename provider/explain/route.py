"""The way that media take, in the words that all formats show."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Self
from urllib.parse import urlsplit

from ..framework.values import UNKNOWN, Unknown
from ..reports.sensitive import HIDDEN
from ..reports.shown import one_line
from ..resources.s3 import NoBucket, parse_bucket_url
from ..resources.settings.placement import Placement

LATER = "known after apply"
NOTHING = "nothing"


@dataclass(frozen=True)
class Route:
    """Where media are stored, who writes them there, and with which key they are encrypted."""

    stored_in: str
    written_with: str
    encrypted_with: str

    @classmethod
    def of(cls, settings: Mapping[str, object], hidden: Collection[str] = ()) -> Self:
        """`hidden` has the names of settings that may not be shown."""

        def shown(name: str, text: str) -> str:
            return HIDDEN if name in hidden and isinstance(settings.get(name), str) else text

        placement = Placement.of(settings)
        in_s3 = placement.aws_storage_enabled
        credential, key = settings.get("aws_credentials_sid"), named(placement.encryption_key_sid, "no key")
        return cls(
            _if_on(in_s3, "Twilio's cloud", shown("aws_s3_url", _place(placement.aws_s3_url))),
            _if_on(in_s3, NOTHING, shown("aws_credentials_sid", named(credential, "no credential"))),
            _if_on(placement.encryption_enabled, NOTHING, shown("encryption_key_sid", key)),
        )

    def changed(self, other: Route) -> set[str]:
        """The names of the fields that differ."""
        return {each.name for each in fields(self) if getattr(self, each.name) != getattr(other, each.name)}


def _if_on(switch: bool | Unknown, off: str, on: str) -> str:
    if isinstance(switch, Unknown):
        return LATER
    return on if switch else off


def named(value: object, otherwise: str = NOTHING) -> str:
    """A name from outside, fit to be shown."""
    return LATER if value is UNKNOWN else one_line(str(value or "")) or otherwise


def _place(url: str | None | Unknown) -> str:
    """Write a bucket's URL as name, region and path."""
    if not isinstance(url, str):
        return LATER if url is UNKNOWN else "no bucket"
    try:
        parts = urlsplit(url)
        found = parse_bucket_url((parts.hostname or "").lower(), parts.path)
    except (ValueError, NoBucket):
        return one_line(url, longest=200)
    region = f", region {found.region}" if found.region else ""
    path = f", path {found.path}" if found.path else ""
    return one_line(f"bucket {found.bucket}{region}{path}", longest=200)
