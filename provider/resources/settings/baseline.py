"""The baseline: what an account's settings were before they were managed, as JSON in state.

It is text and not an object, so that a state stays readable when settings get another field. Engines show it as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from ...framework.diagnostics import Failure, error
from ...framework.schema.blocks import BlockSchema
from ...framework.schema.types import TypeMismatch, Wrong
from ...framework.values import Values, shown


def encode(settings: Values) -> str:
    """Write settings as the attribute `baseline` has them."""
    return json.dumps(settings)


def text(kept: object) -> str | None:
    """Return a baseline of private state as text. The first version of this provider kept an object."""
    if isinstance(kept, dict):
        return encode(kept)
    return kept if isinstance(kept, str) else None


def decode(baseline: str, schema: BlockSchema, names: Iterable[str]) -> Values:
    """Read a baseline; a name that it lacks has its default. Raises `Failure` if it cannot be read."""
    try:
        found = json.loads(baseline)
        if not isinstance(found, Mapping):
            raise TypeMismatch(Wrong("an object"))
        values: Values = {}
        for name in names:
            attribute = schema.attributes[name]
            value = attribute.type.conform(found.get(name))
            values[name] = attribute.default if value is None and attribute.has_default else value
    except (ValueError, RecursionError, TypeMismatch) as problem:
        raise Failure(
            error(
                "The baseline cannot be read",
                f"State has a baseline that is damaged ({problem}), so nobody knows what to put back. Nothing was changed. "
                'Restore a backup of the state, or apply on_destroy = "reset" (or "retain") first.',
            )
        ) from None
    return values


def in_words(settings: Mapping[str, object]) -> str:
    """List settings for a sentence."""
    return ", ".join(f"{name} = {shown(value)}" for name, value in settings.items())
