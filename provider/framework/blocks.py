"""Declaring a block: a typed class whose fields carry their description, checks and plan behaviour.

    class Example(Block):
        \"\"\"What the block is for.\"\"\"

        name: str = attr("What it is called.")                        # required
        colour: str = attr("Its colour.", default="red")              # optional, with a default
        note: str | None = attr("A remark.", default=None)            # optional
        sid: str = computed("What the API calls it.", stable=True)    # read-only
        found: str | None = memory("What was there before.")          # read-only, and the provider's own

The class is a frozen, keyword-only dataclass, to mypy and at run time. `schema_of` derives everything else from it.
"""

from __future__ import annotations

import copy
import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, TypeVar, dataclass_transform, overload

from . import types as kinds
from .checks import Check
from .rules import Rule
from .values import UNKNOWN, Values

T = TypeVar("T")
Same = Callable[[Any, Any], bool]
"""Whether two known, non-null values mean the same in other words (JSON text, a URL's spelling)."""

_METADATA = "terraform"


class Absent(Enum):
    """Marks that no default was declared, where None is a default like any other."""

    DEFAULT = "no default"


NO_DEFAULT = Absent.DEFAULT


@dataclass(frozen=True, kw_only=True)
class Traits:
    """What `attr` and `computed` were told. See there for the meaning."""

    description: str
    default: Any = NO_DEFAULT
    configurable: bool = True
    computed: bool = False
    checks: tuple[Check, ...] = ()
    same: Same | None = None
    sensitive: bool = False
    write_only: bool = False
    replace: bool = False
    local: bool = False
    stable: bool = False
    deprecated: str | None = None
    env: str | None = None
    unread: bool = False
    memory: bool = False


@overload
def attr(
    description: str,
    *,
    default: T,
    check: Check | Sequence[Check] = (),
    same: Same | None = None,
    sensitive: bool = False,
    write_only: bool = False,
    replace: bool = False,
    local: bool = False,
    deprecated: str | None = None,
    env: str | None = None,
    unread: bool = False,
) -> T: ...
@overload
def attr(
    description: str,
    *,
    computed: bool = False,
    check: Check | Sequence[Check] = (),
    same: Same | None = None,
    sensitive: bool = False,
    replace: bool = False,
    stable: bool = False,
    deprecated: str | None = None,
    unread: bool = False,
) -> Any: ...
def attr(
    description: str,
    *,
    default: Any = NO_DEFAULT,
    computed: bool = False,
    check: Check | Sequence[Check] = (),
    same: Same | None = None,
    sensitive: bool = False,
    write_only: bool = False,
    replace: bool = False,
    local: bool = False,
    stable: bool = False,
    deprecated: str | None = None,
    env: str | None = None,
    unread: bool = False,
) -> Any:
    """An argument a user can set.

    Without `default` it is required, or with `computed` left to the API where the user says nothing. `default=None` makes it
    optional. `check` is asked at validation and by the constructs at synth. `same` compares two spellings: where they mean the
    same, the one already written down stays, so that plans stay empty. A `write_only` value never reaches plan or state.
    `replace`: a change needs a new object. `local`: it steers the provider and is never sent; changing it alone writes
    nothing. `stable` (with `computed`): an update does not alter what the API chose. `env` (of a provider's
    configuration) names the environment variable that stands in for a null. `unread`: the API never tells it, so after an
    import the configuration's value is taken as it is, and replaces nothing.
    """
    traits = Traits(
        description=description,
        default=default,
        computed=computed,
        checks=(check,) if isinstance(check, Check) else tuple(check),
        same=same,
        sensitive=sensitive,
        write_only=write_only,
        replace=replace,
        local=local,
        stable=stable,
        deprecated=deprecated,
        env=env,
        unread=unread,
    )
    if default is NO_DEFAULT:
        return dataclasses.field(metadata={_METADATA: traits})
    # From a factory, so that the class itself has no such attribute: a hook's `cls.name` would be the default, not the plan's.
    return dataclasses.field(default_factory=lambda: copy.copy(default), metadata={_METADATA: traits})


def computed(description: str, *, stable: bool = False, sensitive: bool = False) -> Any:
    """An attribute that only the API sets. `stable`: it keeps its value for the life of the object."""
    traits = Traits(description=description, configurable=False, computed=True, stable=stable, sensitive=sensitive)
    return dataclasses.field(metadata={_METADATA: traits})


def memory(description: str) -> Any:
    """An attribute in which a resource keeps what no API can tell it again: a create or an import sets it, null is nothing known.

    It is an attribute and not private state because engines hand on the attributes of an object that they replace, and not
    its private state (`Resource.recall`). It stays as it is in every update.
    """
    traits = Traits(description=description, configurable=False, computed=True, stable=True, memory=True)
    return dataclasses.field(metadata={_METADATA: traits})


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attr, computed, memory))
@dataclass(frozen=True, kw_only=True)
class Block:
    """Base of every declared block. Subclasses become frozen keyword-only dataclasses by being declared."""

    rules: ClassVar[Sequence[Rule]] = ()
    schema_version: ClassVar[int] = 0

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        dataclass(frozen=True, kw_only=True, repr=False)(cls)  # no repr: it would show secrets

    @classmethod
    def describe(cls, text: str) -> str:
        """Hook for a family of blocks that shares descriptions: returns the text as this member words it."""
        return text


B = TypeVar("B", bound=Block)


@dataclass(frozen=True, kw_only=True)
class Attribute(Traits):
    """One attribute of a schema: what was declared, with its name and its type."""

    name: str
    type: kinds.Type
    nullable: bool

    @property
    def required(self) -> bool:
        return self.configurable and not self.computed and self.default is NO_DEFAULT

    @property
    def optional(self) -> bool:
        return self.configurable and not self.required

    @property
    def is_secret(self) -> bool:
        """Whether engines must not quote the line of a configuration that sets it."""
        return self.sensitive or self.write_only

    @property
    def has_default(self) -> bool:
        """Whether a null in the configuration stands for another value."""
        return self.default is not NO_DEFAULT and self.default is not None

    @property
    def computed_on_wire(self) -> bool:
        """Engines accept a planned value for a null argument only if it is computed too; so a default makes it so."""
        return self.computed or self.has_default

    def means_same(self, one: object, other: object) -> bool:
        """Whether two values are equal or, where the attribute can tell, mean the same in other words."""
        if one is UNKNOWN or other is UNKNOWN:
            return one is other
        if one == other and isinstance(one, bool) == isinstance(other, bool):
            return True
        return self.same is not None and one is not None and other is not None and self.same(one, other)


@dataclass(frozen=True)
class NestedBlock:
    """A block within a block, at most one of it (`timeouts { … }`). The only kind that there is: another would be a class beside
    this one, which says the same of itself.
    """

    name: str
    block: type[Block]
    description: str
    nesting: ClassVar = "SINGLE"
    """As the plugin protocol has it."""

    @property
    def schema(self) -> BlockSchema:
        return schema_of(self.block)

    def conform(self, raw: Any) -> Any:
        """Like `BlockSchema.conform`, for a block that may be absent or unknown as a whole."""
        if raw is None or raw is UNKNOWN:
            return raw
        if not isinstance(raw, dict):
            raise kinds.TypeMismatch("a block")
        return self.schema.conform(raw)

    def instance(self, value: Any) -> Any:
        """The typed form of what there is of the block."""
        return to_instance(self.block, value) if isinstance(value, dict) else value


@dataclass(frozen=True)
class BlockSchema:
    """Everything an engine, the documentation and the bindings need to know of a block."""

    attributes: dict[str, Attribute]
    blocks: dict[str, NestedBlock]
    description: str
    version: int
    rules: Sequence[Rule] = ()

    def null(self) -> Values:
        """A block in which nothing is set."""
        return dict.fromkeys((*self.attributes, *self.blocks))

    def conform(self, raw: dict[str, Any]) -> Values:
        """Values of exactly this schema's names and types; what is missing becomes null, unknown names are dropped.

        Raises `types.TypeMismatch` with the path from the block.
        """
        values: Values = {}
        for name, attribute in self.attributes.items():
            values[name] = _conform_at(name, attribute.type.conform, raw.get(name))
        for name, nested in self.blocks.items():
            values[name] = _conform_at(name, nested.conform, raw.get(name))
        return values


def _conform_at(name: str, conform: Callable[[Any], Any], raw: Any) -> Any:
    try:
        return conform(raw)
    except kinds.TypeMismatch as mismatch:
        raise kinds.TypeMismatch(mismatch.wanted, (name, *mismatch.path)) from None


_derived: dict[type[Block], BlockSchema] = {}


def schema_of(block: type[Block]) -> BlockSchema:
    """The schema of a declared block, derived once per process."""
    if block not in _derived:
        _derived[block] = _derive(block)
    return _derived[block]


def _derive(block: type[Block]) -> BlockSchema:
    hints = typing.get_type_hints(block)
    attributes: dict[str, Attribute] = {}
    blocks: dict[str, NestedBlock] = {}
    for declared in dataclasses.fields(block):
        traits: Traits = declared.metadata[_METADATA]
        python_type, nullable = _without_none(hints[declared.name])
        description = block.describe(traits.description)
        if isinstance(python_type, type) and issubclass(python_type, Block):
            blocks[declared.name] = NestedBlock(declared.name, python_type, description)
            continue
        told = {field.name: getattr(traits, field.name) for field in dataclasses.fields(Traits)} | {"description": description}
        attributes[declared.name] = Attribute(name=declared.name, type=_type_of(python_type), nullable=nullable, **told)
    return BlockSchema(
        attributes,
        blocks,
        block.describe(inspect.cleandoc(block.__doc__ or "")),
        block.schema_version,
        block.rules,
    )


def _without_none(annotation: Any) -> tuple[Any, bool]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        members = [member for member in typing.get_args(annotation) if member is not type(None)]
        if len(members) == 1:
            return members[0], True
    return annotation, False


def type_of(annotation: Any) -> tuple[kinds.Type, bool]:
    """The Terraform type of a Python annotation, and whether it admits null."""
    python_type, nullable = _without_none(annotation)
    return _type_of(python_type), nullable


def _type_of(annotation: Any) -> kinds.Type:
    for kind in kinds.TYPES:
        if (found := kind.of(annotation, _type_of)) is not None:
            return found
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return kinds.Object(tuple((name, declared.type) for name, declared in schema_of(annotation).attributes.items()))
    raise TypeError(f"no Terraform type for {annotation!r}: use str, bool, int, float, list[…], dict[str, …] or a Block")


def to_instance(block: type[B], values: Values) -> B:
    """The typed form of a block's values. Attributes can hold `UNKNOWN` while a plan is made."""
    nested = schema_of(block).blocks
    return block(**{name: nested[name].instance(value) if name in nested else value for name, value in values.items()})


def to_values(instance: Block) -> Values:
    """A typed block's values by name: the reverse of `to_instance`."""
    values: Values = {}
    for declared in dataclasses.fields(instance):
        value = getattr(instance, declared.name)
        values[declared.name] = to_values(value) if isinstance(value, Block) else value
    return values
