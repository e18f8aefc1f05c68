"""Where recordings and compositions go, by an account's settings: the same words for the doctor, the audit and the pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from ...framework.values import UNKNOWN, Unknown

TWILIO_CLOUD = "Twilio's cloud"


@dataclass(frozen=True)
class Placement:
    """The settings that decide where media go, by the same names. A plan may not know a value yet."""

    aws_storage_enabled: bool | Unknown
    aws_s3_url: str | None | Unknown
    encryption_enabled: bool | Unknown
    encryption_key_sid: str | None | Unknown

    @classmethod
    def of(cls, settings: Mapping[str, object]) -> Self:
        """Read settings by name. A null or missing one is off; a value of another type is unknown."""
        return cls(
            _switch(settings.get("aws_storage_enabled")),
            shown_url(url) if isinstance(url := _text(settings.get("aws_s3_url")), str) else url,
            _switch(settings.get("encryption_enabled")),
            _text(settings.get("encryption_key_sid")),
        )

    def in_words(self, media: str) -> str:
        """Write a sentence about `media`, such as `recordings`."""
        return f"{media.capitalize()} are stored {self._place()}, {self._key()}."

    def _place(self) -> str:
        if self.aws_storage_enabled is UNKNOWN:
            return "where it will be known after apply"
        if not self.aws_storage_enabled:
            return f"in {TWILIO_CLOUD}"
        return (
            "in a bucket that will be known after apply" if self.aws_s3_url is UNKNOWN else f"in {self.aws_s3_url or 'no bucket'}"
        )

    def _key(self) -> str:
        if self.encryption_enabled is UNKNOWN:
            return "encrypted or not, which will be known after apply"
        if not self.encryption_enabled:
            return "not encrypted"
        if self.encryption_key_sid is UNKNOWN:
            return "encrypted with a key that will be known after apply"
        return f"encrypted with {self.encryption_key_sid or 'no key'}"


def shown_url(url: str) -> str:
    """Return a bucket's URL without a password or a signature in it: no bucket needs any."""
    host_and_path = re.sub(r"[?#].*", "", url, flags=re.DOTALL)
    return re.sub(r"//[^/]*@", "//***@", host_and_path) + ("" if host_and_path == url else "?***")


def _switch(value: object) -> bool | Unknown:
    if value is None:
        return False
    return value if isinstance(value, bool) else UNKNOWN


def _text(value: object) -> str | None | Unknown:
    return (value or None) if value is None or isinstance(value, str) else UNKNOWN
