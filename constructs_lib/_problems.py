"""What is wrong with a configuration, before an engine sees it: the provider's own checks, and secrets in plain text."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from provider.framework.blocks import Attribute, BlockSchema
from provider.framework.diagnostics import Diagnostic, Diagnostics, Path
from provider.framework.types import TypeMismatch
from provider.framework.validation import validate
from provider.framework.values import UNKNOWN, Values, is_known

from ._values import IsToken, known


def of_arguments(schema: BlockSchema, given: Mapping[str, Any], is_token: IsToken) -> list[Diagnostic]:
    """Problems of single arguments, tokens passed over. Rules wait for synth, when everything has been set."""
    found = Diagnostics()
    checkable = _without_secrets(schema, _known(schema, given, is_token), found)
    found.extend(validate(dataclasses.replace(schema, rules=()), checkable, required=True))
    return found.errors


def of_block(schema: BlockSchema, rendered: Mapping[str, Any], environment: Mapping[str, str]) -> list[Diagnostic]:
    """All problems of a block as it is synthesized, overrides included: arguments, and the rules between them.

    A null that an environment variable stands in for is unknown, since the engine may run elsewhere.
    """
    found = Diagnostics()
    values = _read(schema, rendered, found)
    for name, attribute in schema.attributes.items():
        if values[name] is None and attribute.env and environment.get(attribute.env):
            values[name] = UNKNOWN
    checkable = _without_secrets(schema, values, found)
    found.extend(validate(schema, checkable, required=True))
    return found.errors


def _known(schema: BlockSchema, given: Mapping[str, Any], is_token: IsToken) -> Values:
    values = schema.null() | {name: known(value, is_token) for name, value in given.items()}
    for name, nested in schema.blocks.items():
        if isinstance(values[name], dict):
            values[name] = nested.schema.null() | values[name]
    return values


def _read(schema: BlockSchema, rendered: Mapping[str, Any], found: Diagnostics, path: Path = ()) -> Values:
    """The schema's values in synthesized JSON. What has the wrong type is reported, and unknown from there on."""
    values = schema.null()
    for name, attribute in schema.attributes.items():
        try:
            values[name] = attribute.type.conform(known(rendered.get(name), _never))
        except TypeMismatch as mismatch:
            found.error(f"Invalid {name}", f"{mismatch}.", (*path, name, *mismatch.path))
            values[name] = UNKNOWN
    for name, nested in schema.blocks.items():
        block = rendered.get(name)
        values[name] = _read(nested.schema, block, found, (*path, name)) if isinstance(block, dict) else known(block, _never)
    return values


def _never(value: Any) -> bool:
    return False


def _without_secrets(schema: BlockSchema, values: Values, found: Diagnostics, path: Path = ()) -> Values:
    """The values with `UNKNOWN` for each secret that is given in plain text, which is reported."""
    checkable = dict(values)
    for name, attribute in schema.attributes.items():
        if (attribute.sensitive or attribute.write_only) and _holds_literal(values[name]):
            found.error(f"{name} in plain text", _remedy(attribute), (*path, name))
            checkable[name] = UNKNOWN
    for name, nested in schema.blocks.items():
        if isinstance(values[name], dict):
            checkable[name] = _without_secrets(nested.schema, values[name], found, (*path, name))
    return checkable


def _holds_literal(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_holds_literal, value.values()))
    if isinstance(value, list):
        return any(map(_holds_literal, value))
    return is_known(value) and value not in (None, "")


def _remedy(attribute: Attribute) -> str:
    name = attribute.name
    leave_out = f"Leave it out and set {attribute.env}, or pass" if attribute.env else "Pass"
    return (
        "It is a secret, and a literal would stand in plain text in the synthesized files. "
        f'{leave_out} a variable: TerraformVariable(self, "{name}", type="string", sensitive=True).string_value, '
        f"which engines read from TF_VAR_{name}."
    )
