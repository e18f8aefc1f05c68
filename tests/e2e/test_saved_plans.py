"""A saved plan is applied to the account that it was made for, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING, KEY, OLD_BUCKET, OLD_CREDENTIAL, Held, holds, set_by_hand
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.test_baseline import BASELINE, begin
from tests.e2e.workspace import Workspace

NOT_ENCRYPTED: Held = {**EVERYTHING, "encryption_key_sid": None, "encryption_enabled": False}
TURNED_ON: Held = {"encryption_key_sid": KEY, "encryption_enabled": True}


@pytest.fixture
def kept(workspace: Workspace, twilio: FakeTwilio, initialised: Path, cli_config: Path) -> Workspace:
    """Settings that store in S3 and do not encrypt, in state and in the account, over a baseline that encrypts."""
    begin(workspace, twilio, initialised, cli_config)
    state = json.loads(workspace.state_text)
    state["resources"][0]["instances"][0]["attributes"] |= NOT_ENCRYPTED
    workspace.state_text = json.dumps(state)
    workspace.write(hcl.settings(NOT_ENCRYPTED))
    set_by_hand(twilio.account(), NOT_ENCRYPTED)
    return workspace


def assert_refused(kept: Workspace, twilio: FakeTwilio) -> str:
    """Which setting, what the plan saw, what is there now, and that nothing was written. The error."""
    state = kept.state
    error = kept.apply_plan().error
    assert "The settings were changed since the plan" in error
    assert f'encryption_key_sid: the plan saw null, and now it is "{KEY}"' in error
    assert "aws_s3_url" not in error
    assert "Nothing was changed" in error
    assert "Plan again" in error
    assert (twilio.writes, kept.state, holds(twilio)) == ([], state, {**NOT_ENCRYPTED, **TURNED_ON})
    return error


def test_a_saved_rename_does_not_turn_encryption_off_that_was_turned_on_by_hand(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.write(hcl.settings(NOT_ENCRYPTED, friendly_name="Renamed"))
    kept.plan().expect_change()
    set_by_hand(twilio.account(), TURNED_ON)

    assert "encryption_enabled: the plan saw false, and now it is true" in assert_refused(kept, twilio)


def test_a_saved_destroy_does_not_undo_what_was_changed_by_hand(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.plan("-destroy").expect_change()
    set_by_hand(twilio.account(), TURNED_ON)

    assert "encryption_enabled" not in assert_refused(kept, twilio)  # the baseline encrypts too, with another key


@engines(TERRAFORM, OPENTOFU)
def test_after_a_refusal_the_next_plan_shows_the_change_and_goes_on(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.write(hcl.settings(NOT_ENCRYPTED, friendly_name="Renamed"))
    kept.plan().expect_change()
    set_by_hand(twilio.account(), TURNED_ON)
    kept.apply_plan()

    assert kept.plan().expect_change().drift == {THIS: "update"}
    kept.apply_plan().expect_success()

    assert holds(twilio) == {**NOT_ENCRYPTED, "friendly_name": "Renamed"}


@engines(OLDEST_TERRAFORM)
def test_what_somebody_did_by_hand_already_is_no_conflict(kept: Workspace, twilio: FakeTwilio) -> None:
    wanted = {**NOT_ENCRYPTED, **TURNED_ON}
    kept.write(hcl.settings(wanted))
    kept.plan().expect_change()
    set_by_hand(twilio.account(), TURNED_ON)

    kept.apply_plan().expect_success()

    assert (twilio.writes, holds(twilio)) == ([], wanted)
    kept.plan().expect_nothing_to_do()


@engines(OPENTOFU)
def test_a_saved_destroy_of_what_holds_the_baseline_already_is_no_conflict(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.plan("-destroy").expect_change()
    set_by_hand(twilio.account(), BASELINE)

    kept.apply_plan().expect_success()

    assert (twilio.writes, holds(twilio), kept.instances) == ([], BASELINE, {})


@engines(TERRAFORM, OPENTOFU)
def test_a_saved_create_does_not_overwrite_what_was_set_up_after_its_plan(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(NOT_ENCRYPTED))
    workspace.plan().expect_change()
    by_hand: Held = {"aws_credentials_sid": OLD_CREDENTIAL, "aws_s3_url": OLD_BUCKET, "aws_storage_enabled": True}
    set_by_hand(twilio.account(), by_hand)

    error = workspace.apply_plan().error

    assert "The account already has settings" in error
    assert "Nothing was changed" in error
    assert (twilio.writes, workspace.instances) == ([], {})
