"""What is kept between runs: state that came from elsewhere, and private state."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TypeAlias

from .blocks import BlockSchema
from .validation import copy_value
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
    """State from elsewhere, with the arguments that only steer this provider at their defaults."""
    filled = dict(state)
    for name, attribute in schema.attributes.items():
        if filled[name] is None and attribute.local and attribute.has_default:
            filled[name] = copy_value(attribute.default)
    return filled


def decode_private(private: bytes) -> Json:
    """Private state as it was encoded; empty where it is another provider's, or damaged."""
    if not private:
        return {}
    try:
        decoded = json.loads(private)
    except ValueError:
        return {}
    return decoded if isinstance(decoded, dict) else {}


def encode_private(private: Json) -> bytes:
    return json.dumps(private, separators=(",", ":"), sort_keys=True).encode() if private else b""
