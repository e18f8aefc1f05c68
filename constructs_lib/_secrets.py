"""Finds secrets in plain text, also in functions, locals and defaults of variables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from provider.framework.schema.attributes import Attribute
from provider.framework.values import is_known

from ._values import is_expression, is_token, known

StackValues = Mapping[str, Any]
"""The defaults of a stack's variables, and its locals, by address, such as `var.token`."""

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_NAME = r"[A-Za-z_][\w-]*"
_INDEX = re.compile(rf'\["({_NAME})"\]')
_OF_A_STACK = re.compile(rf"(?<![\w.])(?:var|local)(?:\.{_NAME})+")
_REFERENCE = re.compile(rf"{_NAME}\s*[.\[]")
_FUNCTION = re.compile(rf"({_NAME})\s*\(")
_READS = re.compile(r"(?:file|template)\w*")
"""Functions that read their value from elsewhere."""
_PASSES_ON = {"sensitive", "nonsensitive", "ephemeralasnull", "trimspace", "chomp", "tostring", "coalesce", "try", "one"}
_PASSES_ON |= {"base64encode", "base64decode", "urlencode"}
"""Functions that return one of their arguments, perhaps in another encoding."""
_PLAIN = re.compile(r"[\w\s.,()-]*")
"""What remains of an expression that only passes a value on, without its quoted texts."""
_ENDLESS = 20


def plain_text_in(attribute: Attribute, value: Any, stack: StackValues) -> str | None:
    """Where a secret is in plain text, as the words after "It is a secret, and "; None if it is not, as far as can be seen."""
    if isinstance(value, dict):
        return next(filter(None, (plain_text_in(attribute, item, stack) for item in value.values())), None)
    if isinstance(value, list):
        return next(filter(None, (plain_text_in(attribute, item, stack) for item in value)), None)
    if not is_known(value) or value in (None, ""):
        return None
    if not is_token(value):
        return "a literal"
    return _in_expression(attribute, value, stack) if isinstance(value, str) else None


def _in_expression(attribute: Attribute, text: str, stack: StackValues) -> str | None:
    if '"' not in text and not stack:
        return None
    is_secret = _looks_like(attribute)
    passes_on = _only_passes_on(text)
    if any(map(is_secret if not (passes_on or _is_closed(text)) else bool, _literals(text))):
        return "a literal in a function"
    for address in _OF_A_STACK.findall(_bodies(text)):
        held = _resolved(_value_at(address, stack), stack)
        if isinstance(held, str) and held and (passes_on or is_secret(held)):
            return f"the default of {address}" if address.startswith("var.") else f"the literal in {address}"
    return None


def _value_at(address: str, stack: StackValues) -> Any:
    """The value at an address, such as `local.tokens.main`."""
    kind, name, *steps = address.split(".")
    held = stack.get(f"{kind}.{name}")
    for step in steps:
        held = held.get(step) if isinstance(held, Mapping) else None
    return held


def _resolved(held: Any, stack: StackValues) -> Any:
    """The literal that a variable or local has, itself or by way of others."""
    for _ in range(_ENDLESS):
        if not isinstance(held, str) or not is_expression(held):
            return known(held) if isinstance(held, str) else None
        if _is_closed(held) or _only_passes_on(held):
            if literal := next(filter(None, _literals(held)), None):
                return literal
            addresses = _OF_A_STACK.findall(_bodies(held))
            held = next((found for address in addresses if (found := _value_at(address, stack))), None)
        else:
            return None
    return None


def _looks_like(attribute: Attribute) -> Callable[[str], bool]:
    """Tells whether a text has the form of the secret, if there is a check that knows the form."""
    telling = [check for check in attribute.checks if check("x") is not None]
    return lambda text: bool(telling) and all(check(text) is None for check in telling)


def _bodies(text: str) -> str:
    """The expressions within the `${…}` of a text, with `.key` for `["key"]`."""
    whole = text.startswith("${") and text.endswith("}")
    found = [text[2:-1]] if whole else re.findall(r"\$\{(.*?)\}", text, re.DOTALL)
    return _INDEX.sub(r".\1", " ".join(found))


def _literals(text: str) -> Iterator[str]:
    for literal in _STRING.findall(_bodies(text)):
        if not is_expression(literal):
            yield literal.replace('\\"', '"').replace("\\\\", "\\")


def _is_closed(text: str) -> bool:
    """Whether the text alone determines the value."""
    bare = _STRING.sub('""', _bodies(text))
    return not _REFERENCE.search(bare) and not any(map(_READS.fullmatch, _FUNCTION.findall(bare)))


def _only_passes_on(text: str) -> bool:
    """Whether the value is one of the texts, variables and locals in the expression."""
    bare = _STRING.sub("", _bodies(text))
    is_whole = text.startswith("${") and text.endswith("}") and text.count("${") == 1
    return is_whole and bool(_PLAIN.fullmatch(bare)) and set(_FUNCTION.findall(bare)) <= _PASSES_ON
