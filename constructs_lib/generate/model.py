"""What there is to bind, read from the declarations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from provider.framework.blocks import Attribute, Block, BlockSchema, schema_of
from provider.framework.data_sources import schema_of_data
from provider.framework.resource import Resource
from provider.resources.provider import NAME, TwilioProvider
from provider.resources.settings.contract import SettingsObject

_TAKEN = {"alias", "build", "connection", "count", "depends_on", "equals", "for_each", "fqn", "friendly_unique_id", "import_from"}
_TAKEN |= {"lifecycle", "move_to", "node", "provider", "provisioners", "self", "software", "system", "tf_resource_type"}
"""Names that the CDK's classes or its code generators use for something else."""


@dataclass(frozen=True)
class Choices:
    """An enum: its name, and its values."""

    name: str
    values: tuple[str, ...]
    argument: str = ""
    """What takes them."""

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Members, as name and value."""
        for value in self.values:
            name = re.sub(r"\W", "_", value).upper()
            yield (f"_{name}" if name[0].isdigit() else name), value


@dataclass(frozen=True)
class Binding:
    """One class to write. `kind` is the base class, `schema_call` the Python expression that gives its schema."""

    kind: str
    class_name: str
    module: str
    type_name: str
    declaration: type[Block]
    schema: BlockSchema
    schema_call: str
    choices: dict[str, Choices] = field(default_factory=dict)

    @property
    def singleton(self) -> bool:
        """Whether an account has only one of it, so that a stack cannot declare two."""
        return self.kind == "Resource" and issubclass(self.declaration, SettingsObject)

    @property
    def arguments(self) -> list[Attribute]:
        """What a user can set, required ones first."""
        settable = [attribute for attribute in self.schema.attributes.values() if attribute.configurable]
        return sorted(settable, key=lambda attribute: attribute.optional)


def bindings() -> list[Binding]:
    """Everything to write, in a fixed order. Raises ValueError for a name that a CDK class cannot have."""
    found = [_provider(), *_resources()]
    for binding in found:
        if clash := _TAKEN & {*binding.schema.attributes, *binding.schema.blocks}:
            raise ValueError(f"{binding.type_name}: a CDK class has members of its own called {', '.join(sorted(clash))}")
    return found


def enums(found: list[Binding]) -> list[Choices]:
    """The enums of all bindings, each once. Raises ValueError if two of the same name differ."""
    by_name: dict[str, Choices] = {}
    for binding in found:
        for choices in binding.choices.values():
            if by_name.setdefault(choices.name, choices) != choices:
                raise ValueError(f"{choices.name} has different values in different resources")
    return [by_name[name] for name in sorted(by_name)]


def _provider() -> Binding:
    declaration = TwilioProvider.config
    return Binding(
        kind="ProviderConfiguration",
        class_name=f"{camel(NAME)}Provider",
        module="provider",
        type_name=NAME,
        declaration=declaration,
        schema=schema_of(declaration),
        schema_call="schema_of(Declaration)",
    )


def _resources() -> Iterator[Binding]:
    for type_name, declaration in sorted(TwilioProvider().resources.items()):
        name = declaration.type_name
        yield Binding(
            kind="Resource",
            class_name=camel(name),
            module=name,
            type_name=type_name,
            declaration=declaration,
            schema=schema_of(declaration),
            schema_call="schema_of(Declaration)",
            choices=_choices(declaration, camel(name)),
        )
        if declaration.data_source is not None:
            yield Binding(
                kind="DataSource",
                class_name=f"Data{camel(type_name)}",
                module=f"data_{type_name}",
                type_name=type_name,
                declaration=declaration,
                schema=schema_of_data(declaration),
                schema_call="schema_of_data(Declaration)",
            )


def _choices(declaration: type[Resource[Any]], class_name: str) -> dict[str, Choices]:
    """The enum of each attribute that has one of a few words.

    It is named after the attribute where several resources inherit that, and after the resource as well where it is its own.
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
