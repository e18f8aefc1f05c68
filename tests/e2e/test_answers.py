"""Answers of Twilio that are not what was hoped for."""

from __future__ import annotations

from provider.fake import Alter, Answer, FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import BUCKET, EVERYTHING, holds, set_by_hand
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Workspace

SPELLED_OTHERWISE = BUCKET.rstrip("/").replace("managed.s3", "Managed.S3")

SOON = '  timeouts {\n    create = "3s"\n    update = "3s"\n  }\n'


@engines(TERRAFORM)
def test_a_setting_that_does_not_take_effect_on_create_is_named_and_what_is_live_is_kept(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    twilio.faults.add(Alter({"encryption_enabled": False}), method="POST")
    workspace.write(hcl.settings(EVERYTHING))

    error = workspace.apply().error

    assert "encryption_enabled did not take effect" in error
    assert "true was sent and the API answered false" in error
    assert workspace.state[THIS]["encryption_enabled"] is False


@engines(OPENTOFU)
def test_a_setting_that_does_not_take_effect_on_update_is_named_and_planned_again(managed: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"friendly_name": "Managed"}), method="POST")
    managed.write(hcl.settings(EVERYTHING, friendly_name="Renamed"))

    error = managed.apply().error

    assert "friendly_name did not take effect" in error
    assert '"Renamed" was sent and the API answered "Managed"' in error
    assert managed.state[THIS]["friendly_name"] == "Managed"


@engines(OPENTOFU)
def test_a_url_that_twilio_spells_otherwise_keeps_plans_empty(workspace: Workspace, twilio: FakeTwilio) -> None:
    twilio.behaviour.rewrite_s3_url = lambda url: SPELLED_OTHERWISE
    workspace.write(hcl.settings(EVERYTHING))

    workspace.apply().expect_success()

    assert holds(twilio)["aws_s3_url"] == SPELLED_OTHERWISE
    assert workspace.state[THIS]["aws_s3_url"] == BUCKET
    workspace.plan().expect_nothing_to_do()


@engines(TERRAFORM)
def test_an_imported_url_that_is_spelled_otherwise_than_configured_keeps_plans_empty(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    set_by_hand(twilio.account(), {**EVERYTHING, "aws_s3_url": SPELLED_OTHERWISE})
    workspace.write(hcl.settings(EVERYTHING), hcl.import_block("Default"))

    workspace.apply().expect_success()

    assert twilio.writes == []
    workspace.plan().expect_nothing_to_do()


@engines(OLDEST_TERRAFORM)
def test_settings_that_twilio_does_not_find_are_an_error_and_stay_in_state(managed: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(404, 20404, "The requested resource was not found"), method="GET", times=None)

    result = managed.apply()

    assert "404 Not Found, error 20404" in result.error
    assert managed.state[THIS]["aws_s3_url"] == BUCKET
    assert twilio.writes == []


@engines(TERRAFORM)
def test_a_failed_destroy_keeps_the_settings_in_state(managed: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(403, 20403, "Forbidden"), method="POST", times=None)

    error = managed.destroy().error

    assert "Twilio does not permit this" in error
    assert managed.state[THIS]["encryption_enabled"] is True
    assert holds(twilio) == EVERYTHING


@engines(OPENTOFU)
def test_an_answer_that_is_lost_on_the_way_is_asked_for_again(workspace: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer.unavailable(), method="POST")
    twilio.faults.add(Answer.rate_limited(), method="GET")
    workspace.write(hcl.settings(EVERYTHING))

    workspace.apply().expect_success()

    assert holds(twilio) == EVERYTHING


@engines(TERRAFORM)
def test_an_activation_that_a_fresh_iam_user_fails_is_tried_again(workspace: Workspace, twilio: FakeTwilio) -> None:
    twilio.behaviour.failing_activations = 1
    workspace.write(hcl.settings(EVERYTHING))

    workspace.apply().expect_success()

    assert [request.status for request in twilio.writes] == [400, 200]
    assert holds(twilio) == EVERYTHING


@engines(OPENTOFU)
def test_an_activation_that_goes_on_failing_is_given_up_in_time_with_twilios_words(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    twilio.behaviour.failing_activations = 99
    workspace.write(hcl.settings(EVERYTHING, inner=SOON))

    error = workspace.apply().error

    assert "error 53601" in error
    assert f"Could not write the test file to {BUCKET}" in error
    assert {request.status for request in twilio.writes} == {400}
    assert workspace.instances == {}


@engines(TERRAFORM)
def test_ctrl_c_ends_the_wait_for_an_activation_and_the_next_apply_goes_through(workspace: Workspace, twilio: FakeTwilio) -> None:
    twilio.behaviour.failing_activations = 99
    workspace.write(hcl.settings(EVERYTHING))
    options = ("-input=false", "-auto-approve", "-no-color")

    told = workspace.interrupt_once(lambda: len(twilio.writes) >= 2, 20, "apply", *options)

    assert told.code == 1
    assert "Interrupted" in told.text
    assert workspace.instances == {}
    twilio.behaviour.failing_activations = 0
    workspace.apply().expect_success()
    assert holds(twilio) == EVERYTHING
