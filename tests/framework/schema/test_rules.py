"""Rules that speak of several arguments."""

from __future__ import annotations

from typing import Any

import pytest

from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block, schema_of
from provider.framework.schema.rules import ExactlyOne, Needs, at_most_one, exactly_one, when
from provider.framework.schema.validation import validate
from provider.framework.values import UNKNOWN

NEEDS = when("switch", needs=("one", "two"))


@pytest.mark.parametrize("switch", [True, "text", 5])
def test_a_switch_that_is_on_or_set_needs_the_others(switch: Any) -> None:
    problems = list(NEEDS.check({"switch": switch, "one": None, "two": None}))
    assert [each.path for each in problems] == [("one",), ("two",)]


@pytest.mark.parametrize("switch", [False, None, UNKNOWN])
def test_a_switch_that_is_off_unset_or_unknown_needs_nothing(switch: Any) -> None:
    assert not list(NEEDS.check({"switch": switch, "one": None, "two": None}))


def test_an_unknown_value_may_be_what_is_needed() -> None:
    assert not list(NEEDS.check({"switch": True, "one": UNKNOWN, "two": "here"}))


ONE = exactly_one("this", "that")


def test_one_of_two_is_right() -> None:
    assert not list(ONE.check({"this": "a", "that": None}))


def test_none_of_two_is_missing() -> None:
    (problem,) = ONE.check({"this": None, "that": None})
    assert "this, that" in problem.detail


def test_both_of_two_conflict() -> None:
    (problem,) = ONE.check({"this": "a", "that": "b"})
    assert problem.path == ("that",)


@pytest.mark.parametrize("values", [{"this": UNKNOWN, "that": None}, {"this": UNKNOWN, "that": "b"}])
def test_an_unknown_choice_may_be_null_in_the_end(values: dict[str, Any]) -> None:
    assert not list(ONE.check(values))


@pytest.mark.parametrize("values", [{"this": None, "that": None}, {"this": "a", "that": False}, {"this": UNKNOWN, "that": "b"}])
def test_of_at_most_one_none_may_be_set_and_false_is_not(values: dict[str, Any]) -> None:
    assert not list(at_most_one("this", "that").check(values))


def test_of_at_most_one_two_conflict() -> None:
    (problem,) = at_most_one("this", "that").check({"this": "a", "that": True})
    assert (problem.path, problem.summary) == (("that",), "that conflicts with this")


def test_rules_tell_what_they_speak_of_and_read_as_sentences() -> None:
    assert (list(NEEDS.names), NEEDS.sentence) == (["switch", "one", "two"], "`switch` needs `one` and `two`.")
    assert (list(ONE.names), ONE.sentence) == (["this", "that"], "Exactly one of `this` and `that` must be set.")
    assert isinstance(NEEDS, Needs)
    assert isinstance(ONE, ExactlyOne)


def test_rules_see_defaults() -> None:
    class Switched(Block):
        """On unless it is off."""

        on: bool = attr("On.", default=True)
        way: str | None = attr("How.", default=None)
        rules = (when("on", needs=("way",)),)

    assert validate(schema_of(Switched), {"on": None, "way": None}).errors
    assert not validate(schema_of(Switched), {"on": False, "way": None}).errors
