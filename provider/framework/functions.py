"""Provider functions: typed Python functions that a configuration can call."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ..record import record
from .schema import types as kinds
from .schema.blocks import type_of
from .schema.checks import Check


class ArgumentError(ValueError):
    """A function's argument is wrong. `argument` is its position, from 0; the text says what is wrong and what to do."""

    def __init__(self, argument: int, text: str) -> None:
        super().__init__(text)
        self.argument = argument


@record(frozen=True)
class Parameter:
    """One argument of a function."""

    name: str
    type: kinds.Type
    description: str
    nullable: bool
    check: Check | None = None

    def problem(self, value: object) -> str | None:
        """Return what is wrong with a value of the parameter's type. Null is never wrong."""
        return None if value is None or self.check is None else self.check(value)


@record(frozen=True)
class Function:
    """A function as engines see it, derived from the Python function's signature and docstring."""

    name: str
    summary: str
    description: str
    parameters: Sequence[Parameter]
    returns: kinds.Type
    call: Callable[..., Any]
    example: str = ""
    """Its arguments in a call (HCL), for the documentation."""


_UNCHECKED: Mapping[str, Check] = MappingProxyType({})


def function(
    name: str,
    call: Callable[..., Any],
    *,
    parameters: Mapping[str, str],
    checks: Mapping[str, Check] = _UNCHECKED,
    example: str = "",
) -> Function:
    """Declares `call` as a provider function. `parameters` describes each, in order; `checks` are made before it is called.

    Types come from the annotations (a parameter `… | None` may be null), the documentation from the docstring, whose first
    line is the summary.
    """
    if unknown := [name for name in (*parameters, *checks) if name not in inspect.signature(call).parameters]:
        raise TypeError(f"function {name} has no parameter {', '.join(unknown)}")
    hints = typing.get_type_hints(call)
    text = inspect.cleandoc(call.__doc__ or "")
    declared = []
    for parameter in inspect.signature(call).parameters:
        kind, nullable = type_of(hints[parameter])
        declared.append(Parameter(parameter, kind, parameters[parameter], nullable, checks.get(parameter)))
    returns, _ = type_of(hints["return"])
    return Function(name, text.partition("\n")[0], text, tuple(declared), returns, call, example)
