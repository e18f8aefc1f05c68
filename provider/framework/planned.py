"""What a plan says of an object, as a resource's hook sees it: typed, and with unknown values in the open."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Generic, TypeVar

from .blocks import B, Block, to_instance, to_values
from .values import Values, is_wholly_known

T = TypeVar("T")
U = TypeVar("U")


class Planned(Generic[B]):
    """A planned object. Any of its attributes can be unknown, so none is read without saying what an unknown one counts as.

        if planned.get(lambda thing: thing.careful, unknown=False):

    That is typed: `get` gives the attribute's type, or that of `unknown`.
    """

    def __init__(self, kind: type[B], values: Values) -> None:
        self._kind = kind
        self._values = values
        self._instance = to_instance(kind, values)

    def get(self, attribute: Callable[[B], T], *, unknown: U) -> T | U:
        """One attribute (`attribute` does nothing but name it), or `unknown` where it, or anything in it, is unknown."""
        value = attribute(self._instance)
        return value if is_wholly_known(to_values(value) if isinstance(value, Block) else value) else unknown

    def values(self, names: Iterable[str] | None = None) -> dict[str, object]:
        """Attributes by name, for code that goes through a schema. Each can be `UNKNOWN`."""
        return {name: self._values[name] for name in (self._values if names is None else names)}

    def with_(self, **values: object) -> Planned[B]:
        """The same plan with other values."""
        return Planned(self._kind, self._values | values)
