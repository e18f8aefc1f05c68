"""What a whole command asks of the API, with the engines that plan destroys."""

from __future__ import annotations

from pathlib import Path

import pytest

from provider.fake import FakeTwilio, SettingsKind
from tests.e2e import hcl
from tests.e2e.account import CREDENTIAL, EVERYTHING, KEY, OLD_CREDENTIAL, OLD_KEY, set_by_hand
from tests.e2e.engine_choice import OPENTOFU, TERRAFORM, engines, having
from tests.e2e.test_baseline import BASELINE, begin
from tests.e2e.workspace import Workspace

SETTINGS = SettingsKind.RECORDING.path

plans_destroys = engines(*having(lambda features: features.plan_destroy))


@pytest.fixture
def kept(workspace: Workspace, twilio: FakeTwilio, initialised: Path, cli_config: Path) -> Workspace:
    return begin(workspace, twilio, initialised, cli_config)


def settings_requests(twilio: FakeTwilio) -> list[str]:
    return [request.method for request in twilio.requests if request.path == SETTINGS]


def others(twilio: FakeTwilio) -> list[str]:
    """The SIDs that other requests ask for; AssertionError if one of them is more than a look."""
    found = [request for request in twilio.requests if request.path != SETTINGS]
    assert not [request for request in found if request.is_write]
    return sorted(request.path.rpartition("/")[2] for request in found)


@engines(OPENTOFU)
def test_a_create_reads_in_the_plan_reads_and_writes(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(hcl.settings(friendly_name="Managed"))

    workspace.apply().expect_success()

    assert settings_requests(twilio) in (["GET", "GET", "POST"], ["GET", "POST"])
    assert others(twilio) == []


@plans_destroys
def test_a_create_looks_at_each_credential_that_it_names_by_sid_once_in_each_walk(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    workspace.write(hcl.settings(EVERYTHING))

    workspace.apply().expect_success()

    assert settings_requests(twilio) in (["GET", "GET", "POST"], ["GET", "POST"])
    assert others(twilio) == sorted([CREDENTIAL, KEY] * 2)


@engines(TERRAFORM)
def test_an_update_reads_in_the_plan_compares_and_writes(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.write(hcl.settings(EVERYTHING, friendly_name="Renamed"))

    kept.apply().expect_success()

    assert settings_requests(twilio) == ["GET", "GET", "POST"]
    assert others(twilio) == []


@engines(OPENTOFU)
def test_an_empty_plan_asks_once(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.plan().expect_nothing_to_do()

    assert settings_requests(twilio) == ["GET"]
    assert others(twilio) == []


@plans_destroys
def test_a_destroy_reads_compares_and_writes_and_looks_once_at_each_credential_that_it_restores(
    kept: Workspace, twilio: FakeTwilio
) -> None:
    kept.destroy().expect_success()

    assert settings_requests(twilio) == ["GET", "GET", "POST"]
    assert others(twilio) == sorted([OLD_CREDENTIAL, OLD_KEY])


@engines(TERRAFORM)
def test_a_destroy_that_resets_looks_at_no_credential(kept: Workspace, twilio: FakeTwilio) -> None:
    kept.write(hcl.settings(EVERYTHING, on_destroy="reset"))
    kept.apply().expect_success()
    twilio.forget_requests()

    kept.destroy().expect_success()

    assert settings_requests(twilio) == ["GET", "GET", "POST"]
    assert others(twilio) == []


@engines(OPENTOFU)
def test_a_takeover_of_what_is_there_already_writes_nothing(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), BASELINE)
    workspace.write(hcl.settings(BASELINE))

    workspace.apply().expect_success()

    assert settings_requests(twilio) in (["GET"], ["GET", "GET"])
    assert others(twilio) == sorted([OLD_CREDENTIAL, OLD_KEY] * 2)
