"""Data sources: derived from a resource (every attribute that the API reports, found by one key or none), or on their own."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from typing import Any, ClassVar, Generic, Self

from .resource import C, Context, Resource, by_default
from .schema.attributes import NO_DEFAULT, Attribute, attr
from .schema.blocks import Block, BlockSchema, NestedBlock, schema_of, to_instance, to_values
from .schema.checks import duration, wants
from .schema.rules import exactly_one
from .schema.validation import with_defaults
from .values import Values


class DataSource(Block, Generic[C]):
    """Base of every data source that no resource has. One that a resource has is declared there: `Resource.data_source`.

    Declare the type name with `class Things(DataSource[Client], name="things")`.
    """

    type_name: ClassVar[str] = ""
    example: ClassVar[str] = ""
    """A configuration (HCL) that shows it, as `Resource.example`."""

    @abstractmethod
    def read(self, ctx: Context[C]) -> Self:
        """Return `self`, which is the configuration, with computed attributes filled in. Raises `Failure` if nothing is found."""

    def __init_subclass__(cls, *, name: str = "", **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.type_name = name
        if getattr(cls.read, "__isabstractmethod__", False):
            raise TypeError(f"data source {cls.__qualname__} lacks read")


Source = type[Resource[C]] | type[DataSource[C]]


class ReadTimeouts(Block):
    """How long reading may take, retries included."""

    read: str | None = attr(f"Time limit for reading. {by_default('read')}", default=None, check=duration)


def schema_of_data(source: Source[Any]) -> BlockSchema:
    """Return a data source's schema. That of a resource lacks the attributes that only make sense for managing it."""
    schema = schema_of(source)
    if issubclass(source, DataSource):
        return schema
    arguments, within = _arguments(source), _within(source)
    attributes = {
        name: _read_only(attribute, given=name in (*arguments, *within), alone=arguments == (name,))
        for name, attribute in schema.attributes.items()
        if not (
            attribute.provider_only
            or attribute.write_only
            or attribute.sensitive
            or attribute.provider_computed
            or attribute.unread
        )
    }
    timeouts = NestedBlock("timeouts", ReadTimeouts, "How long reading may take.")
    blocks = {"timeouts": timeouts} if "timeouts" in schema.blocks else {}
    return BlockSchema(attributes, blocks, schema.description, 0, (exactly_one(*arguments),) if len(arguments) > 1 else ())


def _arguments(source: type[Resource[Any]]) -> tuple[str, ...]:
    return source.data_source.arguments if source.data_source else ()


def _within(source: type[Resource[Any]]) -> tuple[str, ...]:
    return source.data_source.within if source.data_source else ()


@wants("Must not be empty.")
def _not_empty(value: str) -> str | None:
    return None if value else "It must not be empty."


def _read_only(attribute: Attribute, *, given: bool, alone: bool) -> Attribute:
    """Return an attribute for reading. `given`: users may set it to select the object; `alone`: nothing else selects it."""
    return dataclasses.replace(
        attribute,
        default=NO_DEFAULT,
        configurable=given,
        computed=not (given and alone),
        check=(*attribute.checks, _not_empty) if given else (),
        requires_replace=False,
        deprecated=None,
    )


def read(source: Source[C], schema: BlockSchema, config: Values, ctx: Context[C]) -> Values:
    """Return the data source's values for a configuration."""
    if issubclass(source, DataSource):
        return to_values(to_instance(source, with_defaults(schema, config)).read(ctx))
    ctx = source.within(ctx, {name: config[name] for name in _within(source)})
    given = [name for name in _arguments(source) if config[name] is not None]
    live = to_values(source.find_by(ctx, given[0], config[given[0]]) if given else source.find(ctx, ""))
    return {name: live[name] for name in schema.attributes} | {name: config[name] for name in schema.blocks}
