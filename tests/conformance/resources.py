"""The resources that there are and their arguments, for tests that go through all of them."""

from __future__ import annotations

from provider.framework.schema.attributes import Attribute
from provider.framework.schema.blocks import schema_of
from provider.resources.provider import TwilioProvider
from provider.resources.settings.contract import AccountSettings

RESOURCES = TwilioProvider().resources
TYPES = sorted(RESOURCES)
SINGLETONS = [name for name in TYPES if issubclass(RESOURCES[name], AccountSettings)]
"""What an account always has, exactly once."""

ITEMS = [name for name in TYPES if name not in SINGLETONS]
"""What is made and removed."""


def attribute(type_name: str, name: str) -> Attribute | None:
    """What was declared of an argument; None for a block."""
    return schema_of(RESOURCES[type_name]).attributes.get(name)


def arguments(type_name: str) -> list[str]:
    """Everything that a configuration can set, blocks included."""
    schema = schema_of(RESOURCES[type_name])
    return [*(name for name, each in schema.attributes.items() if each.configurable), *schema.blocks]


def optional_arguments(type_name: str) -> list[str]:
    return [name for name in arguments(type_name) if (each := attribute(type_name, name)) is None or each.optional]


def told_arguments(type_name: str) -> list[str]:
    """The arguments that somebody can change by hand, and whose values the API tells, so that it shows."""
    told = schema_of(RESOURCES[type_name]).attributes.values()
    return [
        each.name
        for each in told
        if each.configurable and not (each.provider_only or each.write_only or each.unread or each.requires_replace)
    ]
