"""Twilio's examples answer 0 for the width, the height, and the most rows and columns of a region of which nothing was said, and
its limits begin above that. It is no layout that somebody asked for, and nothing that a configuration could be made of.
"""

from __future__ import annotations

import json
from typing import Any

from provider.fake import Alter, FakeTwilio
from tests.e2e import hcl
from tests.e2e.engine_choice import CURRENT, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed
from tests.resources.hooks import SMALL, live

HOOK = f"{hcl.HOOK}.grid"
SAID: dict[str, Any] = {"video_sources": ["*"], "reuse": "none", "x_pos": 100, "y_pos": 600, "z_pos": 10}
ANSWERED = SAID | {
    "video_sources_excluded": [],
    "width": 0,
    "height": 0,
    "max_columns": 0,
    "max_rows": 0,
    "cells_excluded": [],
}
"""The region `pip` of the hook in the examples, which is the whole answer to a region that says no more than `SAID`."""


@engines(*CURRENT)
def test_a_hook_whose_answer_has_zeros_is_imported_with_generated_configuration(workspace: Workspace, twilio: FakeTwilio) -> None:
    made = twilio.account().add_composition_hook("Grid")
    made.resolution, made.video_layout = "1280x720", {"grid": ANSWERED}
    workspace.write(f'import {{\n  to       = {HOOK}\n  id       = "{made.sid}"\n  provider = twilio\n}}\n')

    workspace.plan("-generate-config-out=generated.tf").expect_change()
    workspace.apply_plan().expect_success()

    workspace.write()
    workspace.plan().expect_nothing_to_do()
    assert twilio.writes == []


def test_zeros_that_are_answered_are_no_other_layout_than_was_asked_for(hook: Managed, twilio: FakeTwilio) -> None:
    given = {**SMALL, "resolution": "1280x720", "video_layout": json.dumps({"grid": SAID})}
    twilio.faults.add(Alter({"video_layout": {"grid": ANSWERED}}), times=None)

    hook.apply(given).without_errors()

    assert hook.state["video_layout"] == given["video_layout"]
    hook.assert_settled(given)


def test_a_size_that_somebody_set_by_hand_is_still_seen(hook: Managed, twilio: FakeTwilio) -> None:
    given = {**SMALL, "resolution": "1280x720", "video_layout": json.dumps({"grid": SAID})}
    hook.apply(given).without_errors()
    live(twilio).video_layout = {"grid": ANSWERED | {"width": 800}}

    hook.refresh()

    region = json.loads(hook.state["video_layout"])["grid"]
    assert (region["width"], region["height"]) == (800, None)
