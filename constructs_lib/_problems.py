"""What is wrong with a configuration, before an engine sees it: the provider's own checks, and secrets in plain text."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from provider.framework.blocks import Attribute, BlockSchema
from provider.framework.diagnostics import Diagnostic, Diagnostics, Path
from provider.framework.types import TypeMismatch
from provider.framework.validation import validate
from provider.framework.values import UNKNOWN, Values

from ._secrets import Texts, plain_text_in
from ._values import has_lost_number, known


def of_arguments(schema: BlockSchema, given: Mapping[str, Any], environment: Mapping[str, str] | None) -> list[Diagnostic]:
    """Problems of what was given, tokens passed over; with an `environment`, of the rules between the arguments too."""
    found = Diagnostics()
    values = schema.null() | {name: known(value) for name, value in given.items()}
    for name, nested in schema.blocks.items():
        if isinstance(values[name], dict):
            values[name] = nested.schema.null() | values[name]
    if environment is None:
        schema = dataclasses.replace(schema, rules=())
    _check(schema, values, given, environment or {}, {}, found)
    return found.errors


def of_block(schema: BlockSchema, rendered: Mapping[str, Any], environment: Mapping[str, str], texts: Texts) -> list[Diagnostic]:
    """All problems of a block as it is synthesized, overrides included: arguments, and the rules between them."""
    found = Diagnostics()
    _check(schema, _read(schema, rendered, found), rendered, environment, texts, found)
    return found.errors


def _check(
    schema: BlockSchema,
    values: Values,
    given: Mapping[str, Any],
    environment: Mapping[str, str],
    texts: Texts,
    found: Diagnostics,
) -> None:
    """A null that an environment variable stands in for is unknown, since the engine may run elsewhere."""
    for name, attribute in schema.attributes.items():
        if values[name] is None and attribute.env and environment.get(attribute.env):
            values[name] = UNKNOWN
    found.extend(validate(schema, _without_secrets(schema, values, given, texts, found), required=True))


def _read(schema: BlockSchema, rendered: Mapping[str, Any], found: Diagnostics, path: Path = ()) -> Values:
    """The schema's values in synthesized JSON. What has the wrong type is reported, and unknown from there on."""
    values = schema.null()
    for name, attribute in schema.attributes.items():
        text = rendered.get(name)
        try:
            values[name] = attribute.type.conform(known(text))
        except TypeMismatch as mismatch:
            found.error(f"Invalid {name}", f"{mismatch}.", (*path, name, *mismatch.path))
            values[name] = UNKNOWN
        if isinstance(text, str) and has_lost_number(text):
            found.error(
                f"Invalid {name}", "It has a number's token in it that the CDK does not resolve. Use Fn.join.", (*path, name)
            )
    for name, nested in schema.blocks.items():
        block = rendered.get(name)
        values[name] = _read(nested.schema, block, found, (*path, name)) if isinstance(block, dict) else known(block)
    return values


def _without_secrets(
    schema: BlockSchema, values: Values, given: Mapping[str, Any], texts: Texts, found: Diagnostics, path: Path = ()
) -> Values:
    """The values with `UNKNOWN` for each secret that is given in plain text, which is reported."""
    checkable = dict(values)
    for name, attribute in schema.attributes.items():
        where = plain_text_in(attribute, given.get(name), texts) if attribute.is_secret else None
        if where:
            found.error(f"{name} in plain text", _remedy(attribute, where), (*path, name))
            checkable[name] = UNKNOWN
    for name, nested in schema.blocks.items():
        if isinstance(values[name], dict):
            within = given.get(name)
            checkable[name] = _without_secrets(
                nested.schema, values[name], within if isinstance(within, Mapping) else {}, texts, found, (*path, name)
            )
    return checkable


def _remedy(attribute: Attribute, where: str) -> str:
    name = attribute.name
    leave_out = f"Leave it out and set {attribute.env}, or pass" if attribute.env else "Pass"
    return (
        f"It is a secret, and {where} would stand in plain text in the synthesized files. "
        f'{leave_out} a variable: TerraformVariable(self, "{name}", type="string", sensitive=True).string_value, '
        f"which engines read from TF_VAR_{name}."
    )
