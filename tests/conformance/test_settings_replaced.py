"""A replacement of settings is a create beside what state has: nothing is lost or undone by it."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio, LoggedRequest
from tests.conformance.conftest import without_grpc as launch
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.paths import Path, commands, play
from tests.engine.profile import Profile
from tests.engine.walk import Engine

__all__ = ["launch"]

NEW_BUCKET = "https://new.s3-eu-west-1.amazonaws.com/"


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


DRIFT = {"friendly_name": "Changed by hand", "aws_s3_url": NEW_BUCKET}


@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
def test_a_replacement_that_is_created_first_does_not_undo_what_its_plan_never_saw(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = managed(engine, account)
    (command,) = commands(path, profile, create_before_destroy=True)

    outcome = play(
        engine, profile, command, RECORDING, account.ours, before, between=lambda: account.set_by_hand(account.ours | DRIFT)
    )

    why = "The settings were changed since the plan" if profile.hands_on_planned_private else "The account already has settings"
    assert [each.summary for each in outcome.told_in_apply.errors] == [why]
    assert (account.twilio.writes, account.holds) == ([], account.ours | DRIFT)


@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
def test_what_somebody_sets_between_the_two_halves_of_a_replacement_is_kept_and_so_is_the_object(
    engine: Engine, account: Account, path: Path
) -> None:
    before = managed(engine, account)
    (command,) = commands(path, Profile.TERRAFORM, create_before_destroy=False)

    def change(request: LoggedRequest) -> None:
        account.set_by_hand(account.ours | DRIFT)

    def watch() -> None:
        account.twilio.after_request = change

    outcome = play(engine, Profile.TERRAFORM, command, RECORDING, account.ours, before, between=watch)

    assert [each.summary for each in outcome.told_in_apply.errors] == ["The settings were changed since the plan"]
    assert (account.twilio.writes, account.holds) == ([], account.ours | DRIFT)
    assert outcome.tainted
    assert outcome.instance is not None
    assert outcome.instance.state["baseline"] == before.state["baseline"]
    assert outcome.instance.state["friendly_name"] == DRIFT["friendly_name"]


def test_an_engine_that_hands_everything_on_is_not_told_of_a_loss(engine: Engine, account: Account) -> None:
    before, profile = managed(engine, account), Profile.NEWEST_TERRAFORM
    (command,) = commands(Path.REPLACE, profile, create_before_destroy=True)

    outcome = play(engine, profile, command, RECORDING, account.ours, before)

    assert "Settings left to their replacement" in outcome.told_in_apply.text
    assert "would have put back" not in outcome.told_in_apply.text


def test_a_replacement_is_told_of_once(engine: Engine, account: Account) -> None:
    before = managed(engine, account)
    (command,) = commands(Path.TAINT, Profile.TERRAFORM, create_before_destroy=False)

    outcome = play(engine, Profile.TERRAFORM, command, RECORDING, account.ours, before)

    assert "The recording settings are replaced" in [each.summary for each in outcome.told_in_plan.diagnostics]
    assert "The recording settings are replaced" not in [each.summary for each in outcome.told_in_apply.diagnostics]
