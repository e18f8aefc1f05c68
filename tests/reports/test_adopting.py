"""A first apply that takes over an account's settings undoes nothing that its plan never saw."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl, stack
from tests.e2e.account import ACCOUNT, ACCOUNTS, EVERYTHING, KEY, OLD_KEY, UNTOUCHED, Held, holds, set_by_hand
from tests.e2e.engine_choice import ANY, NEWEST_TERRAFORM, OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Result, Workspace
from tests.keys import PEM

every_engine = engines(TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)

TURNED_ON: Held = {"encryption_key_sid": OLD_KEY, "encryption_enabled": True}

OWN_KEY: dict[str, hcl.Value] = {
    "encryption_enabled": True,
    "encryption_key_sid": hcl.Expression("twilio_credentials_public_key.this.sid"),
}

Apply = Callable[[Workspace, Callable[[], object]], Result]


def saved(workspace: Workspace, meanwhile: Callable[[], object]) -> Result:
    workspace.plan().expect_change()
    meanwhile()
    return workspace.run("apply", "-no-color", "-input=false", "saved.plan")


def asking(workspace: Workspace, meanwhile: Callable[[], object]) -> Result:
    return workspace.apply_asking(meanwhile)


def pairs(*chosen: tuple[str, Apply]) -> pytest.MarkDecorator:
    ids = [f"{engine}, {apply.__name__}" for engine, apply in chosen]
    return pytest.mark.parametrize(("engine", "apply"), chosen, indirect=["engine"], ids=ids)


either_way = pairs((TERRAFORM, asking), (OPENTOFU, saved))
"""A saved plan and one that is asked about, with one engine each: both make the same calls."""


def assert_refused(result: Result, twilio: FakeTwilio, workspace: Workspace) -> None:
    """Told as a change since the plan: each setting, what the plan saw, and what is there now. Nothing was changed."""
    assert result.code == 1, result.output
    assert "changed since the plan" in result.text
    assert "encryption_enabled: the plan saw false, and now it is true" in result.text
    assert f'encryption_key_sid: the plan saw null, and now it is "{OLD_KEY}"' in result.text
    assert "Nothing was changed" in result.text
    assert (twilio.writes, workspace.instances) == ([], {})


@pairs(
    (TERRAFORM, saved),
    (TERRAFORM, asking),
    (OPENTOFU, saved),
    (OPENTOFU, asking),
    (NEWEST_TERRAFORM, saved),
    (OLDEST_TERRAFORM, asking),
)
def test_encryption_that_was_turned_on_by_hand_after_the_plan_stays_on(
    workspace: Workspace, twilio: FakeTwilio, apply: Apply
) -> None:
    workspace.write(hcl.settings(friendly_name="x", adopt_existing=True))

    result = apply(workspace, lambda: set_by_hand(twilio.account(), TURNED_ON))

    assert_refused(result, twilio, workspace)
    assert holds(twilio) == {**UNTOUCHED, **TURNED_ON}


@either_way
def test_it_stays_on_where_starts_are_cold_too(workspace: Workspace, twilio: FakeTwilio, apply: Apply) -> None:
    workspace.environ |= {"TWILIO_PROVIDER_WARM_START": "off"}
    workspace.write(hcl.settings(friendly_name="x", adopt_existing=True))

    result = apply(workspace, lambda: set_by_hand(twilio.account(), TURNED_ON))

    assert_refused(result, twilio, workspace)
    assert holds(twilio) == {**UNTOUCHED, **TURNED_ON}


@either_way
def test_a_key_that_is_made_in_the_same_apply_hides_no_change(workspace: Workspace, twilio: FakeTwilio, apply: Apply) -> None:
    """The commonest first deployment: what the settings will name is not known in the plan."""
    workspace.write(stack.public_key(PEM), hcl.settings(OWN_KEY, friendly_name="x", adopt_existing=True))

    result = apply(workspace, lambda: set_by_hand(twilio.account(), TURNED_ON))

    assert result.code == 1, result.output
    assert f'encryption_key_sid: the plan saw null, and now it is "{OLD_KEY}"' in result.text
    assert "encryption_enabled" not in result.text.partition("changed since the plan")[2]  # somebody did what is wanted
    assert holds(twilio) == {**UNTOUCHED, **TURNED_ON}


@engines(ANY)
def test_a_key_that_is_made_in_the_same_apply_is_no_change(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), {**ACCOUNTS["encrypted"]})
    workspace.write(stack.public_key(PEM), hcl.settings(OWN_KEY, friendly_name="x", adopt_existing=True))

    workspace.plan().expect_change()
    workspace.apply_plan().expect_success()

    assert holds(twilio)["encryption_key_sid"] == workspace.state["twilio_credentials_public_key.this"]["sid"]
    assert json.loads(workspace.state[THIS]["baseline"]) == ACCOUNTS["encrypted"]


@engines(ANY)
def test_what_the_plan_saw_is_overwritten_and_kept_as_the_baseline(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), ACCOUNTS["in S3"])
    workspace.write(hcl.settings(EVERYTHING, adopt_existing=True))

    workspace.plan().expect_change()
    workspace.apply_plan().expect_success()

    assert holds(twilio) == EVERYTHING
    assert json.loads(workspace.state[THIS]["baseline"]) == ACCOUNTS["in S3"]


@either_way
def test_what_somebody_did_by_hand_just_as_planned_is_taken_over(workspace: Workspace, twilio: FakeTwilio, apply: Apply) -> None:
    workspace.write(hcl.settings(EVERYTHING))

    result = apply(workspace, lambda: set_by_hand(twilio.account(), EVERYTHING))

    assert result.code == 0, result.output
    assert "Settings are taken over as they are" in result.text
    assert (twilio.writes, holds(twilio)) == ([], EVERYTHING)
    workspace.plan().expect_nothing_to_do()


@either_way
def test_an_account_that_had_nothing_on_is_not_overwritten_either(workspace: Workspace, twilio: FakeTwilio, apply: Apply) -> None:
    workspace.write(hcl.settings(friendly_name="x"))

    result = apply(workspace, lambda: set_by_hand(twilio.account(), TURNED_ON))

    assert "The account already has settings" in result.text
    assert_refused(result, twilio, workspace)


@engines(ANY)
def test_after_a_refusal_the_next_plan_shows_the_change_and_goes_on(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(friendly_name="x", adopt_existing=True))
    assert saved(workspace, lambda: set_by_hand(twilio.account(), TURNED_ON)).code == 1

    told = [found.text for found in workspace.plan().expect_change().warnings]
    workspace.apply_plan().expect_success()

    assert any("Existing settings will be taken over" in text and OLD_KEY in text for text in told)
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "x"}


@engines(ANY)
def test_a_second_plan_does_not_speak_for_the_first(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(friendly_name="x", adopt_existing=True))

    def somebody_plans_again() -> None:
        set_by_hand(twilio.account(), TURNED_ON)
        workspace.run("plan", "-input=false", "-no-color", "-out=other.plan").expect_success()
        workspace.run("plan", "-input=false", "-no-color").expect_success()

    assert_refused(saved(workspace, somebody_plans_again), twilio, workspace)


@engines(TERRAFORM, OPENTOFU)
def test_a_plan_from_another_machine_undoes_nothing_either(workspace: Workspace, twilio: FakeTwilio, tmp_path: Path) -> None:
    """There the provider does not know what the plan saw. The engine does, and has the last word, in its own terms."""
    workspace.write(hcl.settings(friendly_name="x", adopt_existing=True))
    workspace.plan().expect_change()
    workspace.environ |= {"XDG_RUNTIME_DIR": str(tmp_path)}
    set_by_hand(twilio.account(), TURNED_ON)

    with pytest.raises(AssertionError, match="Provider produced inconsistent") as refused:
        workspace.apply_plan()

    assert ".baseline" in str(refused.value)
    assert (twilio.writes, workspace.instances, holds(twilio)) == ([], {}, {**UNTOUCHED, **TURNED_ON})


@engines(NEWEST_TERRAFORM)
def test_the_newest_terraform_hands_on_what_the_plan_saw(workspace: Workspace, twilio: FakeTwilio, tmp_path: Path) -> None:
    workspace.write(hcl.settings(friendly_name="x", adopt_existing=True))

    def on_another_machine() -> None:
        workspace.environ |= {"XDG_RUNTIME_DIR": str(tmp_path)}
        set_by_hand(twilio.account(), TURNED_ON)

    assert_refused(saved(workspace, on_another_machine), twilio, workspace)


@engines(TERRAFORM, OPENTOFU)
def test_a_plan_from_another_machine_is_applied_where_nothing_was_changed(
    workspace: Workspace, twilio: FakeTwilio, tmp_path: Path
) -> None:
    set_by_hand(twilio.account(), ACCOUNTS["in S3"])
    workspace.write(hcl.settings(EVERYTHING, adopt_existing=True))
    workspace.plan().expect_change()
    workspace.environ |= {"XDG_RUNTIME_DIR": str(tmp_path)}

    workspace.apply_plan().expect_success()

    assert holds(twilio) == EVERYTHING


@engines(TERRAFORM, OPENTOFU)
@pytest.mark.parametrize("way", ["taint", "-replace"])
def test_a_replacement_that_is_created_first_undoes_nothing_that_its_plan_never_saw(
    managed: Workspace, twilio: FakeTwilio, way: str
) -> None:
    managed.write(hcl.settings(EVERYTHING, adopt_existing=True, inner="  lifecycle {\n    create_before_destroy = true\n  }\n"))
    managed.apply().expect_success()
    if way == "taint":
        managed.run("taint", THIS).expect_success()
    options = [f"-replace={THIS}"] if way == "-replace" else []
    managed.plan(*options).expect_change()
    set_by_hand(twilio.account(), {"encryption_key_sid": OLD_KEY})
    twilio.forget_requests()

    error = managed.apply_plan().error

    assert f'encryption_key_sid: the plan saw "{KEY}", and now it is "{OLD_KEY}"' in error
    assert (twilio.writes, holds(twilio)) == ([], {**EVERYTHING, "encryption_key_sid": OLD_KEY})


# A provider that is configured by what the same apply makes

LATER = (
    hcl.block('resource "terraform_data" "account"', {"input": ACCOUNT}),
    hcl.provider(account_sid=hcl.Expression("terraform_data.account.output")),
)


@engines(ANY)
def test_a_plan_that_could_not_look_says_that_it_takes_over_unseen(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), ACCOUNTS["in S3"])
    workspace.write(*LATER, hcl.settings(friendly_name="x", adopt_existing=True))

    told = "\n".join(found.text for found in workspace.plan().expect_change().warnings)
    workspace.apply_plan().expect_success()

    assert "Existing settings will be taken over unseen" in told
    assert "-target" in told
    assert "leave adopt_existing out" in told
    assert "aws_storage_enabled will be off" in told
    assert "is turned" not in told
    assert json.loads(workspace.state[THIS]["baseline"]) == ACCOUNTS["in S3"]


@engines(ANY)
def test_what_nobody_could_look_at_is_not_overwritten_without_leave(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), ACCOUNTS["in S3"])
    workspace.write(*LATER, hcl.settings(friendly_name="x"))
    workspace.plan().expect_change()

    error = workspace.apply_plan().error

    assert "aws_storage_enabled = true (would become false)" in error
    assert "adopt_existing = true" in error
    assert (twilio.writes, holds(twilio)) == ([], ACCOUNTS["in S3"])


@engines(ANY)
def test_a_first_deployment_whose_account_comes_from_another_resource_ends(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(*LATER, hcl.settings(EVERYTHING))

    workspace.apply().expect_success()

    assert holds(twilio) == EVERYTHING
    workspace.plan().expect_nothing_to_do()


@every_engine
@pytest.mark.parametrize("way", ["taint", "-replace"])
def test_settings_that_are_replaced_unseen_are_off_at_no_moment(workspace: Workspace, twilio: FakeTwilio, way: str) -> None:
    workspace.write(*LATER, hcl.settings(EVERYTHING))
    workspace.apply().expect_success()
    baseline = workspace.state[THIS]["baseline"]
    options = ["-replace=terraform_data.account"]
    if way == "taint":
        workspace.run("taint", THIS).expect_success()
    else:
        options.append(f"-replace={THIS}")
    twilio.forget_requests()

    workspace.plan(*options).expect_change()
    workspace.apply_plan().expect_success()

    assert {request.value("EncryptionEnabled") for request in twilio.writes} == {"true"}
    assert (holds(twilio), workspace.state[THIS]["baseline"]) == (EVERYTHING, baseline)


@every_engine
def test_a_rename_without_moved_is_refused_unseen_too(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(*LATER, hcl.settings(EVERYTHING))
    workspace.apply().expect_success()
    workspace.write(*LATER, hcl.settings(EVERYTHING, name="after"))
    twilio.forget_requests()

    told = [found.text for found in workspace.plan("-replace=terraform_data.account").errors]

    assert any("a `moved` block" in text for text in told)
    assert (twilio.writes, holds(twilio)) == ([], EVERYTHING)
