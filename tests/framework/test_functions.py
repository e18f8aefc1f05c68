"""Functions that a configuration can call."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from provider.framework.diagnostics import Failure
from provider.framework.functions import ArgumentError, function
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block
from provider.framework.schema.checks import length
from provider.framework.server import ProviderServer
from provider.framework.values import UNKNOWN
from provider.plugin import schemas
from tests.framework.toy import SECRET, Shelf, ShelfError, ToyProvider


class Parts(Block):
    """Two parts."""

    first: str = attr("The first.")
    second: str | None = attr("The second.")


def _join(words: list[str], separator: str | None) -> str:
    """Words in one text.

    With the separator between them, or nothing.
    """
    return (separator or "").join(words)


def _split(text: str) -> Parts:
    """The parts of a text."""
    first, _, second = text.partition(":")
    return Parts(first=first, second=second or None)


def _break(how: str) -> str:
    """Breaks."""
    raise {"key": KeyError(SECRET), "shelf": ShelfError("dark"), "value": ValueError(SECRET)}[how]


JOIN = function(
    "join",
    _join,
    parameters={"words": "What to join.", "separator": "What goes between."},
    checks={"separator": length(0, 2)},
)
SPLIT = function("split", _split, parameters={"text": "The text."})
BREAK = function("break", _break, parameters={"how": "How."})


def test_a_check_of_a_parameter_that_a_function_does_not_have_is_refused() -> None:
    with pytest.raises(TypeError, match="function join has no parameter seperator"):
        function("join", _join, parameters={"words": "What.", "separator": "Between."}, checks={"seperator": length(0, 2)})


@pytest.fixture
def server() -> ProviderServer[Shelf]:
    return ProviderServer(ToyProvider(functions=[JOIN, SPLIT, BREAK]))


def test_a_function_is_described_by_its_signature_and_docstring() -> None:
    message = schemas.function(JOIN)
    assert message.summary == "Words in one text."
    assert message.description.endswith("With the separator between them, or nothing.")
    assert [(each.name, each.type, each.allow_null_value) for each in message.parameters] == [
        ("words", b'["list","string"]', False),
        ("separator", b'"string"', True),
    ]
    assert [each.description for each in message.parameters] == ["What to join.", "What goes between."]
    assert getattr(message, "return").type == b'"string"'


def test_a_function_that_returns_several_parts_returns_an_object() -> None:
    message = schemas.function(SPLIT)
    assert getattr(message, "return").type == b'["object",{"first":"string","second":"string"}]'


@pytest.mark.parametrize(
    ("name", "arguments", "result"),
    [
        ("join", [["a", "b"], "-"], "a-b"),
        ("join", [["a", "b"], None], "ab"),
        ("join", [[1, True], ""], "1true"),
        ("split", ["a:b"], {"first": "a", "second": "b"}),
        ("split", ["a"], {"first": "a", "second": None}),
    ],
)
def test_a_function_is_called_with_what_its_types_make_of_the_arguments(
    server: ProviderServer[Shelf], name: str, arguments: list[Any], result: object
) -> None:
    assert server.call_function(name, arguments) == result


@pytest.mark.parametrize("arguments", [[UNKNOWN, "-"], [["a", UNKNOWN], "-"]])
def test_a_function_of_something_unknown_is_unknown(server: ProviderServer[Shelf], arguments: list[Any]) -> None:
    assert server.call_function("join", arguments) is UNKNOWN


def test_a_wrong_argument_is_told_by_its_position(server: ProviderServer[Shelf]) -> None:
    with pytest.raises(ArgumentError, match="at most 2") as problem:
        server.call_function("join", [["a"], "---"])
    assert problem.value.argument == 1


def test_an_argument_of_the_wrong_type_is_told_by_its_position(server: ProviderServer[Shelf]) -> None:
    with pytest.raises(ArgumentError, match="a list is wanted") as problem:
        server.call_function("join", ["a", "-"])
    assert problem.value.argument == 0


def test_a_function_that_does_not_exist_is_named(server: ProviderServer[Shelf]) -> None:
    with pytest.raises(Failure, match="no function teapot"):
        server.call_function("teapot", [])


def test_an_error_that_the_provider_knows_is_told_in_its_words(server: ProviderServer[Shelf]) -> None:
    with pytest.raises(Failure, match="The shelf complains: dark"):
        server.call_function("break", ["shelf"])


@pytest.mark.parametrize("how", ["key", "value"])
def test_a_defect_in_a_function_is_told_without_what_it_says(
    server: ProviderServer[Shelf], how: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Failure) as problem:
        server.call_function("break", [how])
    assert "defect of the provider" in str(problem.value)
    assert SECRET not in str(problem.value) + caplog.text


def test_a_wrong_number_of_arguments_is_told(server: ProviderServer[Shelf]) -> None:
    with pytest.raises(Failure, match="0 came, and the function takes 1"):
        server.call_function("split", [])
