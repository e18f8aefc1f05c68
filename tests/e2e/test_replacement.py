"""Settings that are replaced: the baseline outlives it, or the user is told before and in the same apply."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING, OLD_BUCKET, OLD_KEY, holds, set_by_hand
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.stack import CREATE_BEFORE_DESTROY
from tests.e2e.test_baseline import BASELINE, begin, told, warned
from tests.e2e.workspace import Workspace


@pytest.fixture
def kept(workspace: Workspace, twilio: FakeTwilio, initialised: Path, cli_config: Path) -> Workspace:
    """Settings in state and in the account, over a baseline that encrypts and stores elsewhere."""
    return begin(workspace, twilio, initialised, cli_config)


@engines(OLDEST_TERRAFORM)
def test_tainted_settings_are_applied_and_destroyed_and_the_account_has_its_old_key(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.run("taint", THIS).expect_success()
    kept.apply().expect_success()

    kept.destroy().expect_success()

    assert holds(twilio)["encryption_key_sid"] == OLD_KEY
    assert holds(twilio)["encryption_enabled"] is True
    assert holds(twilio) == BASELINE


def test_create_before_destroy_is_told_in_the_plan_and_in_its_apply(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.write(hcl.settings(EVERYTHING, inner=CREATE_BEFORE_DESTROY))

    kept.plan(f"-replace={THIS}").expect_change()
    (change,) = kept.show_plan()["resource_changes"]
    applied = kept.apply_plan().expect_success()

    # Engines drop the warnings of a replacement's plan; what they show is what goes.
    assert json.loads(change["change"]["before"]["baseline"]) == BASELINE
    assert change["change"]["after_unknown"]["baseline"] is True
    assert told(BASELINE, warned(applied))
    assert (twilio.writes, holds(twilio)) == ([], EVERYTHING)


def test_tainted_settings_with_create_before_destroy_warn_in_the_plan_and_in_its_apply(
    kept: Workspace, twilio: FakeTwilio
) -> None:
    kept.write(hcl.settings(EVERYTHING, inner=CREATE_BEFORE_DESTROY))
    kept.run("taint", THIS).expect_success()

    planned = kept.plan().expect_change()
    applied = kept.apply_plan().expect_success()

    assert told(BASELINE, warned(planned))
    assert "create_before_destroy" in warned(planned)
    assert told(BASELINE, warned(applied))
    assert (twilio.writes, holds(twilio)) == ([], EVERYTHING)


@engines(TERRAFORM, OPENTOFU)
def test_a_replacement_that_changes_something_is_one_write_and_no_other_settings_in_between(
    kept: Workspace, twilio: FakeTwilio
) -> None:
    kept.write(hcl.settings(EVERYTHING, friendly_name="Renamed"))

    kept.apply(f"-replace={THIS}").expect_success()

    (write,) = twilio.writes
    assert write.value("FriendlyName") == "Renamed"
    assert holds(twilio) == {**EVERYTHING, "friendly_name": "Renamed"}


@engines(OPENTOFU)
def test_a_change_with_create_before_destroy_is_refused_before_anything_is_written(kept: Workspace, twilio: FakeTwilio) -> None:
    before = kept.state
    kept.write(hcl.settings(EVERYTHING, aws_s3_url=OLD_BUCKET, inner=CREATE_BEFORE_DESTROY))

    error = kept.apply(f"-replace={THIS}").error

    assert "Nothing was changed" in error
    assert (twilio.writes, holds(twilio), kept.state) == ([], EVERYTHING, before)


@engines(TERRAFORM)
def test_a_failed_replacement_keeps_object_and_baseline_in_state(kept: Workspace, twilio: FakeTwilio) -> None:
    """The new key is gone after the plan. When it comes to writing, the destroy half is done, and state would be empty."""
    kept.run("taint", THIS).expect_success()
    kept.write(hcl.settings(EVERYTHING, encryption_key_sid=OLD_KEY))
    kept.plan().expect_change()
    baseline = kept.state[THIS]["baseline"]
    twilio.account().delete_credential(OLD_KEY)

    assert kept.apply_plan().code == 1

    assert kept.state[THIS]["baseline"] == baseline
    assert holds(twilio) == EVERYTHING


@engines(TERRAFORM, OPENTOFU)
def test_the_destroy_of_a_block_that_is_gone_goes_on_where_its_plan_saw_a_change_by_hand(
    kept: Workspace, twilio: FakeTwilio
) -> None:
    set_by_hand(twilio.account(), {"friendly_name": "Changed by hand"})
    kept.write()

    kept.apply().expect_success()

    assert holds(twilio) == BASELINE


@engines(OPENTOFU)
def test_the_plan_stays_empty_and_shows_what_a_restore_puts_back(kept: Workspace) -> None:
    kept.plan().expect_nothing_to_do()

    shown = kept.run("show", "-no-color").expect_success().text
    assert all(str(value) in shown for value in BASELINE.values() if isinstance(value, str))
