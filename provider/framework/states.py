"""What is kept between runs: state that came from elsewhere, and private state."""

from __future__ import annotations

import json

from .blocks import BlockSchema
from .resource import Json
from .validation import copy_value
from .values import Values


def adopted(schema: BlockSchema, state: Values) -> Values:
    """State that came from elsewhere (an import, another provider), with what only this provider knows of filled in.

    An empty string in an optional argument is how other providers say null.
    """
    filled = dict(state)
    for name, attribute in schema.attributes.items():
        if filled[name] == "" and attribute.optional:
            filled[name] = None
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
