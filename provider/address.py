"""What names a provider to engines: the address that configurations write as `source`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

VARIABLE = "TWILIO_PROVIDER_ADDRESS"
"""A company that has the provider under an address of its own sets this wherever it installs or synthesizes."""

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?")
_NAME = re.compile(r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?")


class AddressError(ValueError):
    """An address that no engine accepts; the text says why, and what to write."""


@dataclass(frozen=True)
class ProviderAddress:
    """`HOST/NAMESPACE/TYPE`, such as `registry.example.com/platform/twilio`."""

    host: str
    namespace: str
    type: str

    @classmethod
    def parse(cls, text: str) -> ProviderAddress:
        """Read an address. Raises `AddressError`."""
        host, _, rest = text.partition("/")
        namespace, _, type_ = rest.partition("/")
        if not (_HOST.fullmatch(host) and _NAME.fullmatch(namespace) and _NAME.fullmatch(type_)):
            raise AddressError(
                f'"{text}" is not a provider\'s address. It has the form HOST/NAMESPACE/TYPE, in lower case, such as '
                "registry.example.com/platform/twilio. HOST needs a dot."
            )
        return cls(host, namespace, type_)

    @classmethod
    def chosen(cls, environment: Mapping[str, str], default: str) -> ProviderAddress:
        """Return the address that the environment names, or else the default. Raises `AddressError`."""
        try:
            return cls.parse(environment.get(VARIABLE) or default)
        except AddressError as problem:
            raise AddressError(f"{VARIABLE}: {problem}") from problem

    @property
    def program(self) -> str:
        """The first part of the names of the provider's files, up to the version."""
        return f"terraform-provider-{self.type}"

    def __str__(self) -> str:
        return f"{self.host}/{self.namespace}/{self.type}"


def add_option(parser: argparse.ArgumentParser, default: ProviderAddress) -> None:
    """Declare `--address`, for a command that puts the provider somewhere."""
    parser.add_argument(
        "--address",
        metavar="HOST/NAMESPACE/TYPE",
        default=str(default),
        help=f"the provider's address (default: {VARIABLE}, or else the usual one)",
    )
