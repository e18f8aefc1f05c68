"""Validation: every attribute's checks, then the rules. The constructs run the same code at synth."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Container, Iterator, Mapping
from typing import Any

from ..diagnostics import Diagnostic, Diagnostics, Failure, Path, error, format_path, invalid, warning
from ..values import UNKNOWN, Values, is_wholly_known
from .attributes import Attribute
from .blocks import BlockSchema
from .types import Type, TypeMismatch

WRITE_ONLY_TITLE = "Available Write-only Attribute Alternative"
"""Engines fold repeated warnings of this title into one."""


WRITE_ONLY_RELEASE = "1.11"
"""The first release of both engines that has write-only arguments."""
WRITE_ONLY_SINCE = f"Terraform {WRITE_ONLY_RELEASE} or OpenTofu {WRITE_ONLY_RELEASE}"
"""The first engines that have write-only arguments."""


def conformed(schema: BlockSchema, raw: Values) -> Values:
    """Return values of exactly the schema's names and types. Raises one `Failure` for all values of other types."""
    try:
        return schema.conform(raw)
    except TypeMismatch as mismatch:
        raise Failure(*_wrong_types(schema, raw, mismatch)) from None


def checkable(schema: BlockSchema, raw: Values, diagnostics: Diagnostics) -> Values:
    """Do the same for validation: report values of the wrong type, and return them as unknown."""
    try:
        return schema.conform(raw)
    except TypeMismatch as mismatch:
        diagnostics.extend(_wrong_types(schema, raw, mismatch))
        return schema.conform(raw | {str(wrong.path[0]): UNKNOWN for wrong in mismatch.wrong})


def _wrong_types(schema: BlockSchema, raw: Values, mismatch: TypeMismatch) -> Iterator[Diagnostic]:
    for wrong in mismatch.wrong:
        yield _protected(schema, raw, error("Wrong type", f"{wrong}.", wrong.path))


def with_defaults(schema: BlockSchema, config: Values) -> Values:
    """Return the configuration with each null filled from its default; lists and maps are copied."""
    filled = dict(config)
    for name, attribute in schema.attributes.items():
        if filled[name] is None and attribute.has_default:
            filled[name] = copy_value(attribute.default)
    return filled


def with_environment(
    schema: BlockSchema, config: Values, environment: Mapping[str, str], diagnostics: Diagnostics, without: Container[str] = ()
) -> Values:
    """The configuration with each null filled from its environment variable, where one is set and not empty.

    `without` names arguments that the environment must not fill.
    """
    filled = dict(config)
    for name, attribute in schema.attributes.items():
        text = environment.get(attribute.env) if attribute.env and name not in without else None
        if filled[name] is None and text:
            try:
                filled[name] = attribute.type.from_environment(text)
            except TypeMismatch as mismatch:
                text = f"The environment variable sets {name}: {mismatch}. Correct it, or unset it."
                diagnostics.items.append(error(f"Invalid {attribute.env}", text, (name,), quotable=not attribute.is_secret))
    return filled


_MADE_UP = r"[A-Za-z0-9]{4,16}"
"""What engines make up for a computed text of a mocked provider: 8 letters and digits (Terraform), 4 to 15 (OpenTofu)."""


def without_mocked(schema: BlockSchema, config: Values) -> Values:
    """The configuration with each text unknown that an engine may have made up and a check would refuse, unless it is one word
    of a few.
    """
    return {name: UNKNOWN if _may_be_made_up(schema.attributes.get(name), value) else value for name, value in config.items()}


def _may_be_made_up(attribute: Attribute | None, value: object) -> bool:
    if attribute is None or not isinstance(value, str) or not re.fullmatch(_MADE_UP, value):
        return False
    return any(not check.choices and check(value) is not None for check in attribute.checks)


def copy_value(value: Any) -> Any:
    """Return a deep copy of a plain value."""
    if isinstance(value, dict):
        return {key: copy_value(item) for key, item in value.items()}
    return [copy_value(item) for item in value] if isinstance(value, list | tuple) else value


def validate(schema: BlockSchema, config: Values, path: Path = (), *, required: bool = False) -> Diagnostics:
    """All problems of a configuration. Unknown values are passed over, and rules that name them wait.

    `required` also reports required arguments that are null. Engines report the ones left out, but not an explicit null.
    """
    diagnostics = Diagnostics()
    for name, attribute in schema.attributes.items():
        value = config[name]
        if value is None:
            if required and attribute.required:
                diagnostics.error(f"Missing {name}", f"{name} is required: {attribute.description}", (*path, name))
        elif value is not UNKNOWN:
            for diagnostic in _of_value(attribute, value, (*path, name)):
                diagnostics.items.append(_without_quotation(diagnostic) if attribute.is_secret else diagnostic)
    for name, nested in schema.blocks.items():
        if isinstance(config[name], dict):
            diagnostics.extend(validate(nested.schema, config[name], (*path, name), required=required))
    values = with_defaults(schema, config)
    for rule in schema.rules:
        diagnostics.extend(_protected(schema, config, problem) for problem in rule.check(values))
    return diagnostics


def _of_value(attribute: Attribute, value: object, path: Path) -> Iterator[Diagnostic]:
    if attribute.deprecated:
        yield warning(f"{attribute.name} is deprecated", attribute.deprecated, path)
    empty = list(_empty_elements(attribute.type, value, path))
    yield from empty
    if empty or not is_wholly_known(value):
        return
    for check in attribute.checks:
        if (problem := check(value)) is not None:
            yield invalid(path, problem, "" if attribute.required else null_is_meant(value))
            return


def null_is_meant(value: object) -> str:
    """Return a remark about an empty text in an optional argument; "" for any other value."""
    return ' An empty text is not "nothing": write null, or leave it out.' if value == "" else ""


def _empty_elements(kind: Type, value: object, path: Path) -> Iterator[Diagnostic]:
    """Yield an error for each null and each empty text in a list or a map, however deep: no API could be sent it."""
    within: list[tuple[Type, object, Path]] = []
    kind.with_each(value, lambda of, item, step: within.append((of, item, (*path, step))))
    for of, item, where in within:
        if item is None or item == "":
            text = "null" if item is None else "an empty text"
            text = f"It is {text}, and an element must be something. Leave it out: compact() leaves all of both out of a list."
            yield error(f"Invalid {format_path(where)}", text, where)
        else:
            yield from _empty_elements(of, item, where)


def _protected(schema: BlockSchema, config: Values, diagnostic: Diagnostic) -> Diagnostic:
    """Make a diagnostic safe for engines, which show the source at its path: not if a secret is given there."""
    name = str(diagnostic.path[0]) if diagnostic.path else ""
    secret = name in schema.attributes and schema.attributes[name].is_secret and config[name] is not None
    return _without_quotation(diagnostic) if secret else diagnostic


def _without_quotation(diagnostic: Diagnostic) -> Diagnostic:
    return dataclasses.replace(diagnostic, quotable=False)


def suggest_write_only(schema: BlockSchema, config: Values, diagnostics: Diagnostics) -> None:
    """Warn of each secret that goes to state though there is a write-only argument for it."""
    for name in schema.attributes:
        better = f"{name}_wo"
        if config[name] is not None and better in schema.attributes:
            text = f"{name} is stored in state. {better} is not: set it, with {better}_version, instead."
            diagnostics.items.append(warning(WRITE_ONLY_TITLE, text, (name,), quotable=False))


def refuse_write_only(schema: BlockSchema, config: Values, diagnostics: Diagnostics) -> None:
    """Report each write-only argument that is set, for an engine that does not have them."""
    for name, attribute in schema.attributes.items():
        if attribute.write_only and config[name] is not None:
            text = f"{name} needs {WRITE_ONLY_SINCE} or newer. Upgrade, or use {name.removesuffix('_wo')}."
            diagnostics.items.append(error("Write-only arguments are not supported here", text, (name,), quotable=False))
