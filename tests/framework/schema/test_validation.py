"""Checks and rules of a configuration: all that is wrong at once, and nothing of what is not known yet."""

from __future__ import annotations

from typing import Any

import pytest

from provider.framework.diagnostics import Diagnostics, Failure, Unquoted
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block, schema_of
from provider.framework.schema.checks import Check, matches, wants
from provider.framework.schema.rules import exactly_one, when
from provider.framework.schema.validation import conformed, refuse_write_only, suggest_write_only, validate, with_environment
from provider.framework.values import UNKNOWN
from tests.framework.toy import Thing, config


class Frame(Block):
    """A frame."""

    material: str = attr("What it is made of.")


class Picture(Block):
    """A picture."""

    frame: Frame | None = attr("Its frame.", default=None)


def validated(**given: Any) -> Diagnostics:
    return validate(schema_of(Thing), config(**given))


def test_a_right_configuration_has_no_problems() -> None:
    assert not validated(colour="green", note="a", motto="b").items


def test_every_problem_is_told_at_once_with_its_path() -> None:
    timeouts = {"create": "soon", "read": "0s", "update": None, "delete": None}
    diagnostics = validated(colour="blue", note="a", timeouts=timeouts)
    assert {each.path for each in diagnostics.errors} == {
        ("colour",),
        ("motto",),
        ("timeouts", "create"),
        ("timeouts", "read"),
    }


def test_a_check_is_not_asked_about_null_or_unknown() -> None:
    assert not validated(colour=None).items
    assert not validated(colour=UNKNOWN).items


def test_a_check_waits_for_the_unknown_elements_of_a_list() -> None:
    @wants("No spaces.")
    def no_spaces(value: list[str]) -> str | None:
        return "No spaces." if any(" " in item for item in value) else None

    class Listed(Block):
        """A list."""

        words: list[str] = attr("Words.", check=no_spaces)

    assert not validate(schema_of(Listed), {"words": ["a b", UNKNOWN]}).items
    assert validate(schema_of(Listed), {"words": ["a b"]}).errors


def test_only_the_first_check_that_finds_something_speaks() -> None:
    class Checked(Block):
        """Checked twice."""

        word: str = attr("A word.", check=(Check("One.", lambda _: "First."), Check("Two.", lambda _: "Second.")))

    (problem,) = validate(schema_of(Checked), {"word": "x"}).errors
    assert problem.detail == "First."


def test_a_deprecated_argument_is_a_warning_with_the_way_on() -> None:
    (warning,) = validated(old="way").items
    assert (warning.summary, warning.detail, warning.path) == ("old is deprecated", "Use note instead.", ("old",))


def test_a_deprecated_argument_left_out_is_no_warning() -> None:
    assert not validated(old=None).items


@pytest.mark.parametrize(("name", "quotable"), [("secret", False), ("secret_wo", False), ("colour", True)])
def test_of_a_secret_of_the_wrong_type_the_source_is_not_to_be_shown(name: str, quotable: bool) -> None:
    with pytest.raises(Failure) as refused:
        conformed(schema_of(Thing), config(**{name: ["a", "b"]}))
    (problem,) = refused.value.diagnostics
    assert (problem.summary, problem.path, problem.quotable) == ("Wrong type", (name,), quotable)


def test_what_a_nested_block_requires_is_missed_too() -> None:
    diagnostics = validate(schema_of(Picture), {"frame": {"material": None}}, required=True)
    assert [(each.summary, each.path) for each in diagnostics.errors] == [("Missing material", ("frame", "material"))]


def test_required_arguments_are_the_engines_to_miss_unless_asked() -> None:
    assert not validated(name=None).items
    (problem,) = validate(schema_of(Thing), config(name=None), required=True).errors
    assert problem.path == ("name",)
    assert "What it is called." in problem.detail


class Guarded(Block):
    """Arguments of which some must not be shown."""

    token: str | None = attr("Secret.", default=None, sensitive=True, check=matches("[0-9]+", "a number", show=False))
    key_wo: str | None = attr("Secret.", default=None, write_only=True, check=matches("[0-9]+", "a number", show=False))
    old: str | None = attr("Secret.", default=None, sensitive=True, deprecated="Use token.")
    url: str | None = attr(
        "Not secret, but may hold one.", default=None, check=Check("No.", lambda url: Unquoted("No.") if "@" in url else "No.")
    )
    plain: str | None = attr("Not secret.", default=None, check=Check("No.", lambda _: "No."))
    rules = (when("plain", needs=("key_wo",)), exactly_one("url", "old"))


def guarded(**given: str) -> dict[str, bool]:
    """The arguments that problems are told of, and whether the source there may be shown."""
    diagnostics = validate(schema_of(Guarded), schema_of(Guarded).null() | {"url": None} | given)
    return {str(each.path[0]): each.quotable for each in diagnostics}


@pytest.mark.parametrize("name", ["token", "key_wo", "old"])
def test_the_source_of_a_secret_is_not_to_be_shown_whatever_is_told_of_it(name: str) -> None:
    told = guarded(**{"old": "x", name: "not a number"})
    assert told[name] is False


def test_the_source_of_another_argument_may_be_shown() -> None:
    assert guarded(plain="x", old="x", key_wo="1")["plain"] is True


@pytest.mark.parametrize(("url", "quotable"), [("https://user:password@host", False), ("https://host", True)])
def test_a_check_may_say_that_this_value_is_not_to_be_shown(url: str, quotable: bool) -> None:
    assert guarded(url=url)["url"] is quotable


def test_a_rule_that_speaks_of_a_secret_does_not_show_its_source() -> None:
    assert guarded(url="https://host", old="x")["old"] is False


def test_a_secret_that_is_missing_has_no_source_that_could_show_it() -> None:
    assert guarded(plain="x", old="x")["key_wo"] is True


def test_what_is_not_to_be_shown_is_named_in_words() -> None:
    diagnostics = validate(schema_of(Guarded), schema_of(Guarded).null() | {"token": "x", "url": "https://a@b", "old": "x"})
    for problem in diagnostics:
        assert str(problem.path[0]) in problem.summary


def test_a_secret_of_the_environment_that_has_the_wrong_type_is_not_shown() -> None:
    class Configured(Block):
        """Secret number."""

        pin: int | None = attr("Secret.", default=None, sensitive=True, env="PIN")

    diagnostics = Diagnostics()
    with_environment(schema_of(Configured), {"pin": None}, {"PIN": "hunter2"}, diagnostics)
    (problem,) = diagnostics
    assert not problem.quotable
    assert "hunter2" not in str(problem)


def test_advice_on_write_only_arguments_does_not_show_the_secret() -> None:
    class Stored(Block):
        """A secret in two ways."""

        secret: str | None = attr("Secret.", default=None)
        secret_wo: str | None = attr("Secret.", default=None, write_only=True)

    diagnostics = Diagnostics()
    suggest_write_only(schema_of(Stored), {"secret": "x", "secret_wo": None}, diagnostics)
    refuse_write_only(schema_of(Stored), {"secret": None, "secret_wo": "x"}, diagnostics)
    assert [each.quotable for each in diagnostics] == [False, False]
