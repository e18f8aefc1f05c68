"""Declaring a block: a typed class whose fields carry their description, checks and plan behaviour (`attributes`).

    class Example(Block):
        \"\"\"What the block is for.\"\"\"

        name: str = attr("What it is called.")

The class is a frozen, keyword-only dataclass, to mypy and at run time. `schema_of` derives everything else from it.
"""

from __future__ import annotations

import dataclasses
import inspect
import types
import typing
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeVar, dataclass_transform

from ...record import record
from ..values import UNKNOWN, Value, Values
from . import types as kinds
from .attributes import METADATA, Attribute, Traits, attr, computed, provider_computed
from .rules import Rule


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(attr, computed, provider_computed))
@record(frozen=True, kw_only=True)
class Block:
    """Base of every declared block. Subclasses become frozen keyword-only dataclasses by being declared."""

    rules: ClassVar[Sequence[Rule]] = ()
    schema_version: ClassVar[int] = 0

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        record(frozen=True, kw_only=True, repr=False)(cls)  # no repr: it would show secrets

    @classmethod
    def describe(cls, text: str) -> str:
        """Return a description in the words of this block, for a family of blocks that shares descriptions."""
        return text


B = TypeVar("B", bound=Block)


@record(frozen=True)
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

    def conform(self, raw: object) -> Value:
        """Like `BlockSchema.conform`, for a block that may be absent or unknown as a whole."""
        if raw is None or raw is UNKNOWN:
            return raw
        if not isinstance(raw, dict):
            raise kinds.TypeMismatch(kinds.Wrong("a block"))
        return self.schema.conform(raw)

    def instance(self, value: object) -> object:
        """Return the typed form of the block; null and unknown stay."""
        return to_instance(self.block, value) if isinstance(value, dict) else value


@record(frozen=True)
class BlockSchema:
    """Everything an engine, the documentation and the bindings need to know of a block."""

    attributes: dict[str, Attribute]
    blocks: dict[str, NestedBlock]
    description: str
    version: int
    rules: Sequence[Rule] = ()

    def null(self) -> Values:
        """Return a block in which nothing is set."""
        return dict.fromkeys((*self.attributes, *self.blocks))

    def conform(self, raw: Mapping[str, object]) -> Values:
        """Values of exactly this schema's names and types; what is missing becomes null, unknown names are dropped.

        Raises `types.TypeMismatch` with the paths from the block.
        """
        parts: dict[str, kinds.Conforms] = {name: attribute.type for name, attribute in self.attributes.items()}
        parts |= self.blocks
        return dict(zip(parts, kinds.conform_all((name, part, raw.get(name)) for name, part in parts.items()), strict=True))


_derived: dict[type[Block], BlockSchema] = {}


def schema_of(block: type[Block]) -> BlockSchema:
    """Return the schema of a declared block, derived once per process."""
    if block not in _derived:
        _derived[block] = _derive(block)
    return _derived[block]


def _derive(block: type[Block]) -> BlockSchema:
    hints = typing.get_type_hints(block)
    attributes: dict[str, Attribute] = {}
    blocks: dict[str, NestedBlock] = {}
    for declared in dataclasses.fields(block):
        traits: Traits[Any] = declared.metadata[METADATA]
        python_type, nullable = _without_none(hints[declared.name])
        description = block.describe(traits.description)
        if isinstance(python_type, type) and issubclass(python_type, Block):
            blocks[declared.name] = NestedBlock(declared.name, python_type, description)
            continue
        said = vars(traits) | {"description": description}
        attributes[declared.name] = Attribute(name=declared.name, type=_type_of(python_type), nullable=nullable, **said)
    return BlockSchema(
        attributes,
        blocks,
        block.describe(inspect.cleandoc(block.__doc__ or "")),
        block.schema_version,
        block.rules,
    )


def _without_none(annotation: object) -> tuple[object, bool]:
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        members = [member for member in typing.get_args(annotation) if member is not type(None)]
        if len(members) == 1:
            return members[0], True
    return annotation, False


def type_of(annotation: object) -> tuple[kinds.Type, bool]:
    """Return the Terraform type of a Python annotation, and whether it admits null."""
    python_type, nullable = _without_none(annotation)
    return _type_of(python_type), nullable


def _type_of(annotation: object) -> kinds.Type:
    for kind in kinds.TYPES:
        if (found := kind.of(annotation, _type_of)) is not None:
            return found
    if isinstance(annotation, type) and issubclass(annotation, Block):
        return kinds.Object(tuple((name, declared.type) for name, declared in schema_of(annotation).attributes.items()))
    raise TypeError(f"no Terraform type for {annotation!r}: use str, bool, int, float, list[…], dict[str, …] or a Block")


def to_instance(block: type[B], values: Values) -> B:
    """Return the typed form of a block's values. Attributes can hold `UNKNOWN` while a plan is made."""
    nested = schema_of(block).blocks
    return block(**{name: nested[name].instance(value) if name in nested else value for name, value in values.items()})


def to_values(instance: Block) -> Values:
    """Return a typed block's values by name: the reverse of `to_instance`."""
    return {declared.name: _plain(getattr(instance, declared.name)) for declared in dataclasses.fields(instance)}


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return to_values(value) if isinstance(value, Block) else value
