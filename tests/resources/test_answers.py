"""Answers of the API, held to the types that are declared."""

from __future__ import annotations

import pytest

from provider.framework.blocks import schema_of
from provider.resources import answers
from tests.framework.toy import Thing


def read(**answer: object) -> answers.Reading:
    """What an answer says of a thing, whose attributes have every type."""
    return answers.read(schema_of(Thing), list(answer), answer)


@pytest.mark.parametrize(
    ("name", "value"), [("name", "lamp"), ("size", 0), ("size", 7), ("careful", False), ("tags", []), ("tags", ["a"])]
)
def test_a_value_of_the_declared_type_comes_back_as_it_is(name: str, value: object) -> None:
    reading = read(**{name: value})

    assert (reading.values, reading.problems) == ({name: value}, {})
    assert type(reading.values[name]) is type(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", 7),
        ("name", ["lamp"]),
        ("size", True),
        ("size", "7"),
        ("size", 7.5),
        ("careful", "yes"),
        ("careful", 1),
        ("tags", "a"),
        ("tags", ["a", 1]),
        ("tags", {"a": "b"}),
    ],
)
def test_a_value_of_another_type_is_a_problem_that_names_it(name: str, value: object) -> None:
    reading = read(**{name: value})

    assert reading.values == {}
    assert f"`{name}` is " in reading.problems[name]
    assert "is expected" in reading.problems[name]


def test_null_is_the_default_where_there_is_one() -> None:
    reading = read(careful=None, colour=None, note=None, tags=None)

    assert (reading.values, reading.problems) == ({"careful": False, "colour": "red", "note": None, "tags": []}, {})


def test_an_empty_text_is_null_where_null_is_allowed_and_nowhere_else() -> None:
    assert read(note="", name="").values == {"note": None, "name": ""}


def test_what_is_missing_is_said() -> None:
    assert answers.read(schema_of(Thing), ["note"], {}).problems == {"note": "`note` is missing"}
