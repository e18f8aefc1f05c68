"""What there is to bind, read from the declarations."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from provider.framework.data_sources import schema_of_data
from provider.framework.schema.attributes import Attribute
from provider.framework.schema.blocks import Block, BlockSchema, schema_of
from provider.resources.provider import NAME, TwilioProvider
from provider.resources.settings.contract import AccountSettings

_TAKEN = {"alias", "build", "connection", "count", "depends_on", "equals", "for_each", "fqn", "friendly_unique_id", "import_from"}
_TAKEN |= {"lifecycle", "move_to", "node", "provider", "provisioners", "self", "software", "system", "tf_resource_type"}
"""Names that the CDK's classes, or its code generators, use for something else."""


@dataclass(frozen=True)
class Choices:
    """An enum: its name, and its values."""

    name: str
    values: tuple[str, ...]
    argument: str = ""
    """The argument that takes them."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Members, as name and value."""
        for value in self.values:
            name = re.sub(r"\W", "_", value).upper()
            yield (f"_{name}" if name[0].isdigit() else name), value


@dataclass(frozen=True)
class Binding:
    """One class to write."""

    kind: str
    """The base class."""
    class_name: str
    module: str
    type_name: str
    declaration: type[Block]
    schema_function: Callable[[type[Block]], BlockSchema] = schema_of
    """What makes the schema of the declaration."""
    choices: dict[str, Choices] = field(default_factory=dict)

    @functools.cached_property
    def schema(self) -> BlockSchema:
        return self.schema_function(self.declaration)

    @property
    def singleton(self) -> bool:
        """Whether an account has only one such object, so that a stack cannot declare two."""
        return self.kind == "Resource" and issubclass(self.declaration, AccountSettings)

    @property
    def arguments(self) -> list[Attribute]:
        """What a user can set, required arguments first."""
        settable = [attribute for attribute in self.schema.attributes.values() if attribute.configurable]
        return sorted(settable, key=lambda attribute: attribute.optional)


def bindings() -> list[Binding]:
    """All classes to write, in a fixed order. Raises ValueError for an argument whose name a CDK class cannot have."""
    found = [_provider(), *_resources(), *_data_sources_alone()]
    for binding in found:
        if clash := _TAKEN & {*binding.schema.attributes, *binding.schema.blocks}:
            raise ValueError(f"{binding.type_name}: a CDK class has members of its own called {', '.join(sorted(clash))}")
    return found


def enums(found: list[Binding]) -> list[Choices]:
    """The enums of all bindings, each once. Raises ValueError if two enums of one name differ."""
    by_name: dict[str, Choices] = {}
    for binding in found:
        for choices in binding.choices.values():
            if by_name.setdefault(choices.name, choices) != choices:
                raise ValueError(f"{choices.name} has different values in different resources")
    return [by_name[name] for name in sorted(by_name)]


def _provider() -> Binding:
    return Binding("ProviderConfiguration", f"{camel(NAME)}Provider", "provider", NAME, TwilioProvider.config)


def _resources() -> Iterator[Binding]:
    for type_name, declaration in sorted(TwilioProvider().resources.items()):
        name = declaration.type_name
        choices = _choices(declaration, camel(name))
        yield Binding("Resource", camel(name), name, type_name, declaration, choices=choices)
        if declaration.data_source is not None:
            yield _data_source(type_name, declaration, schema_function=schema_of_data)


def _data_sources_alone() -> Iterator[Binding]:
    for type_name, declaration in sorted(TwilioProvider().data_sources.items()):
        yield _data_source(type_name, declaration, choices=_choices(declaration, camel(declaration.type_name)))


def _data_source(type_name: str, declaration: type[Block], **others: Any) -> Binding:
    return Binding("DataSource", f"Data{camel(type_name)}", f"data_{type_name}", type_name, declaration, **others)


def _choices(declaration: type[Block], class_name: str) -> dict[str, Choices]:
    """The enum of each attribute that takes one of a few words.

    It has the name of the attribute. If the resource itself declares the attribute, the name of the resource comes before it.
    """
    found = {}
    for name, attribute in schema_of(declaration).attributes.items():
        values = next((check.choices for check in attribute.checks if check.choices), ())
        if values:
            own = name in vars(declaration).get("__annotations__", {})
            found[name] = Choices(f"{class_name}{camel(name)}" if own else camel(name), values, name)
    return found


def camel(name: str) -> str:
    """`on_destroy` as `OnDestroy`."""
    return "".join(word.capitalize() for word in name.split("_"))
