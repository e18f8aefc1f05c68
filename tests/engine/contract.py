"""What engines demand of a provider's answers. Each function raises AssertionError with everything that is wrong.

A plan: what is configured comes back as configured (or as the prior state spelled it), what is not configured may only be set
if the schema says that it is computed. An apply: what the plan knew comes back unchanged, and nothing is unknown. Write-only
values are null in both.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from provider.framework.values import UNKNOWN, Values, is_wholly_known
from tests.harness.client import Answered
from tests.harness.schema import Schema


def assert_plan(schema: Schema, prior: Values | None, config: Values, planned: Values) -> None:
    """Hold a planned object against the configuration and the prior state."""
    _assert_nothing(list(_names(schema, planned)) or list(_plan_problems(schema, prior, config, planned)))


def _plan_problems(schema: Schema, prior: Values | None, config: Values, planned: Values) -> Iterator[str]:
    before = schema.null() if prior is None else prior
    for name, attribute in schema.attributes.items():
        value, given, was = planned[name], config[name], before[name]
        if attribute.write_only:
            if value is not None:
                yield f"{name} is write-only and planned"
            continue
        kept = given is not None and was is not None and same(value, was)
        chosen = given is None and attribute.computed
        if not (same(value, given) or kept or chosen):
            yield f"{name} is configured as {given!r}, was {was!r}, and is planned as {value!r}"
    for name in schema.blocks:
        if not same(planned[name], config[name]):
            yield f"block {name} is configured as {config[name]!r} and planned as {planned[name]!r}"


def assert_replacements(prior: Values, planned: Answered) -> None:
    """Only what changes can call for a replacement."""
    for path in planned.replace:
        (name,) = path
        assert not same(prior[str(name)], planned.object[str(name)]), f"{name} calls for a replacement and does not change"


def assert_fulfilled(schema: Schema, promised: Values, given: Values, *, wholly: bool) -> None:
    """Hold a later object against an earlier plan: what was known then is the same now. `wholly`: nothing is unknown now."""
    _assert_nothing(list(_names(schema, given)))
    problems = []
    for name in schema.names:
        if not _fulfils(promised[name], given[name]):
            problems.append(f"{name} was planned as {promised[name]!r} and became {given[name]!r}")
        if wholly and not is_wholly_known(given[name]):
            problems.append(f"{name} is unknown after apply")
    problems += [f"{name} is write-only and came back" for name in _write_only(schema) if given[name] is not None]
    _assert_nothing(problems)


def assert_stored(schema: Schema, state: Values) -> None:
    """Hold an object that goes into a state file: wholly known, without write-only values, and JSON."""
    _assert_nothing(list(_names(schema, state)))
    problems = [f"{name} is unknown" for name in state if not is_wholly_known(state[name])]
    problems += [f"{name} is write-only and in state" for name in _write_only(schema) if state[name] is not None]
    _assert_nothing(problems)
    json.dumps(state)


def assert_discreet(schema: Schema, config: Values, answer: Answered) -> None:
    """No sensitive value of the configuration is in a diagnostic, and no write-only one in private bytes either."""
    for name, attribute in schema.attributes.items():
        value = config[name]
        if isinstance(value, str) and value and (attribute.sensitive or attribute.write_only):
            assert value not in answer.text, f"{name} is sensitive and told"
            assert value.encode() not in answer.private, f"{name} is sensitive and in private state"


def same(one: Any, other: Any) -> bool:
    """Equality as engines see it: `true` is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(same(*pair) for pair in zip(one, other, strict=True))
    return bool(one == other)


def _fulfils(promised: Any, given: Any) -> bool:
    if promised is UNKNOWN:
        return True
    if isinstance(promised, dict) and isinstance(given, dict):
        return promised.keys() == given.keys() and all(_fulfils(promised[key], given[key]) for key in promised)
    if isinstance(promised, list) and isinstance(given, list):
        return len(promised) == len(given) and all(_fulfils(*pair) for pair in zip(promised, given, strict=True))
    return same(promised, given)


def _names(schema: Schema, values: Values) -> Iterator[str]:
    if set(values) != set(schema.names):
        yield f"attributes are missing or too many: {sorted(set(values) ^ set(schema.names))}"


def _write_only(schema: Schema) -> list[str]:
    return [name for name, attribute in schema.attributes.items() if attribute.write_only]


def _assert_nothing(problems: list[str]) -> None:
    assert not problems, "\n".join(problems)
