"""The types an attribute can have. Each is one class, which says all that any layer asks of a type.

`Type.conform` accepts what any engine or state file brings (numbers as decimal strings, a stored "true" where the schema
now says bool) and raises `TypeMismatch` for anything that does not mean a value of the type.
"""

from __future__ import annotations

import typing
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, NamedTuple, Protocol, TypeAlias

from ...record import record
from ..diagnostics import Key, Path, format_path
from ..values import UNKNOWN, Value

JsonType: TypeAlias = "str | list[JsonType] | dict[str, JsonType]"

TypeOf: TypeAlias = "Callable[[object], Type]"
"""Gives the type of an annotation, for the annotations within another. Raises TypeError where there is none."""

Each: TypeAlias = "Callable[[Type, object, str | int], object]"
"""What is made of a value within a list, map or object: of its type, itself, and its index, key or name."""


class Wrong(NamedTuple):
    """One value that is not of its type. `path` leads to it."""

    wanted: str
    path: Path = ()

    def __str__(self) -> str:
        return f"{self.wanted} is wanted here"


class TypeMismatch(Exception):
    """Values are not of their types: `wrong` has all of them."""

    def __init__(self, *wrong: Wrong) -> None:
        super().__init__(str(wrong[0]) if len(wrong) == 1 else "; ".join(f"{format_path(each.path)}: {each}" for each in wrong))
        self.wrong = wrong


class Conforms(Protocol):
    """A type or a block, which values must conform to."""

    def conform(self, value: object) -> Value:
        """Return the value in the form of the type. Raises `TypeMismatch`."""


def conform_all(parts: Iterable[tuple[str | int, Conforms, object]]) -> list[Value]:
    """Conform each part, given with its step in a path. Raises one `TypeMismatch` for all of them."""
    conformed, wrong = [], []
    for step, kind, value in parts:
        try:
            conformed.append(kind.conform(value))
        except TypeMismatch as mismatch:
            wrong += [Wrong(each.wanted, (step, *each.path)) for each in mismatch.wrong]
    if wrong:
        raise TypeMismatch(*wrong)
    return conformed


class Type(ABC):
    """One attribute's type."""

    name: str
    """What users read in a message."""
    title: str
    """What users read in the reference."""
    expression: str
    """The type as a configuration writes it, such as `list(string)`."""
    wanted: str
    """What a value must be, after "is wanted here"."""

    @property
    def described(self) -> str:
        """The type for a sentence about an answer, such as `a list of string`."""
        return f"a {self.name}"

    @property
    @abstractmethod
    def json(self) -> JsonType:
        """Terraform's JSON type expression."""

    @classmethod
    @abstractmethod
    def of(cls, annotation: object, type_of: TypeOf) -> Type | None:
        """Return the type that a Python annotation declares, if it is one of this class."""

    @abstractmethod
    def holds(self, value: object) -> bool:
        """Say whether a value, neither null nor unknown, has this type in JSON."""

    def conform(self, value: object) -> Value:
        """Return `value` in this type's Python form; null and unknown pass. Raises `TypeMismatch`."""
        if value is None or value is UNKNOWN:
            return value
        return self._conform(value)

    def from_environment(self, text: str) -> Value:
        """Return the value of an environment variable's text. Raises `TypeMismatch`."""
        return self.conform(text)

    @abstractmethod
    def _conform(self, value: object) -> Value: ...

    def with_each(self, value: object, make: Each) -> object:
        """Apply `make` to each value in a list or map, and return any other value as it is."""
        return value

    def _mismatch(self) -> TypeMismatch:
        return TypeMismatch(Wrong(self.wanted))

    def __eq__(self, other: object) -> bool:
        """Compare classes, which is enough for types without parts."""
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class Scalar(Type):
    """A type without parts."""

    python: ClassVar[type[object]]
    """What declares it."""

    @property
    def json(self) -> JsonType:
        return self.name

    @classmethod
    def of(cls, annotation: object, type_of: TypeOf) -> Type | None:
        return cls() if annotation is cls.python else None


class String(Scalar):
    name = expression = "string"
    title = "String"
    wanted = "a string"
    python = str

    def holds(self, value: object) -> bool:
        return isinstance(value, str)

    def _conform(self, value: object) -> Value:
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, int | float):
            return str(value)
        raise self._mismatch()


_TRUE, _FALSE = ("1", "t", "T", "TRUE", "true", "True"), ("0", "f", "F", "FALSE", "false", "False")
"""What Go's `strconv.ParseBool` takes, and so what providers take from the environment."""


class Bool(Scalar):
    name = expression = "bool"
    title = "Boolean"
    wanted = "true or false"
    python = bool

    def holds(self, value: object) -> bool:
        return isinstance(value, bool)

    def _conform(self, value: object) -> Value:
        if isinstance(value, bool):
            return value
        if value in ("true", "false"):
            return value == "true"
        raise self._mismatch()

    def from_environment(self, text: str) -> Value:
        if text not in (*_TRUE, *_FALSE):
            raise TypeMismatch(Wrong(f"true ({', '.join(_TRUE)}) or false ({', '.join(_FALSE)})"))
        return text in _TRUE


class Number(Scalar):
    """Any number, held as `int` where it is whole and `float` otherwise."""

    name = expression = "number"
    title = "Number"
    wanted = "a number"
    python: ClassVar[type[object]] = float

    def holds(self, value: object) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool)

    def _conform(self, value: object) -> Value:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        try:
            if isinstance(value, str):
                return int(value) if value.lstrip("-").isdigit() else float(value)
        except ValueError:
            pass
        raise self._mismatch()


class Integer(Number):
    """A whole number: Terraform's `number`, held as `int`."""

    wanted = described = "a whole number"
    python = int

    def holds(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def _conform(self, value: object) -> Value:
        try:
            if isinstance(value, int | float | str) and not isinstance(value, bool) and float(value) == int(float(value)):
                return int(value) if not isinstance(value, str) or value.lstrip("-").isdigit() else int(float(value))
        except (ValueError, OverflowError):
            pass
        raise self._mismatch()


@record(frozen=True)
class Collection(Type):
    """Values of one type."""

    element: Type
    word: ClassVar[str]
    """What Terraform calls it."""

    @property
    def name(self) -> str:  # type: ignore[override]  # a property here, a plain constant in the scalar types; so below
        return f"{self.word} of {self.element.name}"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"{self.word.capitalize()} of {self.element.title}"

    @property
    def expression(self) -> str:  # type: ignore[override]
        return f"{self.word}({self.element.expression})"

    @property
    def wanted(self) -> str:  # type: ignore[override]
        return f"a {self.word}"

    @property
    def json(self) -> JsonType:
        return [self.word, self.element.json]


@record(frozen=True)
class List(Collection):
    """Values in order."""

    word = "list"

    @classmethod
    def of(cls, annotation: object, type_of: TypeOf) -> Type | None:
        return cls(type_of(typing.get_args(annotation)[0])) if typing.get_origin(annotation) is list else None

    def holds(self, value: object) -> bool:
        return isinstance(value, list) and all(self.element.holds(item) for item in value)

    def with_each(self, value: object, make: Each) -> object:
        if not isinstance(value, list | tuple):
            return value
        return [make(self.element, item, position) for position, item in enumerate(value)]

    def _conform(self, value: object) -> Value:
        if not isinstance(value, list | tuple):
            raise self._mismatch()
        return conform_all((position, self.element, item) for position, item in enumerate(value))


@record(frozen=True)
class Map(Collection):
    """Values by keys that a user chooses."""

    word = "map"

    @classmethod
    def of(cls, annotation: object, type_of: TypeOf) -> Type | None:
        return cls(type_of(typing.get_args(annotation)[1])) if typing.get_origin(annotation) is dict else None

    def holds(self, value: object) -> bool:
        return isinstance(value, dict) and all(self.element.holds(item) for item in value.values())

    def with_each(self, value: object, make: Each) -> object:
        if not isinstance(value, Mapping):
            return value
        return {str(key): make(self.element, item, Key(key)) for key, item in value.items()}

    def _conform(self, value: object) -> Value:
        if not isinstance(value, dict):
            raise self._mismatch()
        return dict(zip(map(str, value), conform_all((Key(key), self.element, value[key]) for key in value), strict=True))


@record(frozen=True)
class Object(Type):
    """Named values of their own types: what a function returns that has several parts, declared as a `Block`."""

    attributes: tuple[tuple[str, Type], ...]
    name = "object"
    title = "Object"
    wanted = "an object"

    @property
    def expression(self) -> str:  # type: ignore[override]
        return f"object({{{', '.join(f'{name} = {kind.expression}' for name, kind in self.attributes)}}})"

    @property
    def json(self) -> JsonType:
        return ["object", {name: kind.json for name, kind in self.attributes}]

    @classmethod
    def of(cls, annotation: object, type_of: TypeOf) -> Type | None:
        return None  # a block's attributes are known where blocks are

    def holds(self, value: object) -> bool:
        return isinstance(value, dict) and all(kind.holds(value.get(name)) for name, kind in self.attributes)

    def _conform(self, value: object) -> Value:
        if not isinstance(value, dict):
            raise self._mismatch()
        conformed = conform_all((name, kind, value.get(name)) for name, kind in self.attributes)
        return {name: item for (name, _), item in zip(self.attributes, conformed, strict=True)}


TYPES: tuple[type[Type], ...] = (String, Bool, Integer, Number, List, Map)
"""Those that an attribute can be declared with."""
