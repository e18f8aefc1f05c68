"""A value that is missing ends up as an element of a list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest

from provider.fake import Alter, FakeTwilio
from provider.framework.diagnostics import Key
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block, schema_of
from provider.framework.schema.types import Type, TypeMismatch
from provider.framework.schema.validation import validate
from provider.framework.values import UNKNOWN, Value
from provider.resources.provider import TwilioProvider
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed

HOOK = """
variable "extra" {{
  type    = string
  default = {default}
}}
resource "twilio_video_composition_hook" "h" {{
  friendly_name = "h"
  audio_sources = ["*", {element}]
}}
"""


@engines(ANY)
@pytest.mark.parametrize(("default", "told"), [("null", "It is null"), ('""', "It is an empty text")])
def test_a_plan_names_the_element_that_is_missing_and_nothing_is_sent(
    workspace: Workspace, twilio: FakeTwilio, default: str, told: str
) -> None:
    workspace.write(HOOK.format(default=default, element="var.extra"))

    assert workspace.plan().error.startswith(f"Invalid audio_sources[1]: {told}")
    assert twilio.writes == []


@engines(ANY)
def test_an_element_that_turns_out_to_be_missing_in_the_apply_is_not_sent_either(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    later = 'resource "terraform_data" "later" {\n  input = var.extra\n}\n'
    workspace.write(HOOK.format(default='""', element="terraform_data.later.output"), later)

    workspace.plan().expect_change()
    assert workspace.apply_plan().error.startswith("Invalid audio_sources[1]: It is an empty text")

    assert twilio.writes == []
    assert "twilio_video_composition_hook.h" not in workspace.instances


class Nested(Block):
    """Lists and maps in each other."""

    rows: list[list[str]] = attr("Rows.", default=[])
    labels: dict[str, str] = attr("Labels.", default={})
    counts: list[int] = attr("Counts.", default=[])


@pytest.mark.parametrize(
    ("given", "path", "name"),
    [
        ({"rows": [["a"], ["b", None]]}, ("rows", 1, 1), "rows[1][1]"),
        ({"rows": [["a"], None]}, ("rows", 1), "rows[1]"),
        ({"labels": {"a b": ""}}, ("labels", Key("a b")), 'labels["a b"]'),
        ({"labels": {"a": None}}, ("labels", Key("a")), 'labels["a"]'),
        ({"counts": [0, None]}, ("counts", 1), "counts[1]"),
        ({"rows": [[UNKNOWN, ""]]}, ("rows", 0, 1), "rows[0][1]"),
    ],
)
def test_a_missing_element_is_found_in_any_list_or_map(given: dict[str, object], path: tuple[object, ...], name: str) -> None:
    (problem,) = validate(schema_of(Nested), schema_of(Nested).null() | given).errors

    assert (problem.path, problem.summary) == (path, f"Invalid {name}")


def test_an_element_that_is_not_known_yet_is_passed_over() -> None:
    given = {"rows": [[UNKNOWN], UNKNOWN], "labels": {"a": UNKNOWN}, "counts": [0]}

    assert not validate(schema_of(Nested), schema_of(Nested).null() | given).items


WRONG = [None, "", True, False, 0, -1, "nonsense", [], ["a", None], [True], [["a"]], {"a": None}]


def _wrong(kind: Type) -> Iterator[Value]:
    """Those of the type, as checks see them."""
    for value in WRONG:
        with suppress(TypeMismatch):
            yield kind.conform(value)


def test_no_check_and_no_rule_spells_a_value_as_python_does() -> None:
    for resource in TwilioProvider().resources.values():
        schema = schema_of(resource)
        given = [(name, value) for name, each in schema.attributes.items() for value in _wrong(each.type)]
        for name, value in given:
            for problem in validate(schema, schema.null() | {name: value}, required=True):
                assert not re.search(r"None|True|False|\['", str(problem)), str(problem)


def test_a_list_that_the_api_answers_otherwise_is_spelled_as_a_configuration_has_it(hook: Managed, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"audio_sources": ["ä", "b"]}), method="POST")

    (error,) = hook.apply({"friendly_name": "x", "audio_sources": ["*"]}).errors

    assert '["*"] was sent and the API answered ["ä", "b"].' in error.detail
