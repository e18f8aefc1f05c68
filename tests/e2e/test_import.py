"""Ways to import that only some engines have."""

from __future__ import annotations

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, EVERYTHING, UNTOUCHED, holds, set_by_hand
from tests.e2e.engine_choice import engines, having
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Workspace


@engines(*having(lambda features: features.identity))
def test_settings_are_imported_by_identity(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), EVERYTHING)
    by_identity = f'import {{\n  to = {THIS}\n  identity = {{ account_sid = "{ACCOUNT}" }}\n}}\n'
    workspace.write(hcl.settings(EVERYTHING), by_identity)

    workspace.apply().expect_success()

    assert twilio.writes == []
    assert workspace.state[THIS]["id"] == ACCOUNT
    workspace.plan().expect_nothing_to_do()


@engines(*having(lambda features: features.identity))
def test_the_identity_in_state_is_the_account(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name="x"))

    workspace.apply().expect_success()

    assert workspace.instances[THIS]["identity"] == {"account_sid": ACCOUNT}


@engines(*having(lambda features: features.identity))
def test_an_import_by_the_identity_of_another_account_is_refused(workspace: Workspace) -> None:
    other = "AC" + "9f" * 16
    by_identity = f'import {{\n  to = {THIS}\n  identity = {{ account_sid = "{other}" }}\n}}\n'
    workspace.write(hcl.settings(EVERYTHING), by_identity)

    assert f'"{other}" is not the account that the provider is configured for' in workspace.plan().error


@engines(*having(lambda features: features.import_block))
def test_generated_configuration_plans_empty(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), EVERYTHING)
    workspace.write(hcl.import_block("Default"))

    workspace.plan("-generate-config-out=generated.tf").expect_change()
    workspace.apply_plan().expect_success()

    assert twilio.writes == []
    workspace.plan().expect_nothing_to_do()


@engines(*having(lambda features: features.import_block))
def test_a_destroy_restores_what_an_import_in_the_same_apply_found(workspace: Workspace, twilio: FakeTwilio) -> None:
    found = {**UNTOUCHED, "friendly_name": "Found"}
    set_by_hand(twilio.account(), found)
    workspace.write(hcl.settings(EVERYTHING), hcl.import_block("Default"))
    workspace.apply().expect_success()
    assert holds(twilio) == EVERYTHING

    workspace.destroy().expect_success()

    assert holds(twilio) == found
