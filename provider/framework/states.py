"""State that came from elsewhere: of an older version, of another provider, or of an import."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from .schema.blocks import BlockSchema
from .schema.validation import copy_value
from .values import Json, Values

Upgrader: TypeAlias = Callable[[BlockSchema, Json], Json]
"""Makes a state, as it was stored, into one of the next schema version. The schema is today's."""


def empty_is_null(schema: BlockSchema, state: Json) -> Json:
    """An upgrader for states that another provider of the same resource wrote: where it has no null, "" in an optional argument
    stands for it.
    """
    optional = {name for name, attribute in schema.attributes.items() if attribute.optional}
    return {name: None if value == "" and name in optional else value for name, value in state.items()}


def completed(schema: BlockSchema, state: Values) -> Values:
    """Fill a state from elsewhere with the defaults of the arguments that only steer this provider."""
    filled = dict(state)
    for name, attribute in schema.attributes.items():
        if filled[name] is None and attribute.provider_only and attribute.has_default:
            filled[name] = copy_value(attribute.default)
    return filled
