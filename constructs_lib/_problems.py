"""The provider's own checks, before an engine runs, and a check for secrets in plain text."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from provider.framework.diagnostics import Diagnostic, Diagnostics, Path
from provider.framework.schema.attributes import Attribute
from provider.framework.schema.blocks import BlockSchema
from provider.framework.schema.types import TypeMismatch
from provider.framework.schema.validation import validate
from provider.framework.values import UNKNOWN, Values

from ._secrets import StackValues, plain_text_in
from ._values import has_lost_number, known


def of_arguments(schema: BlockSchema, given: Mapping[str, Any], environment: Mapping[str, str] | None) -> list[Diagnostic]:
    """Problems of arguments; tokens are not looked at. With an `environment`, rules between the arguments are checked too."""
    found = Diagnostics()
    values = schema.null() | {name: known(value) for name, value in given.items()}
    for name, nested in schema.blocks.items():
        if isinstance(values[name], dict):
            values[name] = nested.schema.null() | values[name]
    if environment is None:
        schema = dataclasses.replace(schema, rules=())
    _check(schema, values, given, environment or {}, {}, found)
    return found.errors


def of_block(
    schema: BlockSchema, rendered: Mapping[str, Any], environment: Mapping[str, str], stack: StackValues
) -> list[Diagnostic]:
    """Problems of a block as it is synthesized, with its overrides: of arguments, and of the rules between them."""
    found = Diagnostics()
    _check(schema, _read(schema, rendered, found), rendered, environment, stack, found)
    return found.errors


def _check(
    schema: BlockSchema,
    values: Values,
    given: Mapping[str, Any],
    environment: Mapping[str, str],
    stack: StackValues,
    found: Diagnostics,
) -> None:
    """Validate values. Where an environment variable replaces a null, the value is unknown: the engine may run elsewhere."""
    for name, attribute in schema.attributes.items():
        if values[name] is None and attribute.env and environment.get(attribute.env):
            values[name] = UNKNOWN
    found.extend(validate(schema, _without_secrets(schema, values, given, stack, found), required=True))


def _read(schema: BlockSchema, rendered: Mapping[str, Any], found: Diagnostics, path: Path = ()) -> Values:
    """The schema's values in synthesized JSON. A value of a wrong type is reported, and then counts as unknown."""
    values = schema.null()
    for name, attribute in schema.attributes.items():
        text = rendered.get(name)
        try:
            values[name] = attribute.type.conform(known(text))
        except TypeMismatch as mismatch:
            for wrong in mismatch.wrong:
                found.error(f"Invalid {name}", f"{wrong}.", (*path, name, *wrong.path))
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
    schema: BlockSchema, values: Values, given: Mapping[str, Any], stack: StackValues, found: Diagnostics, path: Path = ()
) -> Values:
    """The values. A secret in plain text is reported, and then counts as unknown, so that no check shows it."""
    checkable = dict(values)
    for name, attribute in schema.attributes.items():
        where = plain_text_in(attribute, given.get(name), stack) if attribute.is_secret else None
        if where:
            found.error(f"{name} in plain text", _remedy(attribute, where), (*path, name))
            checkable[name] = UNKNOWN
    for name, nested in schema.blocks.items():
        if isinstance(values[name], dict):
            within = given.get(name)
            checkable[name] = _without_secrets(
                nested.schema, values[name], within if isinstance(within, Mapping) else {}, stack, found, (*path, name)
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
