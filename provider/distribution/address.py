"""What names a provider to engines: the address that configurations write as `source`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .problem import DistributionError

VARIABLE = "TWILIO_PROVIDER_ADDRESS"

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+(:[0-9]{1,5})?")
_NAME = re.compile(r"[a-z0-9]([a-z0-9_-]*[a-z0-9])?")


@dataclass(frozen=True)
class Address:
    """`HOST/NAMESPACE/TYPE`, such as `registry.example.com/platform/twilio`."""

    host: str
    namespace: str
    type: str

    @classmethod
    def parse(cls, text: str) -> Address:
        """Raises `DistributionError` for what no engine accepts."""
        host, _, rest = text.partition("/")
        namespace, _, type_ = rest.partition("/")
        if not (_HOST.fullmatch(host) and _NAME.fullmatch(namespace) and _NAME.fullmatch(type_)):
            raise DistributionError(
                f"{text!r} is not a provider's address. It has the form HOST/NAMESPACE/TYPE, in lower case, such as "
                "registry.example.com/platform/twilio. HOST needs a dot."
            )
        return cls(host, namespace, type_)

    @classmethod
    def chosen(cls, option: str | None, environment: Mapping[str, str], default: str) -> Address:
        """From the option, or else the environment, or else the default."""
        return cls.parse(option or environment.get(VARIABLE) or default)

    @property
    def program(self) -> str:
        """How engines expect files of the provider to be called, up to the version."""
        return f"terraform-provider-{self.type}"

    def __str__(self) -> str:
        return f"{self.host}/{self.namespace}/{self.type}"
