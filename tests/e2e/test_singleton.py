"""What follows from an account having exactly one settings object."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import CREDENTIAL, EVERYTHING, KEY, OLD_KEY, holds, set_by_hand
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Workspace


@engines(OLDEST_TERRAFORM)
def test_two_resources_for_one_account_are_an_error_that_names_both(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(name="one", friendly_name="First"), hcl.settings(name="two", friendly_name="Second"))

    error = workspace.plan().error

    assert "The same settings are managed twice" in error
    assert '"First"' in error
    assert '"Second"' in error
    assert twilio.writes == []


@engines(TERRAFORM)
def test_a_resource_with_a_count_of_two_is_an_error_that_names_both(workspace: Workspace) -> None:
    label = hcl.Expression('"Number ${count.index}"')
    workspace.write(hcl.settings(count=2, friendly_name=label))

    error = workspace.plan().error

    assert '"Number 0"' in error
    assert '"Number 1"' in error


@engines(OPENTOFU)
def test_a_second_resource_beside_one_in_state_is_an_error_that_names_both(managed: Workspace, twilio: FakeTwilio) -> None:
    managed.write(hcl.settings(EVERYTHING), hcl.settings(name="other", friendly_name="Second"))

    told = [found.text for found in managed.plan().errors]

    # Whichever is planned first, there may also be told that the account has settings already.
    assert any("managed twice" in text and '"Managed"' in text and '"Second"' in text for text in told)
    assert holds(twilio) == EVERYTHING


@engines(TERRAFORM)
def test_recording_and_composition_settings_are_no_duplicates(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name="x"), hcl.settings(kind=hcl.COMPOSITION, friendly_name="x"))

    assert len(workspace.plan().expect_change().actions) == 2


@engines(OPENTOFU)
def test_two_accounts_are_managed_through_two_provider_configurations(workspace: Workspace, twilio: FakeTwilio) -> None:
    other = twilio.add_account()
    workspace.environ |= {"TF_VAR_token": other.auth_token}
    workspace.secrets.append(other.auth_token)
    workspace.write(
        hcl.block('variable "token"', {"type": hcl.Expression("string"), "sensitive": True}),
        hcl.provider(alias="other", account_sid=other.sid, auth_token=hcl.Expression("var.token")),
        hcl.settings(friendly_name="Ours"),
        hcl.settings(name="other", provider=hcl.Expression("twilio.other"), friendly_name="Theirs"),
    )

    workspace.apply().expect_success()

    assert holds(twilio)["friendly_name"] == "Ours"
    assert holds(twilio, other)["friendly_name"] == "Theirs"
    workspace.plan().expect_nothing_to_do()


@engines(TERRAFORM)
@pytest.mark.parametrize("on_destroy", ["reset", "retain"])
def test_replacing_is_no_false_alarm_however_the_old_instance_is_destroyed(
    managed: Workspace, twilio: FakeTwilio, on_destroy: str
) -> None:
    managed.write(hcl.settings(EVERYTHING, on_destroy=on_destroy))
    managed.apply().expect_success()

    managed.apply(f"-replace={THIS}").expect_success()

    assert holds(twilio) == EVERYTHING


@engines(TERRAFORM)
def test_a_replacement_that_comes_before_the_destroy_stays_in_place(managed: Workspace, twilio: FakeTwilio) -> None:
    """Engines tell nothing of the instance that is to be destroyed afterwards, so this needs leave to take over."""
    first = "  lifecycle {\n    create_before_destroy = true\n  }\n"
    managed.write(hcl.settings(EVERYTHING, adopt_existing=True, inner=first))

    managed.apply(f"-replace={THIS}").expect_success()

    assert holds(twilio) == EVERYTHING
    managed.plan().expect_nothing_to_do()


@engines(OPENTOFU)
def test_renaming_without_a_moved_block_is_refused_with_leave_to_take_over_too(managed: Workspace, twilio: FakeTwilio) -> None:
    """The engine would run create and destroy at once, in an order of its own."""
    managed.write(hcl.settings(EVERYTHING, name="renamed", adopt_existing=True))

    assert "`moved` block" in managed.plan().error
    assert (holds(twilio), twilio.writes) == (EVERYTHING, [])


@engines(OPENTOFU, OLDEST_TERRAFORM)
def test_refresh_only_takes_a_change_at_the_console_into_state_and_writes_nothing(managed: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), {"friendly_name": "Changed at the Console"})

    managed.apply("-refresh-only").expect_success()

    assert managed.state[THIS]["friendly_name"] == "Changed at the Console"
    assert twilio.writes == []


@engines(TERRAFORM)
def test_turning_encryption_and_storage_on_warns_of_compositions(workspace: Workspace) -> None:
    workspace.write(hcl.settings(EVERYTHING))

    warnings = workspace.plan().expect_change().warnings

    assert {found.summary for found in warnings} == {"aws_storage_enabled is turned on", "encryption_enabled is turned on"}
    assert all("Compositions stop working" in found.detail for found in warnings)


@engines(TERRAFORM)
def test_a_change_while_encryption_stays_on_warns_of_nothing(managed: Workspace) -> None:
    managed.write(hcl.settings(EVERYTHING, friendly_name="Renamed"))

    assert managed.plan().expect_change().warnings == []


@engines(TERRAFORM, OPENTOFU)
def test_the_plan_waits_for_credentials_that_are_known_only_after_apply(workspace: Workspace, twilio: FakeTwilio) -> None:
    token = workspace.environ.pop("TWILIO_AUTH_TOKEN")
    workspace.secrets.remove(token)  # this configuration keeps it in state itself
    workspace.write(
        hcl.block('resource "terraform_data" "vault"', {"input": token}),
        hcl.provider(auth_token=hcl.Expression("terraform_data.vault.output")),
        hcl.settings(EVERYTHING),
    )

    assert workspace.plan().expect_change().actions[THIS] == "create"
    assert twilio.requests == []
    workspace.apply_plan().expect_success()
    assert holds(twilio) == EVERYTHING


@engines(TERRAFORM, OPENTOFU)
def test_arguments_that_are_known_only_after_apply_are_waited_for(workspace: Workspace, twilio: FakeTwilio) -> None:
    later = {
        name: hcl.Expression(f"terraform_data.{name}.output") for name, value in EVERYTHING.items() if isinstance(value, str)
    }
    workspace.write(
        *(hcl.block(f'resource "terraform_data" "{name}"', {"input": EVERYTHING[name]}) for name in later),
        hcl.settings(EVERYTHING, **later),
    )

    workspace.apply().expect_success()

    assert holds(twilio) == EVERYTHING
    workspace.plan().expect_nothing_to_do()


@engines(TERRAFORM)
def test_settings_in_state_are_not_written_to_another_account(managed: Workspace, twilio: FakeTwilio) -> None:
    other = twilio.add_account()
    managed.environ |= {"TWILIO_ACCOUNT_SID": other.sid, "TWILIO_AUTH_TOKEN": other.auth_token}

    error = managed.plan().error

    assert "Wrong account" in error
    assert other.sid in error
    assert twilio.account_sid in error
    assert twilio.writes == []


@engines(TERRAFORM)
def test_an_api_key_serves_as_well_as_the_token(workspace: Workspace, twilio: FakeTwilio) -> None:
    del workspace.environ["TWILIO_AUTH_TOKEN"]
    workspace.environ |= {"TWILIO_API_KEY": twilio.api_key, "TWILIO_API_SECRET": twilio.api_secret}
    workspace.secrets.append(twilio.api_secret)
    workspace.write(hcl.settings(EVERYTHING))

    workspace.apply().expect_success()

    assert (holds(twilio)["aws_credentials_sid"], holds(twilio)["encryption_key_sid"]) == (CREDENTIAL, KEY)


@engines(TERRAFORM)
def test_turning_encryption_and_storage_off_says_what_becomes_of_recordings(managed: Workspace) -> None:
    managed.write(hcl.settings({**EVERYTHING, "aws_storage_enabled": False, "encryption_enabled": False}))

    warnings = managed.plan().expect_change().warnings

    assert {found.summary: found.detail for found in warnings} == {
        "aws_storage_enabled is turned off": "Recordings made after that are stored in Twilio's cloud, not in S3.",
        "encryption_enabled is turned off": "Recordings made after that are NOT encrypted any more.",
    }


@engines(TERRAFORM)
def test_a_plan_that_undoes_encryption_by_hand_warns_of_it(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings({"friendly_name": "Managed"}))
    workspace.apply().expect_success()
    set_by_hand(twilio.account(), {"encryption_enabled": True, "encryption_key_sid": OLD_KEY})

    assert [found.summary for found in workspace.plan().expect_change().warnings] == ["encryption_enabled is turned off"]
