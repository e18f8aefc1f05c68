"""The types an attribute can have: their form on the wire, and what an engine's value becomes in Python.

`Type.conform` accepts what any engine or state file brings (numbers as decimal strings, a stored "true" where the schema
now says bool) and raises `TypeMismatch` for anything that does not mean a value of the type.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TypeAlias

from .diagnostics import Key
from .values import UNKNOWN, Value

JsonType: TypeAlias = "str | list[JsonType] | dict[str, JsonType]"


class TypeMismatch(Exception):
    """A value that is not of the attribute's type. `path` leads from the attribute to the value."""

    def __init__(self, wanted: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(f"{wanted} is wanted here")
        self.wanted = wanted
        self.path = path


class Type(ABC):
    """One attribute's type. `json` is Terraform's JSON type expression; `name` is what users read."""

    name: str

    @property
    @abstractmethod
    def json(self) -> JsonType: ...

    def conform(self, value: object) -> Value:
        """`value` as this type's Python form; null and unknown pass. Raises `TypeMismatch`."""
        if value is None or value is UNKNOWN:
            return value
        return self._conform(value)

    @abstractmethod
    def _conform(self, value: object) -> Value: ...

    def __eq__(self, other: object) -> bool:
        """A type without parts is like any other of its kind; those with parts compare them."""
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class String(Type):
    name = "string"
    json = "string"

    def _conform(self, value: object) -> Value:
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return str(value)
        raise TypeMismatch("a string")


class Bool(Type):
    name = "bool"
    json = "bool"

    def _conform(self, value: object) -> Value:
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        raise TypeMismatch("true or false")


class Integer(Type):
    """A whole number: Terraform's `number`, held as `int`."""

    name = "number"
    json = "number"

    def _conform(self, value: object) -> Value:
        try:
            if isinstance(value, int | float | str) and not isinstance(value, bool) and float(value) == int(float(value)):
                return int(value) if not isinstance(value, str) or value.lstrip("-").isdigit() else int(float(value))
        except (ValueError, OverflowError):
            pass
        raise TypeMismatch("a whole number")


class Number(Type):
    """Any number, held as `int` where it is whole and `float` otherwise."""

    name = "number"
    json = "number"

    def _conform(self, value: object) -> Value:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        try:
            if isinstance(value, str):
                return int(value) if value.lstrip("-").isdigit() else float(value)
        except ValueError:
            pass
        raise TypeMismatch("a number")


@dataclass(frozen=True)
class List(Type):
    """Values of one type, in order."""

    element: Type

    @property
    def name(self) -> str:  # type: ignore[override]  # a property here, a plain constant in the scalar types
        return f"list of {self.element.name}"

    @property
    def json(self) -> JsonType:
        return ["list", self.element.json]

    def _conform(self, value: object) -> Value:
        if not isinstance(value, list | tuple):
            raise TypeMismatch("a list")
        return [_element(self.element, item, position) for position, item in enumerate(value)]


@dataclass(frozen=True)
class Map(Type):
    """Values of one type, by keys that a user chooses."""

    element: Type

    @property
    def name(self) -> str:  # type: ignore[override]  # as in List
        return f"map of {self.element.name}"

    @property
    def json(self) -> JsonType:
        return ["map", self.element.json]

    def _conform(self, value: object) -> Value:
        if not isinstance(value, dict):
            raise TypeMismatch("a map")
        return {str(key): _element(self.element, item, Key(key)) for key, item in value.items()}


@dataclass(frozen=True)
class Object(Type):
    """Named values of their own types: what a function returns that has several parts."""

    attributes: tuple[tuple[str, Type], ...]
    name = "object"

    @property
    def json(self) -> JsonType:
        return ["object", {name: kind.json for name, kind in self.attributes}]

    def _conform(self, value: object) -> Value:
        if not isinstance(value, dict):
            raise TypeMismatch("an object")
        return {name: _element(kind, value.get(name), name) for name, kind in self.attributes}


def _element(element: Type, value: object, step: str | int) -> Value:
    try:
        return element.conform(value)
    except TypeMismatch as mismatch:
        raise TypeMismatch(mismatch.wanted, (step, *mismatch.path)) from None
