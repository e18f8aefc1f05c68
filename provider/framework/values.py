"""The values that travel between an engine and a resource: plain Python, null, and unknown."""

from __future__ import annotations

import json
from typing import Any, Final, NoReturn, TypeAlias, TypeGuard, TypeVar

T = TypeVar("T")


class Unknown:
    """A value that will only be known after apply.

    There is one instance, `UNKNOWN`; compare with `is_known`. Using it as a truth value raises, since an unknown taken for
    true or false is how wrong plans are made.
    """

    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "UNKNOWN"

    def __bool__(self) -> NoReturn:
        raise TypeError("an unknown value is neither true nor false: ask is_known() first")

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()
"""The unknown value."""

Value: TypeAlias = "None | bool | int | float | str | list[Any] | dict[str, Any] | Unknown"
"""What one attribute can hold on its way through the framework."""

Json: TypeAlias = "dict[str, Any]"
"""A JSON object."""

Values: TypeAlias = "dict[str, Any]"
"""One block's values by attribute name, as the wire brings them. Resources never see this: they get typed instances."""


def shown(value: object) -> str:
    """Write a value for a sentence as a configuration has it (`null`, `true`, `"a"`, `["a"]`), and not as Python does."""
    later = "(known after apply)"
    return json.dumps(value, ensure_ascii=False, default=lambda _: later) if is_known(value) else later


def is_known(value: T | Unknown) -> TypeGuard[T]:
    """Say whether a value itself is known; a list or map with unknown elements counts as known."""
    return value is not UNKNOWN


def is_wholly_known(value: object) -> bool:
    """Say whether neither the value nor anything in it is unknown."""
    if isinstance(value, dict):
        return all(map(is_wholly_known, value.values()))
    if isinstance(value, (list, tuple)):
        return all(map(is_wholly_known, value))
    return value is not UNKNOWN
