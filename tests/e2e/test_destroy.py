"""What an account holds after a destroy, and whether the plan said so, with engines. `tests/conformance` has the whole table."""

from __future__ import annotations

import json

import pytest

from provider.fake import FakeTwilio
from tests.e2e import community, destroys, hcl
from tests.e2e.account import ACCOUNTS, EVERYTHING, OLD_KEY, PARAMETERS, Held, holds, sent, set_by_hand
from tests.e2e.destroys import ARGUMENTS, DESTROYS, KEPT, REFUSALS, Outcome
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Result, Workspace

DIAGONAL = [
    cell
    for cell in DESTROYS
    if cell.values[:3]
    in (
        ("fresh", "reset", "untouched"),
        ("imported", "restore", "encrypted"),
        ("adopted", "retain", "in S3"),
        ("migrated", "restore", "set up by hand"),
    )
]


def manage(workspace: Workspace, way_in: str, on_destroy: str, found: Held) -> Result:
    """Bring the account under management: what it held goes, and `EVERYTHING` comes."""
    arguments: dict[str, hcl.Value] = {**EVERYTHING, "on_destroy": on_destroy}
    blocks = []
    if way_in == "adopted":
        arguments["adopt_existing"] = True
    elif way_in == "imported" and workspace.engine.features.import_block:
        blocks.append(hcl.import_block("Default"))
    workspace.write(hcl.settings(arguments), *blocks)
    if way_in == "imported" and not blocks:
        workspace.import_(THIS, "Default").expect_success()
    elif way_in == "migrated":
        workspace.state_text = community.state(found)
        workspace.replace_provider().expect_success()
    return workspace.apply()


def said(plan: Result) -> Held:
    """What the account will hold, in the words of the destroy plan."""
    (warning,) = plan.warnings
    assert warning.summary == "What this destroy leaves behind"
    return destroys.said(warning.detail)


@engines(TERRAFORM)
@pytest.mark.parametrize(ARGUMENTS, REFUSALS[-1:])
def test_a_fresh_create_does_not_overwrite_an_account_in_use(
    workspace: Workspace, twilio: FakeTwilio, way_in: str, on_destroy: str, account: str, outcome: Outcome
) -> None:
    found = ACCOUNTS[account]
    set_by_hand(twilio.account(), found)

    error = manage(workspace, way_in, on_destroy, found).error

    assert "The account already has settings" in error
    for name, value in found.items():
        if value and name != "friendly_name":
            assert f"{name} = {json.dumps(value)}" in error
    assert "import" in error
    assert "adopt_existing = true" in error
    assert (twilio.writes, workspace.instances) == ([], {})
    assert holds(twilio) == outcome.held(found)


@engines(TERRAFORM)
@pytest.mark.parametrize(ARGUMENTS, DIAGONAL)
def test_a_destroy_leaves_the_account_as_its_plan_said(
    workspace: Workspace, twilio: FakeTwilio, way_in: str, on_destroy: str, account: str, outcome: Outcome
) -> None:
    found = ACCOUNTS[account]
    set_by_hand(twilio.account(), found)
    manage(workspace, way_in, on_destroy, found).expect_success()
    assert holds(twilio) == EVERYTHING
    twilio.forget_requests()

    plan = workspace.plan("-destroy").expect_change()
    assert twilio.writes == []
    workspace.apply_plan().expect_success()

    assert holds(twilio) == said(plan) == outcome.held(found), outcome.value
    assert [set(sent(write)) for write in twilio.writes] == ([] if outcome is KEPT else [PARAMETERS])
    assert workspace.instances == {}


@engines(OLDEST_TERRAFORM)
@pytest.mark.parametrize(ARGUMENTS, DIAGONAL)
def test_an_engine_that_plans_no_destroy_destroys_as_the_table_says(
    workspace: Workspace, twilio: FakeTwilio, way_in: str, on_destroy: str, account: str, outcome: Outcome
) -> None:
    found = ACCOUNTS[account]
    set_by_hand(twilio.account(), found)
    manage(workspace, way_in, on_destroy, found).expect_success()
    assert holds(twilio) == EVERYTHING

    workspace.destroy().expect_success()

    assert holds(twilio) == outcome.held(found), outcome.value


def warning_of(workspace: Workspace) -> str:
    (warning,) = workspace.plan("-destroy").expect_change().warnings
    return warning.detail


@engines(OPENTOFU)
def test_the_plan_warns_where_recordings_stop_being_encrypted_and_stored_in_s3(managed: Workspace) -> None:
    warning = warning_of(managed)

    assert "Recordings made after that are NOT encrypted any more." in warning
    assert "Recordings made after that are stored in Twilio's cloud, not in S3." in warning


@engines(OPENTOFU)
def test_the_plan_warns_where_retaining_leaves_the_account_naming_credentials(managed: Workspace) -> None:
    managed.write(hcl.settings(EVERYTHING, on_destroy="retain"))
    managed.apply().expect_success()

    warning = warning_of(managed)

    assert f"goes on naming aws_credentials_sid = {EVERYTHING['aws_credentials_sid']}" in warning
    assert 'apply on_destroy = "reset" first' in warning


@engines(OPENTOFU)
def test_the_plan_says_that_without_a_record_restoring_is_resetting(workspace: Workspace, twilio: FakeTwilio) -> None:
    found = ACCOUNTS["in S3"]
    set_by_hand(twilio.account(), found)
    workspace.write(hcl.settings(found))
    workspace.state_text = community.state(found)
    workspace.replace_provider().expect_success()

    assert "There is no record of what the account held before" in warning_of(workspace)


@engines(TERRAFORM)
def test_a_baseline_that_names_a_deleted_credential_is_not_restored_and_the_plan_says_so(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    found = ACCOUNTS["encrypted"]
    set_by_hand(twilio.account(), found)
    manage(workspace, "adopted", "restore", found).expect_success()
    twilio.account().delete_credential(OLD_KEY)

    error = workspace.plan("-destroy").error

    assert f"no longer exists: encryption_key_sid = {OLD_KEY}" in error
    assert 'Apply on_destroy = "reset"' in error


@engines(TERRAFORM)
def test_changing_only_on_destroy_is_an_apply_that_writes_nothing(managed: Workspace, twilio: FakeTwilio) -> None:
    managed.write(hcl.settings(EVERYTHING, on_destroy="reset"))

    assert managed.plan().expect_change().actions == {THIS: "update"}
    managed.apply_plan().expect_success()

    assert twilio.writes == []
    assert managed.state[THIS]["on_destroy"] == "reset"
    managed.plan().expect_nothing_to_do()
