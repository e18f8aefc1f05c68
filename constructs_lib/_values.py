"""Values of arguments: checked, in the form that the CDK takes, and as far as they are known before an engine runs.

A text is an expression if it has one of these in it; any other text is a literal:

- a token of the CDK (both CDKs write them alike),
- Terraform's own `${` or `%{`. The escaped forms `$${` and `%%{` are literals: engines read them as `${` and `%{`.
"""

from __future__ import annotations

import math
import os
import re
import struct
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

from provider.framework.schema.types import Type
from provider.framework.values import UNKNOWN

NumberAsText = Callable[[float], str]
"""Makes the string token for a number token. Raises ValueError if the CDK knows no such token."""

_EXACT = 2**53
"""Up to here, JavaScript has every whole number."""

_MARK = "TfToken["
"""What is in every token for a text, a list or a map."""
_OF_LIST_OR_MAP = re.compile(r"[#&]\{TfToken\[")
_NUMBERS = (b"\xfd\xff", b"\xfb\xff")
"""How the bytes of a token for a number begin, and for a list of numbers. Both are huge negative numbers."""
_NUMBER_IN_TEXT = re.compile(r"-\d(?:\.\d+)?e\+\d{3}|-\d{280,}(?:\.\d+)?")
_ESCAPED = re.compile(r"\$\$\{|%%\{")
_LONGEST_SHOWN = 40
_IN_PYTHON = {"a string": "a str", "true or false": "a bool or a token", "a map": "a dict"}
"""What Python calls a type, where the declaration calls it something else."""
_WAYS_ON = {
    "a str": ("string_value", "as_string", "sid"),
    "a bool or a token": ("boolean_value", "as_boolean"),
    "a number": ("number_value", "as_number"),
    "a whole number": ("number_value", "as_number"),
    "a list": ("list_value", "as_list"),
}
"""Members of a variable, a local or a resource that could be given in its place, by the type that is wanted."""


def accept(kind: Type, value: Any, name: str, number_as_text: NumberAsText, *, secret: bool = False) -> Any:
    """`value` in the form that the CDK takes: enums and paths become str, tuples list, other mappings dict.

    Tokens are accepted, also within texts, lists and maps. Raises TypeError for a wrong type, and ValueError for a value that
    the CDK would change on its way. Neither message shows a `secret`.
    """
    value = _simple(value)
    if not isinstance(value, str) and is_token(value):
        if isinstance(value, list | tuple | Mapping) and not _takes(kind, value):
            raise wrong_type(name, _IN_PYTHON.get(kind.wanted, kind.wanted), value, secret=secret)
        return value
    value = kind.with_each(value, lambda of, item, step: accept(of, item, f"{name}[{step}]", number_as_text, secret=secret))
    if isinstance(value, str):
        value = with_numbers(value, number_as_text)
    if not _takes(kind, value) and not is_token(value):
        raise wrong_type(name, _IN_PYTHON.get(kind.wanted, kind.wanted), value, secret=secret)
    if is_number(value) and not math.isfinite(value):
        raise ValueError("It must be a number that JSON can write.")
    if is_number(value) and abs(value) > _EXACT:
        raise ValueError(
            "Numbers beyond 2**53 would be changed on the way through JavaScript. (A token for a number is one, and Python "
            "cannot compute with it: use Op or Fn of the CDK.)"
        )
    return value


def _takes(kind: Type, value: Any) -> bool:
    """Whether the value has the type. The elements of a list or a map are checked one by one, as each may be a token."""
    shape = kind.json[0] if isinstance(kind.json, list) else kind.json
    if shape in ("list", "map"):
        return isinstance(value, list if shape == "list" else dict)
    if shape == "number" and isinstance(value, float) and not kind.holds(value):
        return not math.isfinite(value) or (value.is_integer() and kind.holds(int(value)))
    return kind.holds(value)


def _simple(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def plain(value: Any, name: str, number_as_text: NumberAsText) -> Any:
    """A value in the form that the CDK takes. Raises TypeError if JSON cannot write it, unless it is a token."""
    value = _simple(value)
    if isinstance(value, str):
        return with_numbers(value, number_as_text)
    if is_token(value):
        return value
    if isinstance(value, Mapping):
        return {plain(key, name, number_as_text): plain(item, f"{name}.{key}", number_as_text) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item, f"{name}[{position}]", number_as_text) for position, item in enumerate(value)]
    if value is None or isinstance(value, bool) or is_number(value):
        return value
    raise wrong_type(name, "a value that JSON can write, or a token", value, secret=True)


def wrong_type(name: str, wanted: str, value: Any, *, secret: bool = False) -> TypeError:
    """The error for an argument of a wrong type: it names the type that is wanted, and what was given."""
    ways_on = [each for each in _WAYS_ON.get(wanted, ()) if each in dir(type(value))]
    way_on = f" (give its {ways_on[0]})" if ways_on else ""
    return TypeError(f"{name} must be {wanted}, not {_given(value, secret=secret)}{way_on}")


def _given(value: Any, *, secret: bool) -> str:
    if value is None:
        return "None"
    from datetime import date, time, timedelta  # noqa: PLC0415  # only messages need these
    from decimal import Decimal  # noqa: PLC0415
    from uuid import UUID  # noqa: PLC0415

    kind = type(value).__name__
    if secret or not isinstance(value, bool | int | float | str | Decimal | date | time | timedelta | UUID):
        return kind
    shown = repr(value) if isinstance(value, str) else str(value)
    return f"{kind} ({shown})" if len(shown) <= _LONGEST_SHOWN else kind


def with_numbers(text: str, number_as_text: NumberAsText) -> str:
    """A text with a string token in the place of each number token. The CDK itself misses some, such as one after a hyphen.

    Raises ValueError for a token that the CDK would not resolve.
    """
    if "{TfToken[" in text and _OF_LIST_OR_MAP.search(text):
        raise ValueError("It has a token for a list or a map within a text. Make a text of that first: Fn.join or Fn.jsonencode.")
    return _NUMBER_IN_TEXT.sub(lambda found: _number_as_text(found[0], number_as_text), text) if _has_number(text) else text


def _number_as_text(text: str, number_as_text: NumberAsText) -> str:
    return number_as_text(float(text)) if _is_like_a_token(float(text)) else text


def _has_number(text: str) -> bool:
    return "-" in text and any(_is_like_a_token(float(found)) for found in _NUMBER_IN_TEXT.findall(text))


def _is_like_a_token(value: float) -> bool:
    """Whether a number is a token, or was rounded from one."""
    return -9e298 < value < -8e298 or -1.9e289 < value < -1.8e289


def has_lost_number(text: str) -> bool:
    """Whether a number token is left in a text that the CDK has resolved."""
    return _has_number(text)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_number_token(value: float) -> bool:
    """Whether a number is a token."""
    return value < -_EXACT and math.isfinite(value) and struct.pack(">d", value)[:2] in _NUMBERS


def is_resolvable(value: Any) -> bool:
    """Whether it is an object that the CDK resolves: a token, made by Python or by the CDK without a class in Python."""
    if isinstance(value, os.PathLike | type):
        return False
    of_no_class = hasattr(value, "__jsii_ref__") and not hasattr(type(value), "__jsii_type__")
    return of_no_class or callable(getattr(value, "resolve", None))


def is_expression(text: str) -> bool:
    """Whether the text has a token or an expression in it."""
    bare = _ESCAPED.sub(" ", text)
    return "${" in bare or "%{" in bare or _MARK in text or _has_number(text)


def is_token(value: Any) -> bool:
    """Whether the value as a whole is a token or an expression."""
    if value is None or isinstance(value, bool):
        return False
    if isinstance(value, str):
        return is_expression(value)
    if isinstance(value, int | float):
        return abs(value) > _EXACT and _fits_a_float(value) and is_number_token(float(value))
    if isinstance(value, list | tuple):
        return len(value) == 1 and (is_number_token(value[0]) if is_number(value[0]) else _is_marked(value, "#{"))
    return _is_marked(value, "&{") if isinstance(value, Mapping) else is_resolvable(value)


def _fits_a_float(value: float) -> bool:
    return isinstance(value, float) or value.bit_length() < 1024


def _is_marked(texts: Iterable[Any], begin: str) -> bool:
    return any(isinstance(text, str) and begin + _MARK in text for text in texts)


def known(value: Any) -> Any:
    """The value with `UNKNOWN` for each token, and for each text with an expression in it."""
    if value is None or value is UNKNOWN or isinstance(value, bool):
        return value
    if is_token(value):
        return UNKNOWN
    if isinstance(value, str):
        return _ESCAPED.sub(lambda found: found[0][1:], value)
    if isinstance(value, list):
        return [known(item) for item in value]
    if isinstance(value, dict):
        return UNKNOWN if any(map(is_expression, value)) else {key: known(item) for key, item in value.items()}
    return value


def is_plain(value: Any) -> bool:
    """Whether a value certainly has no token of the CDK in it, and so is synthesized as it is."""
    if isinstance(value, str):
        return _MARK not in value and not _has_number(value)
    if isinstance(value, dict):
        return all(is_plain(key) and is_plain(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(is_plain, value))
    return value is None or isinstance(value, bool) or (is_number(value) and abs(value) <= _EXACT)
