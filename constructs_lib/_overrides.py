"""Overrides. A name that the block does not have is refused: neither the CDK nor the provider's checks would notice it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from constructs import Construct

from provider.framework.diagnostics import Diagnostic, Path, error

from ._calls import did_you_mean
from ._values import NumberAsText, is_expression, plain, wrong_type

if TYPE_CHECKING:
    from provider.framework.schema.blocks import BlockSchema

Names: TypeAlias = Mapping[str, "Names | None"]
"""The names that a block takes, each with the names within it. None takes any names, `*` stands for any one name."""


def names_in(schema: BlockSchema) -> Names:
    """The names of a block's own arguments and blocks."""
    own = {name: None for name, attribute in schema.attributes.items() if attribute.configurable}
    return {**own, **{name: names_in(nested.schema) for name, nested in schema.blocks.items()}}


def names_of(schema: BlockSchema) -> list[str]:
    """All names in a block, including read-only ones."""
    return [*schema.attributes, *schema.blocks]


def wrong_ignored(names: Iterable[str], ignored: Any) -> Iterator[Diagnostic]:
    """Names in a lifecycle's `ignore_changes` that the resource does not have."""
    for position, path in enumerate(ignored if isinstance(ignored, list) else ()):
        name = re.split(r"[.\[]", path)[0]
        if name not in names and not is_expression(path):
            yield _unknown(name, names, ("lifecycle", "ignore_changes", position))


def override(class_name: str, path: Any, value: Any, number_as_text: NumberAsText) -> Any:
    """An override's value in the form that the CDK takes. Raises TypeError for a path or value of the wrong type."""
    where = f"{class_name}.add_override"
    if not isinstance(path, str):
        raise wrong_type(f"{where}: path", "a str", path)
    where = f'{where}("{path}")'
    for construct in _constructs_in(value):
        raise TypeError(
            f"{where} has the construct {construct.node.path} in its value, which cannot be written. Give an attribute of it; or "
            "the arguments depends_on and lifecycle, if it has to be there first or causes a replacement."
        )
    return plain(value, where, number_as_text)


def wrong_names(names: Names, read_only: Iterable[str], path: str, value: Any) -> Iterator[Diagnostic]:
    """Names in the path of an override, and in its value, that the block does not have."""
    steps: list[str] = []
    within: Names | None = names
    for step in path.split("."):
        if within is None:
            return
        steps.append(step)
        if step not in within and "*" not in within:
            yield _wrong(tuple(steps), within, read_only)
            return
        within = within.get(step, within.get("*"))
    yield from _wrong_keys(within, value, tuple(steps))


def _wrong_keys(names: Names | None, value: Any, path: tuple[str, ...]) -> Iterator[Diagnostic]:
    if names is not None and "*" in names and isinstance(value, list):
        value = {str(position): item for position, item in enumerate(value)}
    if names is None or not isinstance(value, Mapping):
        return
    for key, item in value.items():
        if key in names or "*" in names:
            yield from _wrong_keys(names.get(key, names.get("*")), item, (*path, str(key)))
        else:
            yield _wrong((*path, str(key)), names, ())


def _wrong(path: tuple[str, ...], names: Names, read_only: Iterable[str]) -> Diagnostic:
    if path[-1] in read_only:
        return error("Read-only", "It is read-only: the provider sets it, and an override cannot.", path)
    return _unknown(path[-1], names, path)


def _unknown(name: str, names: Iterable[str], path: Path) -> Diagnostic:
    hint = did_you_mean(name, names) or "."
    return error("Unknown name", f"There is no argument '{name}' here, and an engine would refuse it{hint}", path)


def _constructs_in(value: Any) -> Iterator[Construct]:
    if isinstance(value, Construct):
        yield value
    elif isinstance(value, Mapping):
        yield from (found for item in value.values() for found in _constructs_in(item))
    elif isinstance(value, list | tuple):
        yield from (found for item in value for found in _constructs_in(item))
