"""What users give: in the form that synthesis takes, and as far as it is known before an engine runs."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from enum import Enum
from typing import Any

from provider.framework.types import Type
from provider.framework.values import UNKNOWN

IsToken = Callable[[Any], bool]
"""Whether a value stands for one that only synthesis or an engine will know."""

_EXACT = 2**53
"""Up to here a whole number survives the way through JavaScript."""

_MARK = "TfToken["
"""What the CDK's own stand-ins for text, lists and maps have in them. Its stand-ins for numbers are huge."""


def accept(kind: Type, value: Any, name: str, is_token: IsToken) -> Any:
    """`value` in the plain form that the CDK takes: enums, paths, tuples and other mappings become str, list and dict.

    Tokens pass, whole or within lists and maps. Raises TypeError for what is not of the type, and ValueError for a number
    that JSON cannot write or JavaScript would change. Neither shows the value, which may be a secret.
    """
    if isinstance(value, Enum):
        value = value.value
    elif isinstance(value, os.PathLike):
        value = os.fspath(value)
    value = kind.with_each(value, lambda element, item, step: accept(element, item, f"{name}[{step}]", is_token))
    if not kind.takes(value) and (value is None or not is_token(value)):
        raise TypeError(f"{name} must be {kind.in_python}, not {type(value).__name__}")
    if _is_number(value) and not math.isfinite(value):
        raise ValueError("It must be a number that JSON can write.")
    if _is_number(value) and abs(value) > _EXACT and not is_token(value):
        raise ValueError("Numbers beyond 2**53 would be changed on the way through JavaScript.")
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def known(value: Any, is_token: IsToken) -> Any:
    """A plain value with `UNKNOWN` for every token in it, and for every text that holds an expression of Terraform's."""
    if value is None or value is UNKNOWN or isinstance(value, bool):
        return value
    if isinstance(value, str):  # the CDK's own string tokens look like expressions
        return UNKNOWN if "${" in value or "%{" in value else value
    if (_is_number(value) and abs(value) <= _EXACT) or not is_token(value):
        if isinstance(value, list):
            return [known(item, is_token) for item in value]
        return {key: known(item, is_token) for key, item in value.items()} if isinstance(value, dict) else value
    return UNKNOWN


def is_plain(value: Any) -> bool:
    """Whether a value holds no token of the CDK, so that it is synthesized as it is. False where that is not certain."""
    if isinstance(value, str):
        return _MARK not in value
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return value is None or isinstance(value, bool) or (_is_number(value) and abs(value) <= _EXACT)
