"""Validation: every attribute's checks, then the rules. The constructs run the same code at synth."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from .blocks import Attribute, BlockSchema
from .diagnostics import Diagnostics, Path
from .types import TypeMismatch
from .values import UNKNOWN, Values, is_wholly_known

WRITE_ONLY_TITLE = "Available Write-only Attribute Alternative"
"""Engines fold repeated warnings of this title into one."""


def with_defaults(schema: BlockSchema, config: Values) -> Values:
    """The configuration with each null filled from its default; lists and maps are copied."""
    filled = dict(config)
    for name, attribute in schema.attributes.items():
        if filled[name] is None and attribute.has_default:
            filled[name] = copy_value(attribute.default)
    return filled


def with_environment(
    schema: BlockSchema, config: Values, environment: Mapping[str, str], found: Diagnostics, without: Container[str] = ()
) -> Values:
    """The configuration with each null filled from its environment variable, where one is set and not empty.

    `without` names arguments that the environment must not fill.
    """
    filled = dict(config)
    for name, attribute in schema.attributes.items():
        text = environment.get(attribute.env) if attribute.env and name not in without else None
        if filled[name] is None and text:
            try:
                filled[name] = attribute.type.conform(text)
            except TypeMismatch as mismatch:
                found.error(f"Invalid {attribute.env}", f"{mismatch}: the environment variable sets {name}.", (name,))
    return filled


def copy_value(value: Any) -> Any:
    """A deep copy of a plain value."""
    if isinstance(value, dict):
        return {key: copy_value(item) for key, item in value.items()}
    return [copy_value(item) for item in value] if isinstance(value, list | tuple) else value


def validate(schema: BlockSchema, config: Values, path: Path = (), *, required: bool = False) -> Diagnostics:
    """All problems of a configuration. Unknown values are passed over, and rules that name them wait.

    `required` also reports required arguments that are null. Engines report the ones left out, but not an explicit null.
    """
    found = Diagnostics()
    for name, attribute in schema.attributes.items():
        value = config[name]
        if value is None:
            if required and attribute.required:
                found.error(f"Missing {name}", f"{name} is required: {attribute.description}", (*path, name))
        elif value is not UNKNOWN:
            _check_value(attribute, value, (*path, name), found)
    for name, nested in schema.blocks.items():
        if isinstance(config[name], dict):
            found.extend(validate(nested.schema, config[name], (*path, name), required=required))
    values = with_defaults(schema, config)
    for rule in schema.rules:
        for problem in rule.check(values):
            found.items.append(problem)
    return found


def _check_value(attribute: Attribute, value: Any, path: Path, found: Diagnostics) -> None:
    if attribute.deprecated:
        found.warning(f"{attribute.name} is deprecated", attribute.deprecated, path)
    if not is_wholly_known(value):
        return
    for check in attribute.checks:
        problem = check(value)
        if problem is not None:
            found.error(f"Invalid {attribute.name}", problem, path)
            return


def suggest_write_only(schema: BlockSchema, config: Values, found: Diagnostics) -> None:
    """Warn of each secret that goes to state though there is a write-only argument for it."""
    for name in schema.attributes:
        better = f"{name}_wo"
        if config[name] is not None and better in schema.attributes:
            found.warning(
                WRITE_ONLY_TITLE,
                f"{name} is stored in state. {better} is not: set it, with {better}_version, instead.",
                (name,),
            )


def refuse_write_only(schema: BlockSchema, config: Values, found: Diagnostics) -> None:
    """An error for each write-only argument that is set, for an engine that does not have them."""
    for name, attribute in schema.attributes.items():
        if attribute.write_only and config[name] is not None:
            found.error(
                "Write-only arguments are not supported here",
                f"{name} needs Terraform 1.11 or OpenTofu 1.11 or newer. Upgrade, or use {name.removesuffix('_wo')}.",
                (name,),
            )
