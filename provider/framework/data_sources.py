"""Data sources, derived from resources: every attribute that the API reports, read-only, found by one key or none."""

from __future__ import annotations

import dataclasses
from typing import Any

from .blocks import NO_DEFAULT, Attribute, Block, BlockSchema, NestedBlock, attr, schema_of, to_values
from .checks import duration
from .resource import C, Context, Lookup, Resource, by_default
from .values import Values


class ReadTimeouts(Block):
    """How long reading may take, retries included."""

    read: str | None = attr(f"Time limit for reading. {by_default('read')}", default=None, check=duration)


def schema_of_data(resource: type[Resource[Any]]) -> BlockSchema:
    """The data source's schema: the resource's attributes without those that only make sense for managing it."""
    schema = schema_of(resource)
    argument = (resource.data_source or Lookup()).argument
    attributes = {
        name: _read_only(attribute, required=name == argument)
        for name, attribute in schema.attributes.items()
        if not (attribute.local or attribute.write_only or attribute.sensitive or attribute.memory)
    }
    timeouts = NestedBlock("timeouts", ReadTimeouts, "How long reading may take.")
    blocks = {"timeouts": timeouts} if "timeouts" in schema.blocks else {}
    return BlockSchema(attributes, blocks, schema.description, 0)


def _read_only(attribute: Attribute, *, required: bool) -> Attribute:
    return dataclasses.replace(
        attribute,
        default=NO_DEFAULT,
        configurable=required,
        computed=not required,
        checks=attribute.checks if required else (),
        replace=False,
        deprecated=None,
    )


def read(resource: type[Resource[C]], schema: BlockSchema, config: Values, ctx: Context[C]) -> Values:
    """The data source's values for a configuration."""
    argument = (resource.data_source or Lookup()).argument
    live = to_values(resource.find(ctx, config[argument] if argument else ""))
    return {name: live[name] for name in schema.attributes} | {name: config[name] for name in schema.blocks}
