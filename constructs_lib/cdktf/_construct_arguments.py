"""Arguments of constructs that join several resources. They are accepted as those of a resource."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import cdktf as cdk

from provider.framework.diagnostics import Diagnostic, error
from provider.framework.schema.checks import Check
from provider.framework.schema.types import Bool, String, Type
from provider.framework.values import is_known

from .._argument_errors import ArgumentErrors
from .._values import accept, is_number, known, wrong_type
from ._meta_arguments import provider as accept_provider
from ._tokens import number_as_text


class ConstructArguments:
    """Accepts the arguments of one construct, and collects what is wrong with them."""

    def __init__(self, construct: object) -> None:
        self.class_name = type(construct).__name__
        self.errors = ArgumentErrors()

    def text(self, name: str, value: Any) -> Any:
        """A text, or None. A token of another type becomes a string token."""
        text = self._accepted(String(), name, value)
        if text is None or isinstance(text, str):
            return text
        return number_as_text(text) if is_number(text) else cdk.Token.as_string(text)

    def flag(self, name: str, value: Any) -> Any:
        """A bool or its token, or None."""
        return self._accepted(Bool(), name, value)

    def known_flag(self, name: str, value: Any) -> bool:
        """A bool that synthesis has to know."""
        if not isinstance(value, bool):
            self._wrong(name, "a bool that is known at synth", value)
        return bool(value)

    def known_number(self, name: str, value: Any) -> Any:
        """A number that synthesis has to know."""
        if not isinstance(value, int | float) or isinstance(value, bool):
            self._wrong(name, "a whole number", value)
        return value

    def provider(self, name: str, value: Any) -> Any:
        """A provider configuration, or None."""
        with self.errors.at(name):
            return None if value is None else accept_provider(value, f"{self.class_name}.{name}")

    def thing(self, name: str, value: Any, wanted: str) -> Any:
        """An object of another library, or a text."""
        if value is None or isinstance(value, bool | int | float | bytes | list | tuple | set | dict):
            self._wrong(name, wanted, value)
            return ""
        return self.text(name, value) if _is_text(value) else value

    def _accepted(self, kind: Type, name: str, value: Any) -> Any:
        if value is None:
            return None
        with self.errors.at(name):
            return accept(kind, value, f"{self.class_name}.{name}", number_as_text)
        return None

    def _wrong(self, name: str, wanted: str, value: Any) -> None:
        self.errors.types.append(str(wrong_type(f"{self.class_name}.{name}", wanted, value)))


def wrong_value(name: str, check: Check, value: str | None) -> Iterator[Diagnostic]:
    """What a check finds wrong with a text. Tokens and expressions are not looked at."""
    literal = known(value)
    if literal is not None and is_known(literal) and (problem := check(literal)):
        yield error(f"Invalid {name}", problem, (name,))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or hasattr(value, "__fspath__")
