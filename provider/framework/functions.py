"""Provider functions: typed Python functions that a configuration can call."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from . import types as kinds
from .blocks import type_of


class ArgumentError(ValueError):
    """A function's argument is wrong. `argument` is its position, from 0; the text says what is wrong and what to do."""

    def __init__(self, argument: int, text: str) -> None:
        super().__init__(text)
        self.argument = argument


@dataclass(frozen=True)
class Parameter:
    name: str
    type: kinds.Type
    description: str
    nullable: bool


@dataclass(frozen=True)
class Function:
    """A function as engines see it, derived from the Python function's signature and docstring."""

    name: str
    summary: str
    description: str
    parameters: Sequence[Parameter]
    returns: kinds.Type
    call: Callable[..., Any]


def function(call: Callable[..., Any], *, parameters: dict[str, str]) -> Function:
    """Declares `call` as a provider function of the same name. `parameters` describes each, in order.

    The docstring's first line is the summary. A parameter annotated `… | None` may be null.
    """
    hints = typing.get_type_hints(call)
    text = inspect.cleandoc(call.__doc__ or "")
    declared = []
    for name in inspect.signature(call).parameters:
        kind, nullable = type_of(hints[name])
        declared.append(Parameter(name, kind, parameters[name], nullable))
    returns, _ = type_of(hints["return"])
    return Function(call.__name__, text.partition("\n")[0], text, tuple(declared), returns, call)
