"""Dataclasses that cost little to declare.

`dataclasses.dataclass` writes and compiles up to six methods for each class, which took a quarter of the provider's time to load.
Here it only makes the table of fields, so that `fields`, `replace` and `asdict` work as ever. The methods are those below, for
every class. (`msgspec.Struct` takes as long: what it saves for each class, its import costs.)

It is for what an engine's command loads. Give such a class a docstring: for one without, `dataclass` works out a signature.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C", bound=type[Any])
Methods = dict[str, Callable[..., object] | None]


@dataclass_transform(field_specifiers=(dataclasses.field,))
def record(*, frozen: bool = False, kw_only: bool = False, eq: bool = True, repr: bool = True) -> Callable[[C], C]:
    """What `dataclasses.dataclass` does with these options. Methods that the class itself has stay as they are."""

    def declare(cls: C) -> C:
        dataclasses.dataclass(init=False, repr=False, eq=False, kw_only=kw_only)(cls)
        methods: Methods = {"__init__": _initializer(cls)}
        if repr:
            methods["__repr__"] = _representation([each.name for each in dataclasses.fields(cls) if each.repr])
        if eq:
            methods |= _comparison([each.name for each in dataclasses.fields(cls) if each.compare], hashable=frozen)
        if frozen:
            methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
        for name in methods.keys() - vars(cls).keys():
            setattr(cls, name, methods[name])
        return cls

    return declare


def _initializer(cls: type[Any]) -> Callable[..., None]:
    fields = [each for each in dataclasses.fields(cls) if each.init]
    names = frozenset(each.name for each in fields)
    positional = [each.name for each in fields if not each.kw_only]
    defaults = {each.name: each.default for each in fields if each.default is not dataclasses.MISSING}
    factories = [(each.name, each.default_factory) for each in fields if each.default_factory is not dataclasses.MISSING]
    is_to_go_on = hasattr(cls, "__post_init__")

    def initialize(self: Any, /, *given: object, **named: object) -> None:
        values = defaults | named
        if given:
            values.update(zip(positional, given, strict=False))
            if len(given) > len(positional) or not named.keys().isdisjoint(positional[: len(given)]):
                raise TypeError(f"{cls.__name__} takes {', '.join(positional) or 'nothing'} by position, and each field once")
        for name, make in factories:
            if name not in values:
                values[name] = make()
        if values.keys() != names:
            wrong = [f"lacks {name}" for name in names - values.keys()] + [f"has no {name}" for name in values.keys() - names]
            raise TypeError(f"{cls.__name__} {', '.join(sorted(wrong))}")
        self.__dict__.update(values)  # and not one by one, which `frozen` forbids
        if is_to_go_on:
            self.__post_init__()

    return initialize


def _representation(names: list[str]) -> Callable[[Any], str]:
    def represent(self: Any) -> str:
        return f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"

    return represent


def _comparison(names: list[str], *, hashable: bool) -> Methods:
    def values(one: object) -> tuple[object, ...]:
        return tuple([getattr(one, name) for name in names])

    def is_equal(self: object, other: object) -> bool:
        return values(self) == values(other) if type(other) is type(self) else NotImplemented

    def hash_of(self: object) -> int:
        return hash(values(self))

    return {"__eq__": is_equal, "__hash__": hash_of if hashable else None}


def _refuse(self: object, name: str, *_: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"{type(self).__name__}.{name} cannot be changed: it is frozen")
