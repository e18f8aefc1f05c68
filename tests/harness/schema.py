"""A schema as an engine reads it, and the objects that engines make by it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from provider.framework.values import Values
from provider.plugin.wire import tfplugin6_pb2 as pb


@dataclass(frozen=True)
class AttributeSchema:
    """One attribute; `type` is the JSON type expression, decoded."""

    name: str
    type: Any
    required: bool
    optional: bool
    computed: bool
    sensitive: bool
    write_only: bool

    @property
    def configurable(self) -> bool:
        return self.required or self.optional


@dataclass(frozen=True)
class Schema:
    """A block: its attributes, and the blocks in it of which there is at most one."""

    attributes: Mapping[str, AttributeSchema]
    blocks: Mapping[str, Schema]
    version: int

    @classmethod
    def of(cls, message: pb.Schema) -> Schema:
        return cls._of_block(message.block, message.version)

    @classmethod
    def _of_block(cls, block: pb.Schema.Block, version: int) -> Schema:
        attributes = {
            each.name: AttributeSchema(
                each.name,
                json.loads(each.type),
                each.required,
                each.optional,
                each.computed,
                each.sensitive,
                each.write_only,
            )
            for each in block.attributes
        }
        assert all(each.nesting == pb.Schema.NestedBlock.SINGLE for each in block.block_types), "only such are known here"
        return cls(attributes, {each.type_name: cls._of_block(each.block, 0) for each in block.block_types}, version)

    @property
    def names(self) -> list[str]:
        return [*self.attributes, *self.blocks]

    def null(self) -> Values:
        """The object in which nothing is set."""
        return dict.fromkeys(self.names)

    def config(self, given: Mapping[str, Any]) -> Values:
        """A configuration as engines send it: null where nothing is given. AssertionError for what cannot be configured."""
        unknown = set(given) - {name for name, each in self.attributes.items() if each.configurable} - set(self.blocks)
        assert not unknown, f"not configurable: {sorted(unknown)}"
        values = self.null() | dict(given)
        for name, block in self.blocks.items():
            if isinstance(values[name], Mapping):
                values[name] = block.config(values[name])
        return values

    def proposed(self, prior: Values | None, config: Values) -> Values:
        """What engines propose: the configuration, and where it is null the prior value of what can be computed."""
        before = self.null() if prior is None else prior
        values = dict(config)
        for name, attribute in self.attributes.items():
            if attribute.computed and config[name] is None:
                values[name] = before[name]
        return values
