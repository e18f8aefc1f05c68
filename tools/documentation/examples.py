"""The examples of the reference, in HCL. Each is whole: the blocks that a declared example refers to come first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from provider.framework.data_sources import DataSource
from provider.framework.functions import Function
from provider.framework.resource import Resource
from provider.framework.schema.blocks import schema_of
from provider.resources.provider import NAME, TwilioProvider

_BLOCK = re.compile(r'^(?P<kind>\w+) "(?P<first>\w+)"(?: "(?P<second>\w+)")? \{\n.*?^\}\n', re.MULTILINE | re.DOTALL)
_REFERENCE = re.compile(r"(?<![\w.\"])([a-z]\w*\.\w+)")


@dataclass(frozen=True)
class Examples:
    """All blocks of all declared examples, by address (`twilio_thing.name`, `var.name`)."""

    blocks: Mapping[str, str]
    resources: Mapping[str, type[Resource[Any]]]
    data_sources: Mapping[str, type[DataSource[Any]]]
    """The blocks that no resource declares."""

    @classmethod
    def of(cls, provider: TwilioProvider) -> Examples:
        """Raises ValueError for two blocks of one address, or two resources of one name: in Python that is their ID."""
        blocks: dict[str, str] = {}
        for type_name, resource in provider.resources.items():
            for address, text in _blocks(_declared(type_name, resource)):
                name = address.partition(".")[2]
                taken = [each for each in blocks if each.partition(".")[2] == name]
                if taken and blocks.get(address) != text:
                    raise ValueError(f"the example of {type_name} has {address}, and another has {taken[0]}")
                blocks[address] = text
        return cls(blocks, provider.resources, provider.data_sources)

    def resource(self, type_name: str) -> str:
        """Return the example of a resource, after the blocks that it refers to."""
        return "\n".join(self._with_references(self.address(type_name), {}).values())

    def address(self, type_name: str) -> str:
        """Return the address of the resource in its example."""
        return next(address for address in self.blocks if address.startswith(f"{type_name}."))

    def data_source(self, type_name: str) -> str:
        """Return the example of a data source. That of a resource finds what the resource's example makes, or an ID."""
        if type_name in self.data_sources:
            return self.data_sources[type_name].example
        resource = self.resources[type_name]
        argument = next(iter(resource.data_source.arguments if resource.data_source else ()), None)
        if argument is None:
            return f'data "{type_name}" "this" {{}}\n'
        made = re.search(rf'^  {argument}\s+= "(.*)"$', self.blocks[self.address(type_name)], re.MULTILINE)
        return f'data "{type_name}" "this" {{\n  {argument} = "{made[1] if made else resource.import_id}"\n}}\n'

    def function(self, function: Function) -> str:
        """Return the example of a function: an output with the result of a call."""
        return f'output "{function.name}" {{\n  value = {call(function)}\n}}\n'

    def _with_references(self, address: str, found: dict[str, str]) -> dict[str, str]:
        text = self.blocks[address]
        for reference in _REFERENCE.findall(text):
            if reference in self.blocks and reference != address and reference not in found:
                self._with_references(reference, found)
        found[address] = text
        return found


def call(function: Function) -> str:
    """Return a call of a provider's function in HCL."""
    return f"provider::{NAME}::{function.name}({function.example})"


def _declared(type_name: str, resource: type[Resource[Any]]) -> str:
    """Return the declared example, or one without arguments. Raises ValueError if the resource needs arguments."""
    required = [each.name for each in schema_of(resource).attributes.values() if each.required]
    if not resource.example and required:
        raise ValueError(f"{type_name} needs an `example`, which sets {', '.join(required)}")
    return resource.example or f'resource "{type_name}" "{resource.type_name}" {{}}\n'


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    for found in _BLOCK.finditer(text.replace("{}\n", "{\n}\n")):
        address = f"var.{found['first']}" if found["kind"] == "variable" else f"{found['first']}.{found['second']}"
        yield address, found[0].replace("{\n}\n", "{}\n")
