"""The types an attribute can have. Each is one class, which says all that any layer asks of a type.

`Type.conform` accepts what any engine or state file brings (numbers as decimal strings, a stored "true" where the schema
now says bool) and raises `TypeMismatch` for anything that does not mean a value of the type.
"""

from __future__ import annotations

import math
import typing
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

from .diagnostics import Key
from .values import UNKNOWN, Value

JsonType: TypeAlias = "str | list[JsonType] | dict[str, JsonType]"

TypeOf: TypeAlias = "Callable[[Any], Type]"
"""Gives the type of an annotation, for the annotations within another. Raises TypeError where there is none."""

Each: TypeAlias = "Callable[[Type, Any, str | int], Any]"
"""What is made of a value within a list, map or object: of its type, itself, and its index, key or name."""


class TypeMismatch(Exception):
    """A value that is not of the attribute's type. `path` leads from the attribute to the value."""

    def __init__(self, wanted: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(f"{wanted} is wanted here")
        self.wanted = wanted
        self.path = path


@dataclass(frozen=True)
class Cdk:
    """A type in the words of the CDK for Terraform. Annotations are Python's, as bindings have them."""

    given: str
    """What an argument takes."""
    held: str
    """What an argument gives back."""
    token: str
    """What stands for a value that only an engine will know."""
    getter: str
    """The call that makes such a token of an attribute's name."""
    structure: str
    storage: str
    """`type` and `storageClassType`, from which the CDK writes HCL."""


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
    in_python: str
    """The same for a value that a Python program gives."""

    @property
    def described(self) -> str:
        """What an answer must have, such as `a list of string`."""
        return f"a {self.name}"

    @property
    @abstractmethod
    def json(self) -> JsonType:
        """Terraform's JSON type expression."""

    @property
    @abstractmethod
    def cdk(self) -> Cdk:
        """For bindings. NotImplementedError for a type that no attribute of a binding has."""

    @classmethod
    @abstractmethod
    def of(cls, annotation: Any, type_of: TypeOf) -> Type | None:
        """The type that a Python annotation declares, if it is one of this class."""

    @abstractmethod
    def holds(self, value: object) -> bool:
        """Whether a value, which is neither null nor unknown, is of this type as JSON has it."""

    def takes(self, value: object) -> bool:
        """Whether a Python program may give a value for it."""
        return self.holds(value)

    def conform(self, value: object) -> Value:
        """`value` as this type's Python form; null and unknown pass. Raises `TypeMismatch`."""
        if value is None or value is UNKNOWN:
            return value
        return self._conform(value)

    def from_environment(self, text: str) -> Value:
        """The value that a variable of the environment stands for. Raises `TypeMismatch`."""
        return self.conform(text)

    @abstractmethod
    def _conform(self, value: object) -> Value: ...

    def with_each(self, value: Any, make: Each) -> Any:
        """A list or map with what `make` makes of each value in it; any other value, and one of another type, as it is."""
        return value

    def _mismatch(self) -> TypeMismatch:
        return TypeMismatch(self.wanted)

    def __eq__(self, other: object) -> bool:
        """A type without parts is like any other of its kind; those with parts compare them."""
        return type(self) is type(other)

    def __hash__(self) -> int:
        return hash(type(self))


class Scalar(Type):
    """A type without parts."""

    python: ClassVar[type[Any]]
    """What declares it."""
    _cdk: ClassVar[Cdk]

    @property
    def json(self) -> JsonType:
        return self.name

    @property
    def cdk(self) -> Cdk:
        return self._cdk

    @classmethod
    def of(cls, annotation: Any, type_of: TypeOf) -> Type | None:
        return cls() if annotation is cls.python else None


class String(Scalar):
    name = expression = "string"
    title = "String"
    wanted = "a string"
    in_python = "a str"
    python = str
    _cdk = Cdk("str", "str", "str", "get_string_attribute", "simple", "string")

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
    in_python = "a bool or a token"
    python = bool
    _cdk = Cdk(
        "bool | cdk.IResolvable", "bool | cdk.IResolvable", "cdk.IResolvable", "get_boolean_attribute", "simple", "boolean"
    )

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
            raise TypeMismatch(f"true ({', '.join(_TRUE)}) or false ({', '.join(_FALSE)})")
        return text in _TRUE


class Number(Scalar):
    """Any number, held as `int` where it is whole and `float` otherwise."""

    name = expression = "number"
    title = "Number"
    wanted = in_python = "a number"
    python: ClassVar[type[Any]] = float
    _cdk = Cdk("int | float", "int | float", "int | float", "get_number_attribute", "simple", "number")

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

    wanted = in_python = described = "a whole number"
    python = int

    def holds(self, value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool)

    def takes(self, value: object) -> bool:
        return self.holds(value) or (isinstance(value, float) and (value.is_integer() or not math.isfinite(value)))

    def _conform(self, value: object) -> Value:
        try:
            if isinstance(value, int | float | str) and not isinstance(value, bool) and float(value) == int(float(value)):
                return int(value) if not isinstance(value, str) or value.lstrip("-").isdigit() else int(float(value))
        except (ValueError, OverflowError):
            pass
        raise self._mismatch()


@dataclass(frozen=True)
class List(Type):
    """Values of one type, in order."""

    element: Type
    wanted = in_python = "a list"

    @property
    def name(self) -> str:  # type: ignore[override]  # a property here, a plain constant in the scalar types; so below
        return f"list of {self.element.name}"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"List of {self.element.title}"

    @property
    def expression(self) -> str:  # type: ignore[override]
        return f"list({self.element.expression})"

    @property
    def json(self) -> JsonType:
        return ["list", self.element.json]

    @property
    def cdk(self) -> Cdk:
        of = self.element.cdk
        element = of.held.removesuffix(" | cdk.IResolvable")
        given, held = f"list[{element}] | tuple[{element}, ...] | cdk.IResolvable", f"list[{element}] | cdk.IResolvable"
        storage = f"{of.storage}List"
        if of.token == "cdk.IResolvable":  # noqa: S105  # the CDK has no lists of those
            return Cdk(given, held, of.token, "interpolation_for_attribute", "list", storage)
        getter = "get_list_attribute" if of.storage == "string" else f"get_{of.storage}_list_attribute"
        return Cdk(given, held, f"list[{element}]", getter, "list", storage)

    @classmethod
    def of(cls, annotation: Any, type_of: TypeOf) -> Type | None:
        return cls(type_of(typing.get_args(annotation)[0])) if typing.get_origin(annotation) is list else None

    def holds(self, value: object) -> bool:
        return isinstance(value, list) and all(self.element.holds(item) for item in value)

    def takes(self, value: object) -> bool:
        return isinstance(value, list)  # each value in it is looked at by itself: it may be a token

    def with_each(self, value: Any, make: Each) -> Any:
        if not isinstance(value, list | tuple):
            return value
        return [make(self.element, item, position) for position, item in enumerate(value)]

    def _conform(self, value: object) -> Value:
        if not isinstance(value, list | tuple):
            raise self._mismatch()
        conformed: Value = self.with_each(value, _conformed)
        return conformed


@dataclass(frozen=True)
class Map(Type):
    """Values of one type, by keys that a user chooses."""

    element: Type
    wanted, in_python = "a map", "a dict"

    @property
    def name(self) -> str:  # type: ignore[override]
        return f"map of {self.element.name}"

    @property
    def title(self) -> str:  # type: ignore[override]
        return f"Map of {self.element.title}"

    @property
    def expression(self) -> str:  # type: ignore[override]
        return f"map({self.element.expression})"

    @property
    def json(self) -> JsonType:
        return ["map", self.element.json]

    @property
    def cdk(self) -> Cdk:
        of = self.element.cdk
        element = of.held.removesuffix(" | cdk.IResolvable")
        mapping = f"Mapping[str, {element}]"
        return Cdk(
            f"{mapping} | cdk.IResolvable",
            f"dict[str, {element}] | cdk.IResolvable",
            mapping,
            f"get_{of.storage}_map_attribute",
            "map",
            f"{of.storage}Map",
        )

    @classmethod
    def of(cls, annotation: Any, type_of: TypeOf) -> Type | None:
        return cls(type_of(typing.get_args(annotation)[1])) if typing.get_origin(annotation) is dict else None

    def holds(self, value: object) -> bool:
        return isinstance(value, dict) and all(self.element.holds(item) for item in value.values())

    def takes(self, value: object) -> bool:
        return isinstance(value, dict)  # as in List

    def with_each(self, value: Any, make: Each) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {str(key): make(self.element, item, Key(key)) for key, item in value.items()}

    def _conform(self, value: object) -> Value:
        if not isinstance(value, dict):
            raise self._mismatch()
        conformed: Value = self.with_each(value, _conformed)
        return conformed


@dataclass(frozen=True)
class Object(Type):
    """Named values of their own types: what a function returns that has several parts, declared as a `Block`."""

    attributes: tuple[tuple[str, Type], ...]
    name = "object"
    title = "Object"
    wanted = in_python = "an object"

    @property
    def expression(self) -> str:  # type: ignore[override]
        return f"object({{{', '.join(f'{name} = {kind.expression}' for name, kind in self.attributes)}}})"

    @property
    def json(self) -> JsonType:
        return ["object", {name: kind.json for name, kind in self.attributes}]

    @property
    def cdk(self) -> Cdk:
        raise NotImplementedError("no attribute of a binding is an object")

    @classmethod
    def of(cls, annotation: Any, type_of: TypeOf) -> Type | None:
        return None  # a block's attributes are known where blocks are

    def holds(self, value: object) -> bool:
        return isinstance(value, dict) and all(kind.holds(value.get(name)) for name, kind in self.attributes)

    def _conform(self, value: object) -> Value:
        if not isinstance(value, dict):
            raise self._mismatch()
        return {name: _conformed(kind, value.get(name), name) for name, kind in self.attributes}


TYPES: tuple[type[Type], ...] = (String, Bool, Integer, Number, List, Map)
"""Those that an attribute can be declared with."""


def _conformed(kind: Type, value: object, step: str | int) -> Value:
    try:
        return kind.conform(value)
    except TypeMismatch as mismatch:
        raise TypeMismatch(mismatch.wanted, (step, *mismatch.path)) from None
