"""The harness itself: an answer that breaks the engine's contract is noticed."""

from __future__ import annotations

from typing import Any

import pytest

from provider.framework.diagnostics import Diagnostic, Severity
from provider.framework.values import UNKNOWN, Values
from tests.engine import contract
from tests.harness.client import Answered
from tests.harness.schema import AttributeSchema, Schema


def attribute(name: str, **traits: bool) -> AttributeSchema:
    plain = dict.fromkeys(("required", "optional", "computed", "sensitive", "write_only"), False)
    return AttributeSchema(name, "string", **plain | traits)


SCHEMA = Schema(
    {
        each.name: each
        for each in (
            attribute("given", optional=True),
            attribute("chosen", optional=True, computed=True),
            attribute("told", computed=True),
            attribute("secret", optional=True, write_only=True, sensitive=True),
        )
    },
    {"timeouts": Schema({"create": attribute("create", optional=True)}, {}, 0)},
    0,
)
PRIOR: Values = {"given": "a", "chosen": "b", "told": "c", "secret": None, "timeouts": None}


def values(**changed: Any) -> Values:
    return SCHEMA.null() | changed


def test_a_right_plan_passes() -> None:
    contract.assert_plan(SCHEMA, None, values(given="x"), values(given="x", chosen=UNKNOWN, told=UNKNOWN))
    contract.assert_plan(SCHEMA, PRIOR, values(given="A", chosen="B"), values(given="a", chosen="B", told="c"))


@pytest.mark.parametrize(
    "planned",
    [
        values(given="y"),
        values(given=None),
        values(given=UNKNOWN),
        values(given="x", secret="s"),
        values(given="x", timeouts={"create": "5m"}),
        {"given": "x"},
        values(given="x") | {"more": 1},
    ],
)
def test_a_plan_that_is_not_as_configured_is_noticed(planned: Values) -> None:
    with pytest.raises(AssertionError):
        contract.assert_plan(SCHEMA, None, values(given="x"), planned)


def test_a_value_that_nobody_configured_is_noticed() -> None:
    with pytest.raises(AssertionError, match="given is configured as None"):
        contract.assert_plan(SCHEMA, PRIOR, values(), values(given="a", chosen="b", told="c"))


def test_an_unknown_that_was_planned_as_known_is_noticed() -> None:
    with pytest.raises(AssertionError):
        contract.assert_plan(SCHEMA, None, values(chosen=UNKNOWN), values(chosen="guess"))


def test_a_result_that_fulfils_its_plan_passes() -> None:
    contract.assert_fulfilled(SCHEMA, values(given="x", told=UNKNOWN), values(given="x", told="t"), wholly=True)


@pytest.mark.parametrize(
    "result",
    [
        values(given="y", told="t"),
        values(given="x", told=UNKNOWN),
        values(given="x", told="t", secret="s"),
        values(given="x", told="t", chosen="b"),
    ],
)
def test_a_result_that_does_not_fulfil_its_plan_is_noticed(result: Values) -> None:
    with pytest.raises(AssertionError):
        contract.assert_fulfilled(SCHEMA, values(given="x", told=UNKNOWN), result, wholly=True)


def test_a_replacement_for_what_does_not_change_is_noticed() -> None:
    with pytest.raises(AssertionError, match="does not change"):
        contract.assert_replacements(PRIOR, Answered([], state=PRIOR, replace=[("given",)]))


@pytest.mark.parametrize("state", [values(told=UNKNOWN), values(secret="s")])
def test_a_state_that_cannot_be_stored_is_noticed(state: Values) -> None:
    with pytest.raises(AssertionError):
        contract.assert_stored(SCHEMA, state)


@pytest.mark.parametrize(
    "answer",
    [Answered([], private=b'{"x":"hunter2"}'), Answered([Diagnostic(Severity.ERROR, "no", "not hunter2", ())])],
)
def test_a_secret_that_got_out_is_noticed(answer: Answered) -> None:
    with pytest.raises(AssertionError):
        contract.assert_discreet(SCHEMA, values(secret="hunter2"), answer)


@pytest.mark.parametrize(("one", "other"), [(True, 1), (False, 0), ([True], [1]), ({"a": True}, {"a": 1})])
def test_true_is_not_one(one: Any, other: Any) -> None:
    assert not contract.same(one, other)
