"""What becomes of the values that engines and state files bring."""

from __future__ import annotations

from typing import Any

import pytest

from provider.framework.schema.types import Bool, Integer, List, Map, Number, Object, String, Type, TypeMismatch
from provider.framework.values import UNKNOWN, is_known, is_wholly_known

EVERY_TYPE: list[Type] = [
    String(),
    Bool(),
    Integer(),
    Number(),
    List(String()),
    Map(Bool()),
    Object((("a", String()),)),
]


@pytest.mark.parametrize("kind", EVERY_TYPE, ids=lambda kind: kind.name)
def test_null_and_unknown_are_of_every_type(kind: Type) -> None:
    assert kind.conform(None) is None
    assert kind.conform(UNKNOWN) is UNKNOWN


@pytest.mark.parametrize(
    ("kind", "given", "meant"),
    [
        (String(), "text", "text"),
        (String(), 5, "5"),
        (String(), True, "true"),
        (Bool(), False, False),
        (Bool(), "true", True),
        (Bool(), "false", False),
        (Integer(), 5, 5),
        (Integer(), 5.0, 5),
        (Integer(), "5", 5),
        (Integer(), "-5", -5),
        (Integer(), "5.0", 5),
        (Integer(), str(2**70), 2**70),
        (Number(), 1.5, 1.5),
        (Number(), "1.5", 1.5),
        (Number(), "3", 3),
        (List(Integer()), ("1", 2), [1, 2]),
        (Map(Bool()), {"a": "true"}, {"a": True}),
        (Object((("a", Integer()), ("b", String()))), {"a": "1", "c": 2}, {"a": 1, "b": None}),
    ],
)
def test_a_value_that_means_one_of_the_type_becomes_it(kind: Type, given: Any, meant: Any) -> None:
    conformed = kind.conform(given)
    assert conformed == meant
    assert type(conformed) is type(meant)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (String(), []),
        (Bool(), "yes"),
        (Bool(), 1),
        (Integer(), 1.5),
        (Integer(), "1.5"),
        (Integer(), "many"),
        (Integer(), True),
        (Integer(), float("inf")),
        (Integer(), float("nan")),
        (Integer(), "--5"),
        (Number(), "many"),
        (Number(), "--5"),
        (Number(), True),
        (Number(), []),
        (List(String()), "a"),
        (List(String()), {"a": "b"}),
        (Map(String()), ["a"]),
        (Object(()), "a"),
    ],
)
def test_a_value_that_means_nothing_of_the_type_is_refused(kind: Type, given: Any) -> None:
    with pytest.raises(TypeMismatch):
        kind.conform(given)


def test_a_mismatch_says_what_is_wanted_and_where() -> None:
    with pytest.raises(TypeMismatch, match="a whole number is wanted here") as mismatch:
        Map(List(Integer())).conform({"a": [1, "x"]})
    assert [each.path for each in mismatch.value.wrong] == [("a", 1)]


def test_a_mismatch_has_every_value_that_is_wrong() -> None:
    with pytest.raises(TypeMismatch) as mismatch:
        Object((("names", List(String())), ("sizes", Map(Integer())))).conform(
            {"names": ["a", [], {}], "sizes": {"b": "x", "c": 1}}
        )
    assert str(mismatch.value) == (
        'names[1]: a string is wanted here; names[2]: a string is wanted here; sizes["b"]: a whole number is wanted here'
    )


def test_a_list_of_unknown_elements_is_known_but_not_wholly() -> None:
    assert is_known([UNKNOWN])
    assert not is_wholly_known([UNKNOWN])
    assert not is_wholly_known({"a": [{"b": UNKNOWN}]})
    assert is_wholly_known({"a": ["b", None]})


def test_an_unknown_is_neither_true_nor_false() -> None:
    with pytest.raises(TypeError, match="neither true nor false"):
        bool(UNKNOWN)
