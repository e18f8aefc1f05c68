"""README's stack: a public key, and settings that encrypt with it. A destroy fails in its plan, or finishes."""

from __future__ import annotations

import pytest

from provider.fake import Answer, FakeTwilio
from tests.e2e import hcl, stack
from tests.e2e.account import UNTOUCHED, Held, holds, set_by_hand
from tests.e2e.engine_choice import OLDEST_TERRAFORM, TERRAFORM, engines, having
from tests.e2e.hcl import THIS
from tests.e2e.test_baseline import BASELINE
from tests.e2e.workspace import Workspace
from tests.keys import PEM

KEY = f"{stack.ENCRYPTION}.this"

plans_destroys = engines(*having(lambda features: features.plan_destroy))


def write(workspace: Workspace, **arguments: hcl.Value) -> None:
    encrypts: dict[str, hcl.Value] = {
        "friendly_name": "Recordings of production",
        "encryption_enabled": True,
        "encryption_key_sid": hcl.Expression(f"{KEY}.sid"),
    }
    workspace.write(stack.public_key(PEM), hcl.settings(encrypts | arguments))


@pytest.fixture
def imported(workspace: Workspace, twilio: FakeTwilio) -> Workspace:
    """The stack applied, its settings forgotten and imported: their baseline now names the stack's own key."""
    write(workspace)
    workspace.apply().expect_success()
    workspace.run("state", "rm", THIS).expect_success()
    workspace.import_(THIS, "Default").expect_success()
    twilio.forget_requests()
    return workspace


def held_by(workspace: Workspace) -> Held:
    return {
        **UNTOUCHED,
        "friendly_name": "Recordings of production",
        "encryption_key_sid": workspace.state[KEY]["sid"],
        "encryption_enabled": True,
    }


@plans_destroys
def test_a_destroy_that_would_restore_the_key_which_it_destroys_is_refused_in_its_plan_and_reset_is_the_way_out(
    imported: Workspace, twilio: FakeTwilio
) -> None:
    before, held = imported.state, held_by(imported)

    error = imported.destroy().errors[0].text

    assert 'on_destroy = "reset"' in error
    assert held["encryption_key_sid"] in error  # type: ignore[operator]
    assert (twilio.writes, imported.state, holds(twilio)) == ([], before, held)

    write(imported, on_destroy="reset")
    imported.apply().expect_success()
    imported.destroy().expect_success()

    assert imported.instances == {}
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Recordings of production"}
    assert before[KEY]["sid"] not in twilio.account().credentials


@engines(TERRAFORM)
def test_a_destroy_that_would_retain_the_key_which_it_destroys_is_refused_in_its_plan(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    write(workspace, on_destroy="retain")
    workspace.apply().expect_success()
    before, held = workspace.state, held_by(workspace)
    twilio.forget_requests()

    error = workspace.destroy().errors[0].text

    assert 'on_destroy = "reset"' in error
    assert (twilio.writes, workspace.state, holds(twilio)) == ([], before, held)


@engines(TERRAFORM)
def test_a_destroy_of_settings_whose_baseline_names_other_credentials_finishes(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), BASELINE)
    write(workspace, adopt_existing=True)
    workspace.apply().expect_success()
    sid = workspace.state[KEY]["sid"]

    workspace.destroy().expect_success()

    assert (workspace.instances, holds(twilio)) == ({}, BASELINE)
    assert sid not in twilio.account().credentials


@pytest.mark.parametrize("again", [(), ("-refresh=false",)], ids=["the same command", "without a refresh"])
def test_a_destroy_that_was_interrupted_is_finished_by_running_it_again(
    workspace: Workspace, twilio: FakeTwilio, again: tuple[str, ...]
) -> None:
    """The settings are restored and gone from state, and the account is in use again by what it held before.

    Engines begin a destroy with a plan as if nothing were destroyed, in which the settings are created anew. `-refresh=false`
    leaves that plan out.
    """
    set_by_hand(twilio.account(), BASELINE)
    write(workspace)
    workspace.import_(THIS, "Default").expect_success()
    workspace.apply().expect_success()
    sid = workspace.state[KEY]["sid"]
    fault = twilio.faults.add(Answer(403), method="DELETE", times=None)
    assert workspace.destroy().code == 1
    assert (set(workspace.state), holds(twilio)) == ({KEY}, BASELINE)
    twilio.faults.remove(fault)

    workspace.destroy(*again).expect_success()

    assert (workspace.instances, holds(twilio)) == ({}, BASELINE)
    assert sid not in twilio.account().credentials


@engines(OLDEST_TERRAFORM)
def test_terraform_1_0_asks_for_no_destroy_plan_and_state_rm_finishes_what_the_key_refuses(
    imported: Workspace, twilio: FakeTwilio
) -> None:
    held = held_by(imported)

    error = imported.destroy().error

    assert "state rm" in error
    assert "encryption_key_sid" in error
    assert holds(twilio) == held
    imported.run("state", "rm", KEY).expect_success()
    assert (imported.instances, holds(twilio)) == ({}, held)


@engines(OLDEST_TERRAFORM)
def test_terraform_1_0_finishes_after_the_settings_are_imported_again_and_reset(imported: Workspace, twilio: FakeTwilio) -> None:
    sid = imported.state[KEY]["sid"]
    assert imported.destroy().code == 1
    write(imported, on_destroy="reset")
    if THIS not in imported.instances:
        imported.import_(THIS, "Default").expect_success()

    imported.apply().expect_success()
    imported.destroy().expect_success()

    assert imported.instances == {}
    assert holds(twilio) == {**UNTOUCHED, "friendly_name": "Recordings of production"}
    assert sid not in twilio.account().credentials
