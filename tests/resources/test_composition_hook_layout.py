"""Layouts are compared by what they mean."""

from __future__ import annotations

import json
from typing import Any

import pytest

from provider.fake import Alter, FakeTwilio
from tests.engine.managed import Managed
from tests.resources.hooks import LARGE, LAYOUT, SMALL, live

REGION: dict[str, Any] = {
    "x_pos": 0,
    "y_pos": 0,
    "z_pos": 0,
    "width": None,
    "height": None,
    "max_columns": None,
    "max_rows": None,
    "cells_excluded": [],
    "reuse": "show_oldest",
    "video_sources": [],
    "video_sources_excluded": [],
}
"""A region as Twilio answers it: the examples of its documentation have every property, whatever was sent."""


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(LAYOUT, indent=4),
        json.dumps(dict(reversed(LAYOUT.items()))),
        json.dumps(LAYOUT).replace('"z_pos": 1', '"z_pos": 1.0'),
        json.dumps({name: REGION | region for name, region in LAYOUT.items()}),
    ],
    ids=["white space", "order", "number", "in full"],
)
def test_a_layout_written_in_other_words_is_no_change(hook: Managed, text: str) -> None:
    hook.apply(LARGE).without_errors()

    hook.assert_settled({**LARGE, "video_layout": text})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": {"video_sources": ["x"]}}, {"a": {"video_sources": ["y"]}}),
        ({"a": {"video_sources": ["x", "y"]}}, {"a": {"video_sources": ["y", "x"]}}),
        ({"a": {"video_sources": ["x"]}}, {"b": {"video_sources": ["x"]}}),
        ({"a": {"video_sources": [], "z_pos": 1}}, {"a": {"video_sources": [], "z_pos": True}}),
        ({"a": {"video_sources": [], "reuse": "none"}}, {"a": {"video_sources": []}}),
    ],
    ids=["value", "order in a list", "name", "type", "back to the default"],
)
def test_another_layout_is_a_change(hook: Managed, before: dict[str, Any], after: dict[str, Any]) -> None:
    hook.apply({**SMALL, "video_layout": json.dumps(before)}).without_errors()

    assert hook.plan({**SMALL, "video_layout": json.dumps(after)}).object["video_layout"] == json.dumps(after)


def test_a_layout_that_twilio_answers_in_full_is_the_one_that_was_asked_for(hook: Managed, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"video_layout": {name: REGION | region for name, region in LAYOUT.items()}}), times=None)

    hook.apply(LARGE).without_errors()

    assert hook.state["video_layout"] == LARGE["video_layout"]
    hook.assert_settled(LARGE)


def test_a_layout_changed_by_somebody_else_is_shown_and_repaired(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(LARGE).without_errors()
    live(twilio).video_layout = {"main": {"video_sources": ["everything"]}}

    hook.refresh()
    assert json.loads(hook.state["video_layout"]) == {"main": REGION | {"video_sources": ["everything"]}}
    assert " " not in hook.state["video_layout"]
    hook.apply(LARGE).without_errors()

    assert live(twilio).video_layout == LAYOUT


def test_a_layout_is_told_as_jsonencode_writes_it(hook: Managed, twilio: FakeTwilio) -> None:
    by_hand = twilio.account().add_composition_hook("Everybody")
    by_hand.video_layout = {"z": {"video_sources": ["<ä> & \u2028"]}, "a": {"width": 240}}

    hook.import_(by_hand.sid)

    unsaid = '"cells_excluded":[],"height":null,"max_columns":null,"max_rows":null,"reuse":"show_oldest"'
    rest = '"x_pos":0,"y_pos":0,"z_pos":0'
    sources = r'"video_sources":["\u003cä\u003e \u0026 \u2028"],"video_sources_excluded":[]'
    first = f'{{{unsaid},"video_sources":[],"video_sources_excluded":[],"width":240,{rest}}}'
    assert hook.state["video_layout"] == f'{{"a":{first},"z":{{{unsaid},{sources},"width":null,{rest}}}}}'
