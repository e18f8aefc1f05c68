"""The table of features says what each engine does, also what it does not."""

from __future__ import annotations

from dataclasses import asdict

from provider.fake import FakeTwilio
from tests.e2e import hcl, stack
from tests.e2e.account import ACCOUNT, EVERYTHING, set_by_hand
from tests.e2e.engine_choice import ALL, CURRENT, engines
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Workspace
from tools.engines import Engine, Features

VALID = {
    "import_block": hcl.settings(EVERYTHING) + hcl.import_block("Default"),
    "identity": hcl.settings(EVERYTHING) + f'import {{\n  to = {THIS}\n  identity = {{ account_sid = "{ACCOUNT}" }}\n}}\n',
    "move": hcl.settings(EVERYTHING) + f"moved {{\n  from = {hcl.COMPOSITION}.this\n  to = {THIS}\n}}\n",
    "functions": 'output "url" {\n  value = provider::twilio::s3_url("bucket", "eu-west-1", "video/")\n}\n',
    "ephemeral": stack.secret_variable("secret"),
    "write_only": stack.aws(aws_secret_access_key_wo=stack.SECRET, aws_secret_access_key_wo_version=1),
}
"""Configurations that are valid where the engine has the feature, and nowhere else."""

UNKNOWN_BLOCK = 'Blocks of type "action" are not expected here.'


@engines(*ALL)
def test_a_configuration_is_valid_where_the_engine_has_what_it_uses(workspace: Workspace) -> None:
    valid = {}
    for feature, configuration in VALID.items():
        workspace.write(configuration)
        valid[feature] = workspace.validate().code == 0

    assert valid == {name: has for name, has in asdict(workspace.engine.features).items() if name in VALID}


@engines(*ALL)
def test_an_action_is_known_as_a_block_where_the_engine_has_actions(workspace: Workspace) -> None:
    """The provider has no actions, so that the configuration is wrong for every engine, but not for the same reason."""
    workspace.write('action "twilio_none" "this" {}\n')

    (error,) = workspace.validate().errors

    assert (UNKNOWN_BLOCK not in error.text) == workspace.engine.features.actions


@engines(*ALL)
def test_resources_are_listed_by_a_command_where_the_engine_has_lists(workspace: Workspace) -> None:
    assert (workspace.run("query", "-help").code == 0) == workspace.engine.features.list_resources


@engines(*CURRENT)
def test_generated_configuration_names_the_providers_account_where_the_engine_writes_it_alone(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    set_by_hand(twilio.account(), EVERYTHING)
    workspace.write(f'import {{\n  to       = {THIS}\n  id       = "Default"\n  provider = twilio\n}}\n')
    workspace.plan("-generate-config-out=generated.tf").expect_change()
    generated = (workspace.directory / "generated.tf").read_text()
    assert (f'= "{ACCOUNT}"' not in generated) == workspace.engine.features.generated_config


@engines(*ALL)
def test_a_planned_destroy_says_what_it_leaves_behind_where_the_engine_asks(managed: Workspace, twilio: FakeTwilio) -> None:
    planned = managed.plan("-destroy").expect_change()

    assert bool(planned.warnings) == managed.engine.features.plan_destroy
    assert twilio.writes == []


@engines(*ALL)
def test_private_state_comes_with_a_second_plan_where_the_engines_protocol_has_a_field_for_it(
    engine: Engine,
) -> None:
    """A Go program holds its protocol as descriptors: a field's name, then its number. All have number 5, which is an apply's."""
    program = engine.path.read_bytes()
    has = {number: b"\n\x0fplanned_private\x18" + bytes([number]) in program for number in (5, 9)}

    assert has == {5: True, 9: engine.features.planned_private}, f"is {engine.path} a wrapper of the engine?"


def test_every_feature_is_told_apart_by_some_test() -> None:
    others = {"actions", "generated_config", "list_resources", "plan_destroy", "planned_private"}

    assert {*VALID, *others} == set(Features.__dataclass_fields__)
