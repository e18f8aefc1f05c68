"""What a plan says of an object, as a resource's hook sees it: typed, and with unknown values in the open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar, cast

from .schema.blocks import B, Block, to_instance, to_values
from .values import Values, is_wholly_known

T = TypeVar("T")
U = TypeVar("U")


class _NotKnown(Exception):
    pass


class _KnownPart:
    """A block as far as it is known: reading anything else of it raises `_NotKnown`."""

    def __init__(self, block: Block) -> None:
        self.block = block

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.block, name)
        if isinstance(value, Block):
            return _KnownPart(value)
        if not is_wholly_known(value):
            raise _NotKnown
        return value


class Planned(Generic[B]):
    """A planned object. Any of its attributes can be unknown, so none is read without saying what an unknown one counts as.

        if planned.get(lambda thing: thing.name.strip(), unknown="?") == "":

    That is typed: `get` gives the type of what it is asked for, or that of `unknown`.
    """

    def __init__(self, kind: type[B], values: Values) -> None:
        self._kind = kind
        self._values = values
        self._instance = to_instance(kind, values)

    def get(self, attribute: Callable[[B], T], *, unknown: U) -> T | U:
        """Return what `attribute` reads or computes; `unknown` if anything that it reads is unknown, in whole or in part."""
        try:
            value = attribute(cast(B, _KnownPart(self._instance)))
        except _NotKnown:
            return unknown
        if isinstance(value, _KnownPart):
            return cast(T, value.block) if is_wholly_known(to_values(value.block)) else unknown
        return value

    def values(self, names: Iterable[str] | None = None) -> dict[str, object]:
        """Return attributes by name, for code that goes through a schema. Each can be `UNKNOWN`."""
        return {name: self._values[name] for name in (self._values if names is None else names)}

    def with_(self, **values: object) -> Planned[B]:
        """Return the same plan with other values."""
        return Planned(self._kind, self._values | values)
