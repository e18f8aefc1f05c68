"""Values come back from the API as the type that is declared for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block, schema_of
from provider.resources import answers


class Thing(Block):
    """One attribute of each type."""

    name: str = attr("A text that must be there.")
    days: int | None = attr("A whole number.", default=None)
    kept: int = attr("A whole number with a default.", default=30)
    ratio: float | None = attr("A number.", default=None)
    on: bool = attr("A switch.", default=False)
    label: str | None = attr("A text.", default=None)
    sizes: list[int] = attr("Whole numbers.", default=[])
    limits: dict[str, int] | None = attr("Whole numbers by name.", default=None)


def read(name: str, value: object) -> answers.Reading:
    return answers.read(schema_of(Thing), [name], {name: value})


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("days", 0, 0),
        ("days", -1, -1),
        ("days", 30, 30),
        ("days", None, None),
        ("kept", 0, 0),
        ("kept", None, 30),
        ("ratio", 0, 0),
        ("ratio", 0.5, 0.5),
        ("on", False, False),
        ("on", None, False),
        ("label", "", None),
        ("name", "", ""),
        ("label", "0", "0"),
        ("sizes", [0, 1], [0, 1]),
        ("sizes", None, []),
        ("limits", {"a": 0}, {"a": 0}),
        ("limits", {}, {}),
    ],
)
def test_a_value_of_the_declared_type_is_taken_as_it_is(name: str, value: Any, kept: Any) -> None:
    reading = read(name, value)

    assert reading.problems == {}
    assert reading.values == {name: kept}
    assert type(reading.values[name]) is type(kept)


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("days", "30", "`days` is a text, and a whole number is expected"),
        ("days", True, "`days` is a bool, and a whole number is expected"),
        ("days", 0.5, "`days` is a number, and a whole number is expected"),
        ("days", "", None),
        ("kept", "", "`kept` is a text, and a whole number is expected"),
        ("on", 0, "`on` is a number, and a bool is expected"),
        ("label", 0, "`label` is a number, and a string is expected"),
        ("sizes", ["a"], "`sizes` is a list, and a list of number is expected"),
        ("limits", {"a": "b"}, "`limits` is an object, and a map of number is expected"),
    ],
)
def test_a_value_of_another_type_is_a_problem_that_names_both(name: str, value: Any, problem: str | None) -> None:
    reading = read(name, value)

    assert reading.problems == ({} if problem is None else {name: problem})
    assert reading.values == ({name: None} if problem is None else {})


def test_what_is_not_there_is_a_problem() -> None:
    assert answers.read(schema_of(Thing), ["days"], {}).problems == {"days": "`days` is missing"}


@pytest.mark.parametrize(
    "text", ["2026-01-02T03:04:05", "2026-01-02T03:04:05Z", "Fri, 02 Jan 2026 03:04:05 -0000", "Fri, 02 Jan 2026 04:04:05 +0100"]
)
def test_a_date_that_names_no_time_zone_is_in_utc(text: str) -> None:
    assert answers.date(text) == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
