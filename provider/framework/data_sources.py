"""Data sources: derived from a resource (every attribute that the API reports, found by one key or none), or on their own."""

from __future__ import annotations

import dataclasses
from abc import abstractmethod
from typing import Any, Generic, Self

from .blocks import NO_DEFAULT, Attribute, Block, BlockSchema, NestedBlock, attr, schema_of, to_instance, to_values
from .checks import duration, wants
from .resource import C, Context, Resource, by_default
from .rules import exactly_one
from .validation import with_defaults
from .values import Values


class DataSource(Block, Generic[C]):
    """Base of every data source that no resource has. One that a resource has is declared there: `Resource.data_source`."""

    @abstractmethod
    def read(self, ctx: Context[C]) -> Self:
        """What is asked for, with computed attributes filled in. `self` is the configuration. `Failure` if there is none."""

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if getattr(cls.read, "__isabstractmethod__", False):
            raise TypeError(f"data source {cls.__qualname__} lacks read")


Source = type[Resource[C]] | type[DataSource[C]]


class ReadTimeouts(Block):
    """How long reading may take, retries included."""

    read: str | None = attr(f"Time limit for reading. {by_default('read')}", default=None, check=duration)


def schema_of_data(source: Source[Any]) -> BlockSchema:
    """The data source's schema; of a resource, its attributes without those that only make sense for managing it."""
    schema = schema_of(source)
    if issubclass(source, DataSource):
        return schema
    arguments = _arguments(source)
    attributes = {
        name: _read_only(attribute, given=name in arguments, alone=len(arguments) == 1)
        for name, attribute in schema.attributes.items()
        if not (attribute.local or attribute.write_only or attribute.sensitive or attribute.memory or attribute.unread)
    }
    timeouts = NestedBlock("timeouts", ReadTimeouts, "How long reading may take.")
    blocks = {"timeouts": timeouts} if "timeouts" in schema.blocks else {}
    return BlockSchema(attributes, blocks, schema.description, 0, (exactly_one(*arguments),) if len(arguments) > 1 else ())


def _arguments(source: type[Resource[Any]]) -> tuple[str, ...]:
    return source.data_source.arguments if source.data_source else ()


@wants("Must not be empty.")
def _not_empty(value: str) -> str | None:
    return None if value else "It must not be empty."


def _read_only(attribute: Attribute, *, given: bool, alone: bool) -> Attribute:
    """`given`: whether users may give it, to select the object; `alone`: whether nothing else selects it."""
    return dataclasses.replace(
        attribute,
        default=NO_DEFAULT,
        configurable=given,
        computed=not (given and alone),
        checks=(*attribute.checks, _not_empty) if given else (),
        replace=False,
        deprecated=None,
    )


def read(source: Source[C], schema: BlockSchema, config: Values, ctx: Context[C]) -> Values:
    """The data source's values for a configuration."""
    if issubclass(source, DataSource):
        return to_values(to_instance(source, with_defaults(schema, config)).read(ctx))
    given = [name for name in _arguments(source) if config[name] is not None]
    live = to_values(source.find_by(ctx, given[0], config[given[0]]) if given else source.find(ctx, ""))
    return {name: live[name] for name in schema.attributes} | {name: config[name] for name in schema.blocks}
