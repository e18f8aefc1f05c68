"""Ways to import that only some engines have."""

from __future__ import annotations

import json

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, EVERYTHING, UNTOUCHED, holds, set_by_hand
from tests.e2e.engine_choice import engines, having
from tests.e2e.hcl import THIS, Expression
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
@pytest.mark.parametrize("options", [(), ("-refresh=false",)], ids=["refreshed", "not refreshed"])
def test_a_hook_whose_identity_was_its_sid_alone_is_planned_changed_and_destroyed(
    workspace: Workspace, options: tuple[str, ...]
) -> None:
    workspace.write(hcl.block(f'resource "{hcl.HOOK}" "this"', {"friendly_name": "x", "audio_sources": Expression('["*"]')}))
    workspace.apply().expect_success()

    def of_before() -> None:
        state = json.loads(workspace.state_text)
        (instance,) = state["resources"][0]["instances"]
        instance |= {"identity": {"sid": instance["attributes"]["sid"]}, "identity_schema_version": 0}
        workspace.state_text = json.dumps(state)

    of_before()
    workspace.plan(*options).expect_nothing_to_do()
    workspace.write(hcl.block(f'resource "{hcl.HOOK}" "this"', {"friendly_name": "y", "audio_sources": Expression('["*"]')}))
    workspace.apply(*options).expect_success()
    of_before()
    workspace.destroy(*options).expect_success()


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
