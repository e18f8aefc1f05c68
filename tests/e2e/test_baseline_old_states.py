"""States that the first version of the provider wrote, with the baseline in private state and no such attribute."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING, holds
from tests.e2e.engine_choice import OLDEST_TERRAFORM, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.test_baseline import BASELINE, begin
from tests.e2e.workspace import Workspace


@pytest.fixture
def old(workspace: Workspace, twilio: FakeTwilio, initialised: Path, cli_config: Path) -> Workspace:
    """Settings in state as that version left them."""
    begin(workspace, twilio, initialised, cli_config)
    state = json.loads(workspace.state_text)
    (instance,) = state["resources"][0]["instances"]
    del instance["attributes"]["baseline"]
    private = {"baseline": BASELINE, "instance": "0123456789abcdef0123456789abcdef"}
    instance["private"] = base64.b64encode(json.dumps(private, separators=(",", ":")).encode()).decode()
    workspace.state_text = json.dumps(state)
    return workspace


def test_the_plan_is_empty_and_a_refresh_takes_the_baseline_into_its_attribute(old: Workspace, twilio: FakeTwilio) -> None:
    old.plan().expect_nothing_to_do()

    old.run("refresh", "-input=false", "-no-color").expect_success()

    assert json.loads(old.state[THIS]["baseline"]) == BASELINE
    assert twilio.writes == []


@engines(TERRAFORM)
def test_an_update_keeps_the_baseline(old: Workspace, twilio: FakeTwilio) -> None:
    old.write(hcl.settings(EVERYTHING, friendly_name="Renamed"))
    old.apply().expect_success()
    assert holds(twilio) == {**EVERYTHING, "friendly_name": "Renamed"}

    old.destroy().expect_success()

    assert holds(twilio) == BASELINE


def test_an_update_without_a_refresh_keeps_the_baseline(old: Workspace, twilio: FakeTwilio) -> None:
    old.write(hcl.settings(EVERYTHING, friendly_name="Renamed"))
    old.apply("-refresh=false").expect_success()

    old.destroy("-refresh=false").expect_success()

    assert holds(twilio) == BASELINE


def test_a_taint_keeps_the_baseline(old: Workspace, twilio: FakeTwilio) -> None:
    old.run("taint", THIS).expect_success()
    old.apply().expect_success()

    old.destroy().expect_success()

    assert holds(twilio) == BASELINE


@engines(OLDEST_TERRAFORM)
def test_a_destroy_puts_the_baseline_back(old: Workspace, twilio: FakeTwilio) -> None:
    old.destroy().expect_success()

    assert holds(twilio) == BASELINE
