"""Somebody wants a composition, and hears of what Twilio documents before Twilio refuses it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import UNKNOWN
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed
from tests.resources.hooks import live

RESOLUTION = """
variable "resolution" { default = "1920x1080" }
resource "twilio_video_composition_hook" "h" {
  friendly_name = "h"
  audio_sources = ["*"]
  resolution    = var.resolution
}
"""
LAYOUT = """
resource "twilio_video_composition_hook" "layout" {
  friendly_name = "layout"
  resolution    = "640x480"
  video_layout = jsonencode({
    grid = { video_sources = ["*"], z_pos = 200 }
    pip  = { x_pos = 1000, width = 8, max_column = 2 }
  })
}
"""


@engines(ANY)
def test_a_resolution_that_is_too_large_is_told_in_the_plan(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(RESOLUTION)

    told = workspace.plan().error

    assert told.startswith('Invalid resolution: "1920x1080": its width is 1920, and must be 16 to 1280; it has 2073600 pixels')
    assert twilio.writes == []


@engines(ANY)
def test_every_limit_that_a_layout_breaks_is_told_in_the_plan_at_once(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(LAYOUT)

    (told,) = workspace.plan().errors

    assert told.summary == "Invalid video_layout"
    assert told.detail.splitlines()[1:] == [
        "grid.z_pos is 200, and must be -99 to 99.",
        "pip.max_column is no property of a region. These are: x_pos, y_pos, z_pos, width, height, max_columns, max_rows, "
        "cells_excluded, reuse, video_sources, video_sources_excluded.",
        'pip.video_sources is missing, and mandatory: a list of the tracks to show, such as ["*"].',
        "pip.x_pos is 1000, and must be 0 to 624: the resolution is 640x480.",
        "pip.width is 8, and must be 16 to 640: the resolution is 640x480.",
    ]
    assert twilio.writes == []


def told(hook: Managed, region: object, **arguments: Any) -> list[str]:
    """What a layout of this one region is told."""
    given = {"friendly_name": "x", "audio_sources": ["*"], "video_layout": json.dumps({"grid": region})} | arguments
    return [line for error in hook.validate(given).errors for line in error.detail.splitlines()[1:]]


@pytest.mark.parametrize(
    ("property_", "value", "problem"),
    [
        ("x_pos", 625, "is 625, and must be 0 to 624: the resolution is 640x480."),
        ("x_pos", -1, "is -1, and must be 0 to 624"),
        ("y_pos", 465, "is 465, and must be 0 to 464"),
        ("y_pos", 1.5, "is 1.5, and must be a whole number, 0 to 464"),
        ("z_pos", -100, "is -100, and must be -99 to 99."),
        ("z_pos", True, "is true, and must be a whole number, -99 to 99."),
        ("z_pos", "1", 'is "1", and must be a whole number'),
        ("width", 15, "is 15, and must be 16 to 640"),
        ("height", 481, "is 481, and must be 16 to 480"),
        ("max_columns", 0, "is 0, and must be 1 to 1000."),
        ("max_rows", 1001, "is 1001, and must be 1 to 1000."),
        ("reuse", "show_all", 'is "show_all", and must be one of "none", "show_oldest", "show_newest".'),
        ("reuse", ["none"], 'is ["none"], and must be one of'),
        ("cells_excluded", 4, "is 4, and must be a list."),
        ("cells_excluded", [0, 1_000_000], "[1] is 1000000, and must be 0 to 999999."),
        ("video_sources", "*", 'is "*", and must be a list.'),
        ("video_sources", ["a", None], "[1] is null, and must be the name or the SID of a track."),
        ("video_sources", None, " is missing, and mandatory"),
        ("video_sources_excluded", [""], '[0] is "", and must be'),
        ("wdith", 100, " is no property of a region."),
    ],
)
def test_a_property_beyond_its_limit_is_named_with_its_region(hook: Managed, property_: str, value: object, problem: str) -> None:
    (line,) = told(hook, {"video_sources": ["*"]} | {property_: value})

    assert line.startswith(f"grid.{property_}{'' if problem.startswith('[') else ' '}{problem.lstrip()}")


def test_a_region_must_end_within_the_resolution(hook: Managed) -> None:
    (line,) = told(hook, {"video_sources": ["*"], "x_pos": 600, "width": 100})

    assert line == "grid.x_pos and width are 600 and 100, and must be at most 640 together: the resolution is 640x480."


def test_a_region_is_an_object(hook: Managed) -> None:
    assert told(hook, 1) == ["grid is 1, and must be an object of properties."]


def test_the_resolution_that_is_given_counts_and_not_the_usual_one(hook: Managed) -> None:
    wide = {"video_sources": ["*"], "x_pos": 1000, "y_pos": 30, "width": 240, "height": 180}

    assert told(hook, wide, resolution="1280x720") == []
    assert len(told(hook, wide)) == 1


def test_while_the_resolution_is_not_known_only_what_no_resolution_allows_is_refused(hook: Managed) -> None:
    assert told(hook, {"video_sources": ["*"], "x_pos": 1000, "width": 240}, resolution=UNKNOWN) == []
    assert told(hook, {"video_sources": ["*"], "x_pos": 1265}, resolution=UNKNOWN) == [
        "grid.x_pos is 1265, and must be 0 to 1264."
    ]


def test_twilios_own_example_of_a_layout_is_taken(hook: Managed) -> None:
    interviewers = {
        "z_pos": 1,
        "x_pos": 10,
        "y_pos": 0,
        "width": 1260,
        "height": 720,
        "max_rows": 3,
        "max_columns": 3,
        "cells_excluded": [4],
        "reuse": "show_newest",
        "video_sources": ["interviewer-*"],
    }

    assert told(hook, interviewers, resolution="1280x720") == []


@pytest.mark.parametrize("resolution", ["16x16", "1280x720", "720x1280", "640x480", "1280x16"])
def test_a_resolution_at_the_limits_is_taken(hook: Managed, resolution: str) -> None:
    hook.apply({"friendly_name": "x", "audio_sources": ["*"], "resolution": resolution}).without_errors()


@pytest.mark.parametrize(
    ("resolution", "problem"),
    [
        ("15x480", "its width is 15, and must be 16 to 1280."),
        ("640x1281", "its height is 1281, and must be 16 to 1280."),
        ("1280x721", "it has 922880 pixels in all, and must have at most 921600 (as many as 1280x720)."),
        ("2x9999", "its width is 2, and must be 16 to 1280; its height is 9999, and must be 16 to 1280."),
        ("640X480", "is not a resolution in pixels"),
    ],
)
def test_a_resolution_beyond_the_limits_is_refused_with_every_reason(hook: Managed, resolution: str, problem: str) -> None:
    (error,) = hook.validate({"friendly_name": "x", "audio_sources": ["*"], "resolution": resolution}).errors

    assert problem in error.detail


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        f'{{"a": {"9" * 5000}}}',
        '{"a": {"width": NaN}}',
        '{"a": {"width": 1e999}}',
        '{"a": ' * 900 + "1" + "}" * 900,
    ],
    ids=["too deep", "too many digits", "no number", "infinite", "deep"],
)
def test_a_layout_that_no_reader_takes_is_an_error_like_any_other(hook: Managed, text: str) -> None:
    (error,) = hook.validate({"friendly_name": "x", "audio_sources": ["*"], "video_layout": text}).errors

    assert error.summary == "Invalid video_layout"


@engines(ANY)
def test_a_hook_that_twilio_tells_in_full_is_imported_with_the_configuration_that_an_engine_writes(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    by_hand = twilio.account().add_composition_hook("By hand")
    by_hand.video_layout = {"grid": {"video_sources": ["*"]}}
    workspace.write(f'import {{\n  to = twilio_video_composition_hook.h\n  id = "{by_hand.sid}"\n}}\n')
    workspace.plan("-generate-config-out=generated.tf").expect_change()
    workspace.apply().expect_success()
    assert '\\"width\\":null' in workspace.state_text

    generated = workspace.directory / "generated.tf"
    generated.write_text(generated.read_text(encoding="utf-8").replace('"By hand"', '"Renamed"'), encoding="utf-8")
    workspace.apply().expect_success()

    assert (live(twilio).friendly_name, live(twilio).video_layout) == ("Renamed", by_hand.video_layout)
    assert "null" not in (twilio.writes[-1].value("VideoLayout") or "")
