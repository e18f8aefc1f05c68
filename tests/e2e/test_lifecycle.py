"""From nothing to a managed account and back, with plain HCL, as every engine does it."""

from __future__ import annotations

from pathlib import Path

from provider import __version__
from provider.fake import FakeTwilio, SettingsKind
from provider.installation import install
from provider.resources.provider import ADDRESS
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, CREDENTIAL, EVERYTHING, KEY, OLD_BUCKET, UNTOUCHED, holds, sent, set_by_hand
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines, having
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Workspace, clean_environ, write_cli_config
from tools.engines import Engine


@engines(TERRAFORM)
def test_settings_are_planned_applied_and_then_left_alone(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(EVERYTHING))

    assert workspace.plan().expect_change().actions == {THIS: "create"}
    assert twilio.writes == []
    workspace.apply_plan().expect_success()
    assert holds(twilio) == EVERYTHING
    assert len(twilio.writes) == 1
    workspace.plan().expect_nothing_to_do()


@engines(OLDEST_TERRAFORM)
def test_a_create_leaves_out_what_is_not_set(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(friendly_name="Only a label"))

    workspace.apply().expect_success()

    (write,) = twilio.writes
    assert sent(write) == {
        "FriendlyName": "Only a label",
        "AwsStorageEnabled": "false",
        "EncryptionEnabled": "false",
    }


@engines(OPENTOFU)
def test_an_update_of_one_setting_sends_every_setting_that_there_is(managed: Workspace, twilio: FakeTwilio) -> None:
    managed.write(hcl.settings(EVERYTHING, friendly_name="Renamed"))

    managed.apply().expect_success()

    (write,) = twilio.writes
    assert sent(write) == {
        "FriendlyName": "Renamed",
        "AwsCredentialsSid": CREDENTIAL,
        "AwsS3Url": EVERYTHING["aws_s3_url"],
        "AwsStorageEnabled": "true",
        "EncryptionKeySid": KEY,
        "EncryptionEnabled": "true",
    }


@engines(OLDEST_TERRAFORM)
def test_applying_when_nothing_differs_writes_nothing(managed: Workspace, twilio: FakeTwilio) -> None:
    managed.apply().expect_success()

    assert twilio.writes == []


@engines(OPENTOFU)
def test_a_change_at_the_console_is_shown_and_repaired(managed: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), {"aws_s3_url": OLD_BUCKET, "encryption_enabled": False})

    assert managed.plan().expect_change().actions == {THIS: "update"}
    (change,) = managed.show_plan()["resource_changes"]
    differing = {name for name, value in change["change"]["after"].items() if change["change"]["before"][name] != value}
    assert differing == {"aws_s3_url", "encryption_enabled"}
    managed.apply_plan().expect_success()
    assert holds(twilio) == EVERYTHING


@engines(TERRAFORM)
def test_destroy_puts_back_what_create_found(managed: Workspace, twilio: FakeTwilio) -> None:
    managed.destroy().expect_success()

    # Twilio takes no empty label, and there was none to put back.
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Managed"}
    assert managed.instances == {}


@engines(OPENTOFU)
def test_the_data_source_tells_what_the_account_holds_and_writes_nothing(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), EVERYTHING)
    workspace.write(
        f'data "{hcl.RECORDING}" "live" {{}}\n',
        f'output "live" {{ value = data.{hcl.RECORDING}.live }}\n',
    )

    applied = workspace.apply().expect_success()

    *_, outputs = [event["outputs"] for event in applied.events if event["type"] == "outputs"]
    live = outputs["live"]["value"]
    assert {name: live[name] for name in UNTOUCHED} == EVERYTHING
    assert live["account_sid"] == ACCOUNT
    assert twilio.writes == []


@engines(OLDEST_TERRAFORM)
def test_imported_settings_are_left_alone_by_a_configuration_that_says_the_same(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), EVERYTHING)
    workspace.write(hcl.settings(EVERYTHING))

    workspace.import_(THIS, ACCOUNT).expect_success()

    workspace.plan().expect_nothing_to_do()
    assert twilio.writes == []


@engines(TERRAFORM)
def test_default_imports_the_account_that_the_provider_is_configured_for(workspace: Workspace) -> None:
    workspace.write(hcl.settings(EVERYTHING))

    workspace.import_(THIS, "Default").expect_success()

    assert workspace.state[THIS]["id"] == ACCOUNT


@engines(*having(lambda features: features.import_block))
def test_an_import_block_takes_settings_into_state_without_a_write(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), EVERYTHING)
    workspace.write(hcl.settings(EVERYTHING), hcl.import_block("Default"))

    workspace.apply().expect_success()

    assert workspace.state[THIS]["aws_s3_url"] == EVERYTHING["aws_s3_url"]
    assert twilio.writes == []
    workspace.plan().expect_nothing_to_do()


@engines(OPENTOFU)
def test_a_timeouts_block_is_kept_in_state_and_is_no_change_afterwards(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name="x", inner='  timeouts {\n    create = "30s"\n    delete = "1m30s"\n  }\n'))

    workspace.apply().expect_success()

    assert workspace.state[THIS]["timeouts"] == {"create": "30s", "read": None, "update": None, "delete": "1m30s"}
    workspace.plan().expect_nothing_to_do()


@engines(OLDEST_TERRAFORM, TERRAFORM)
def test_a_timeouts_block_can_be_removed_again(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(friendly_name="x", inner='  timeouts {\n    create = "30s"\n  }\n'))
    workspace.apply().expect_success()
    sent_before = len(twilio.writes)

    workspace.write(hcl.settings(friendly_name="x"))
    workspace.apply().expect_success()

    assert workspace.state[THIS]["timeouts"] is None
    assert len(twilio.writes) == sent_before
    workspace.plan().expect_nothing_to_do()


@engines(TERRAFORM)
def test_composition_settings_have_a_life_of_their_own(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(EVERYTHING, kind=hcl.COMPOSITION))

    workspace.apply().expect_success()

    assert holds(twilio, kind=SettingsKind.COMPOSITION) == EVERYTHING
    assert holds(twilio) == UNTOUCHED
    workspace.plan().expect_nothing_to_do()
    workspace.destroy().expect_success()
    assert holds(twilio, kind=SettingsKind.COMPOSITION) == {**UNTOUCHED, "friendly_name": "Managed"}


def test_the_lock_file_is_the_same_wherever_the_plugin_is_installed(engine: Engine, tmp_path: Path) -> None:
    locked = []
    for place in ("here", "at another/place"):
        directory = tmp_path / place
        mirror = install(directory / "mirror", ADDRESS, __version__).root
        workspace = Workspace(directory, engine, clean_environ(directory, write_cli_config(directory, mirror), {}))
        workspace.write()
        workspace.init().expect_success()
        locked.append(workspace.lock_file)

    assert locked[0] == locked[1]
    assert "h1:" in locked[0]
