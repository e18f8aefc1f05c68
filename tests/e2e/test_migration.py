"""Taking over from the community provider: its state, its arguments, no change."""

from __future__ import annotations

from pathlib import Path

import pytest

from provider import __version__
from provider.fake import FakeTwilio
from provider.fake.models import CompositionHook
from provider.installation import install
from provider.resources.provider import ADDRESS
from tests.e2e import community, hcl
from tests.e2e.account import ACCOUNTS, EVERYTHING, UNTOUCHED, Held, set_by_hand
from tests.e2e.engine_choice import ALL, TERRAFORM, engines, having
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Workspace, write_cli_config

LABEL_ONLY = {**UNTOUCHED, "friendly_name": "Label"}
AS_COMMUNITY_DOCUMENTS_IT = "registry.terraform.io/RJPearson94/twilio"


def test_state_of_the_community_provider_is_taken_over_without_a_change(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), EVERYTHING)
    workspace.write(hcl.settings(EVERYTHING))
    workspace.state_text = community.state(EVERYTHING)

    workspace.replace_provider().expect_success()

    workspace.plan().expect_nothing_to_do()
    assert twilio.writes == []


@engines(TERRAFORM)
@pytest.mark.parametrize("held", [LABEL_ONLY, *list(ACCOUNTS.values())[1:]], ids=["label only", *list(ACCOUNTS)[1:]])
def test_whatever_the_community_provider_managed_the_same_arguments_change_nothing(
    workspace: Workspace, twilio: FakeTwilio, held: Held
) -> None:
    set_by_hand(twilio.account(), held)
    workspace.write(hcl.settings(held))
    workspace.state_text = community.state(held)

    workspace.replace_provider().expect_success()

    workspace.plan().expect_nothing_to_do()


@engines(TERRAFORM)
def test_arguments_that_were_left_out_stay_left_out(workspace: Workspace, twilio: FakeTwilio) -> None:
    """The other provider's state has "" and false where nothing was set; here that is null and false."""
    set_by_hand(twilio.account(), LABEL_ONLY)
    workspace.write(hcl.settings(friendly_name="Label"))
    workspace.state_text = community.state(LABEL_ONLY)

    workspace.replace_provider().expect_success()

    workspace.plan().expect_nothing_to_do()


@engines(*ALL)
def test_a_list_that_was_null_changes_nothing_and_is_empty_now(workspace: Workspace, twilio: FakeTwilio) -> None:
    account = twilio.account()
    layout: dict[str, object] = {"grid": {"video_sources": ["*"]}}
    hook = CompositionHook(account.sid, "Everybody", video_layout=layout)
    account.composition_hooks[hook.sid] = hook
    given = {"friendly_name": "Everybody", "video_layout": hcl.Expression('jsonencode({ grid = { video_sources = ["*"] } })')}
    workspace.write(hcl.block(f'resource "{hcl.HOOK}" "this"', given))
    workspace.state_text = community.hook_state(hook)

    workspace.replace_provider().expect_success()

    workspace.plan().expect_nothing_to_do()
    assert twilio.writes == []
    workspace.run("refresh", "-no-color").expect_success()
    state = workspace.state[f"{hcl.HOOK}.this"]
    assert (state["audio_sources"], state["audio_sources_excluded"]) == ([], [])


@pytest.mark.parametrize("written", [community.ADDRESS, AS_COMMUNITY_DOCUMENTS_IT])
@pytest.mark.parametrize("typed", [community.ADDRESS, AS_COMMUNITY_DOCUMENTS_IT])
def test_the_namespace_may_be_spelled_in_either_case(workspace: Workspace, written: str, typed: str) -> None:
    """Engines read both as one, and write lower case."""
    workspace.write(hcl.settings(LABEL_ONLY))
    workspace.state_text = community.state(LABEL_ONLY, address=written)

    workspace.replace_provider(typed).expect_success()

    assert f'provider[\\"{hcl.ADDRESS}\\"]' in workspace.state_text


@engines(*having(lambda features: features.move))
def test_a_moved_block_takes_over_without_a_change_of_the_account(
    workspace: Workspace, twilio: FakeTwilio, tmp_path: Path
) -> None:
    """Engines still ask for the provider that wrote the state, so it has to be installed: our plugin stands in for it."""
    mirror = install(tmp_path / "both", ADDRESS, __version__).root
    for host in ("registry.terraform.io", "registry.opentofu.org"):
        install(mirror, f"{host}/rjpearson94/twilio", "0.18.2")
    workspace.environ["TF_CLI_CONFIG_FILE"] = str(write_cli_config(tmp_path / "both", mirror))
    set_by_hand(twilio.account(), EVERYTHING)
    workspace.write(hcl.settings(EVERYTHING, name="ours"), f"moved {{\n  from = {THIS}\n  to = {hcl.RECORDING}.ours\n}}\n")
    workspace.state_text = community.state(EVERYTHING)
    workspace.init().expect_success()

    workspace.apply().expect_success()

    assert twilio.writes == []
    assert list(workspace.instances) == [f"{hcl.RECORDING}.ours"]
    assert f'provider[\\"{hcl.ADDRESS}\\"]' in workspace.state_text
    workspace.plan().expect_nothing_to_do()
