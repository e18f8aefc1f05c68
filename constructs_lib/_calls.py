"""Calls of our classes: the names of their arguments, and the line that makes the call."""

from __future__ import annotations

import difflib
import functools
import inspect
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import jsii

_NOT_THE_USERS = tuple(str(Path(module).parent) + os.sep for module in (__file__, str(jsii.__file__)))
_BY_NAME = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


class NamedArguments:
    """Mixed into a class: raises TypeError for an argument that is missing or has a wrong name.

    Python itself would name the base class that has the constructor, and suggests the right name only from 3.13 on.
    """

    def __new__(cls, *positional: Any, **named: Any) -> Self:
        parameters = _parameters(cls.__init__)
        takes_any = any(parameter.kind is inspect.Parameter.VAR_KEYWORD for parameter in parameters.values())
        for name in named:
            if name not in parameters and not takes_any:
                hint = did_you_mean(name, parameters)
                raise TypeError(f"{cls.__name__}() got an unexpected keyword argument '{name}'{hint}")
        missing = [each for each in list(parameters.values())[1 + len(positional) :] if _is_missing(each, named)]
        if missing:
            kind = "keyword-only" if missing[0].kind is inspect.Parameter.KEYWORD_ONLY else "positional"
            names = " and ".join(f"'{each.name}'" for each in missing)
            raise TypeError(f"{cls.__name__}() missing {len(missing)} required {kind} argument{'s'[: len(missing) > 1]}: {names}")
        return super().__new__(cls)


def _is_missing(parameter: inspect.Parameter, named: Mapping[str, Any]) -> bool:
    return parameter.kind in _BY_NAME and parameter.default is inspect.Parameter.empty and parameter.name not in named


@functools.cache
def _parameters(constructor: Callable[..., None]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(constructor).parameters


def did_you_mean(name: str, names: Iterable[str]) -> str:
    """A suggestion, to be added to a sentence about a name that is unknown."""
    close = difflib.get_close_matches(name, names, n=1)
    return f". Did you mean '{close[0]}'?" if close else ""


def callers_line() -> str:
    """File and line of the user's statement that led here."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_code.co_filename.startswith(_NOT_THE_USERS):
        frame = frame.f_back
    return f"{frame.f_code.co_filename}:{frame.f_lineno}"


def relative(line: str) -> str:
    """Such a file and line, relative to the current directory if the file is below it."""
    path, _, number = line.rpartition(":")
    where, here = Path(path), Path.cwd()
    return f"{where.relative_to(here) if where.is_relative_to(here) else where}, line {number}"
