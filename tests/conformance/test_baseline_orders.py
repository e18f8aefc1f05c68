"""What the table of baselines leaves out: other orders of the same calls, and changes by hand in between."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import Values
from tests.conformance.conftest import without_grpc as launch
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, assert_told, assert_told_before, managed
from tests.engine.paths import (
    Command,
    Outcome,
    Path,
    commands,
    orphan_destroyed,
    play,
    play_destroy,
    rename,
)
from tests.engine.profile import Profile
from tests.engine.walk import Action, Change, Engine, Instance
from tests.harness.client import Answered

__all__ = ["launch"]

PLANNING_DESTROYS = [profile for profile in Profile if profile.plans_destroys]


DRIFT = {"friendly_name": "Changed by hand", "aws_s3_url": "https://by-hand.s3-us-east-1.amazonaws.com/"}


@pytest.fixture
def account(twilio: FakeTwilio, request: pytest.FixtureRequest) -> Iterator[Account]:
    """The provider's account, or a subaccount of it: then nothing is done to the parent's settings."""
    own = account_of(twilio, RECORDING)
    if not getattr(request, "param", False):
        yield own
        return
    yield account_of(twilio, RECORDING, twilio.add_subaccount())
    assert own.holds == own.baseline, "the parent's settings were touched"


def of_profiles(profiles: list[Profile]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("profile", profiles, ids=lambda profile: profile.value)


every_engine = of_profiles(list(Profile))


either_account = pytest.mark.parametrize("account", [False, True], indirect=True, ids=["own account", "subaccount"])


either_order = pytest.mark.parametrize("create_first", [True, False], ids=["create first", "destroy first"])


def one(path: Path, profile: Profile, *, create_before_destroy: bool = False) -> Command:
    (command,) = commands(path, profile, create_before_destroy=create_before_destroy)
    return command


def baseline_in(instance: Instance | None) -> Values:
    assert instance is not None
    values: Values = json.loads(instance.state["baseline"])
    return values


# Renamed without a `moved` block


@either_account
@of_profiles(PLANNING_DESTROYS)
@either_order
@pytest.mark.parametrize("adopt_existing", [True, False], ids=["with leave to adopt", "without"])
def test_a_rename_is_refused_whichever_half_is_planned_first(
    engine: Engine, account: Account, profile: Profile, create_first: bool, adopt_existing: bool
) -> None:
    before = managed(engine, account)
    given = account.given | {"adopt_existing": adopt_existing}

    refused = play(engine, profile, rename(profile, create_first=create_first), RECORDING, given, before)

    assert "`moved` block" in refused.told_in_plan.text
    assert (refused.applied, account.twilio.writes, account.holds) == (False, [], account.ours)


@either_account
def test_terraform_1_0_keeps_the_baseline_of_a_rename_of_which_the_destroy_is_applied_first(
    engine: Engine, account: Account
) -> None:
    before = managed(engine, account)
    profile = Profile.OLDEST_TERRAFORM

    renamed = play(engine, profile, rename(profile), RECORDING, account.given, before)

    assert renamed.applied, renamed.told.text
    assert account.holds == account.ours
    assert baseline_in(renamed.instance) == account.baseline


@either_account
def test_terraform_1_0_keeps_the_baseline_of_a_rename_of_which_the_create_is_applied_first(
    engine: Engine, account: Account
) -> None:
    """Both are under way at once: the old object is taken from state before the create, and destroyed after it."""
    with engine.walk() as walk:
        before = walk.refresh(managed(engine, account))
        assert before is not None
        planned = walk.try_plan(RECORDING, account.given, None).without_errors()
        change = Change(RECORDING, Action.DELETE, before, Answered([], private=before.private), planned)
    with engine.walk() as walk:
        walk.upgrade(before)
        again = walk.try_plan(RECORDING, account.given, None).without_errors()
        made = walk.try_write(RECORDING, account.given, None, dataclasses.replace(again, identity=None)).without_errors()
        walk.delete(change)

    assert account.holds == account.ours
    assert json.loads(made.object["baseline"]) == account.baseline


# Changed by hand between plan and apply, and before the plan, which saw it


def assert_conflict(outcome: Outcome, account: Account, saw: Values) -> None:
    """Refused in the apply: each setting, what the plan saw, what is there now; and nothing was written."""
    (problem,) = outcome.told_in_apply.errors
    assert problem.summary == "The settings were changed since the plan"
    for name, value in DRIFT.items():
        assert name in problem.detail
        assert json.dumps(value) in problem.detail
        assert json.dumps(saw[name]) in problem.detail
    assert "encryption_key_sid" not in problem.detail
    assert "Nothing was changed" in problem.detail
    assert (account.twilio.writes, account.holds) == ([], account.ours | DRIFT)


@either_account
@every_engine
def test_an_update_does_not_undo_what_its_plan_never_saw(engine: Engine, account: Account, profile: Profile) -> None:
    before = managed(engine, account)
    given = account.given | {"aws_storage_enabled": False}

    outcome = play(
        engine, profile, one(Path.UPDATE, profile), RECORDING, given, before, between=lambda: account.set_by_hand(DRIFT)
    )

    assert_conflict(outcome, account, account.ours)
    assert outcome.instance is not None
    assert outcome.instance.state == before.state


@either_account
@every_engine
@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
def test_a_replacement_does_not_undo_what_its_plan_never_saw(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = managed(engine, account)

    outcome = play(
        engine, profile, one(path, profile), RECORDING, account.given, before, between=lambda: account.set_by_hand(DRIFT)
    )

    assert_conflict(outcome, account, account.ours)
    assert baseline_in(outcome.instance) == account.baseline


@either_account
@every_engine
def test_a_destroy_does_not_undo_what_its_plan_never_saw(engine: Engine, account: Account, profile: Profile) -> None:
    before = managed(engine, account)

    outcome = play(engine, profile, orphan_destroyed(), RECORDING, {}, before, between=lambda: account.set_by_hand(DRIFT))

    assert_conflict(outcome, account, account.ours)
    assert outcome.instance is not None


@either_account
@every_engine
def test_an_update_goes_on_where_somebody_did_by_hand_what_it_wants(engine: Engine, account: Account, profile: Profile) -> None:
    before = managed(engine, account)
    given = account.given | DRIFT

    outcome = play(
        engine, profile, one(Path.UPDATE, profile), RECORDING, given, before, between=lambda: account.set_by_hand(DRIFT)
    )

    assert outcome.applied, outcome.told.text
    assert account.holds == account.ours | DRIFT
    assert baseline_in(outcome.instance) == account.baseline


@either_account
@every_engine
@pytest.mark.parametrize("path", [Path.UPDATE, Path.TAINT, Path.REPLACE])
def test_what_the_plan_saw_is_no_conflict(engine: Engine, account: Account, profile: Profile, path: Path) -> None:
    before = managed(engine, account)
    account.set_by_hand(DRIFT)

    outcome = play(engine, profile, one(path, profile), RECORDING, account.given, before)

    assert outcome.applied, outcome.told.text
    assert account.holds == account.ours
    assert baseline_in(outcome.instance) == account.baseline


@either_account
@every_engine
def test_the_destroy_of_a_block_that_is_gone_goes_on_where_its_plan_saw_the_change(
    engine: Engine, account: Account, profile: Profile
) -> None:
    """Terraform 1.11 refreshes the object after it planned the destroy, and shows the change beside it."""
    before = managed(engine, account)
    account.set_by_hand(DRIFT)

    outcome = play(engine, profile, orphan_destroyed(), RECORDING, {}, before)

    assert outcome.applied, outcome.told.text
    assert account.holds == account.baseline


@either_account
@every_engine
def test_a_destroy_goes_on_where_its_plan_saw_the_change(engine: Engine, account: Account, profile: Profile) -> None:
    before = managed(engine, account)
    account.set_by_hand(DRIFT)

    outcome = play_destroy(engine, profile, RECORDING, before)

    assert outcome.applied, outcome.told.text
    assert account.holds == account.baseline


# create_before_destroy


HANDING_ON_NOTHING = [profile for profile in Profile if not profile.hands_on_planned_private]


@either_account
@of_profiles(HANDING_ON_NOTHING)
@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
def test_a_change_with_create_before_destroy_is_refused_before_it_is_made(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = managed(engine, account)
    command = one(path, profile, create_before_destroy=True)

    outcome = play(engine, profile, command, RECORDING, account.given | DRIFT, before)

    assert_told_before(outcome, path, account.baseline)
    assert "Nothing was changed" in outcome.told_in_apply.errors[0].detail
    assert (account.twilio.writes, account.holds) == ([], account.ours)
    assert baseline_in(outcome.instance) == account.baseline


@either_account
@of_profiles(HANDING_ON_NOTHING)
@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
def test_a_change_with_create_before_destroy_and_leave_to_adopt_tells_what_is_lost(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = managed(engine, account)
    command = one(path, profile, create_before_destroy=True)

    outcome = play(engine, profile, command, RECORDING, account.given | DRIFT | {"adopt_existing": True}, before)

    assert outcome.applied, outcome.told.text
    assert_told_before(outcome, path, account.baseline)
    assert_told(outcome.told_in_apply.text, account.baseline)
    assert account.holds == account.ours | DRIFT
    assert baseline_in(outcome.instance) == account.ours


@either_account
def test_the_newest_terraform_replaces_with_a_change_and_keeps_the_baseline(engine: Engine, account: Account) -> None:
    profile = Profile.NEWEST_TERRAFORM
    before = managed(engine, account)
    command = one(Path.REPLACE, profile, create_before_destroy=True)

    outcome = play(engine, profile, command, RECORDING, account.given | DRIFT, before)

    assert outcome.applied, outcome.told.text
    assert account.holds == account.ours | DRIFT
    assert baseline_in(outcome.instance) == account.baseline


@either_account
def test_an_old_instance_that_could_not_be_destroyed_is_gone_after_the_next_apply(engine: Engine, account: Account) -> None:
    """State then has it as deposed beside its replacement: both are refreshed, and only the destroy of the one is planned."""
    before = managed(engine, account)
    profile = Profile.TERRAFORM
    made = play(engine, profile, one(Path.REPLACE, profile, create_before_destroy=True), RECORDING, account.given, before)
    assert made.instance is not None
    account.twilio.forget_requests()

    with engine.walk() as walk:
        deposed, current = walk.refresh(before), walk.refresh(made.instance)
        assert deposed is not None
        walk.plan_delete(deposed)
        unchanged = walk.try_plan(RECORDING, account.given, current).without_errors()
    with engine.walk() as walk:
        walk.upgrade(deposed)
        walk.delete(walk.plan_delete(deposed))

    assert current is not None
    assert unchanged.object == current.state
    assert (account.twilio.writes, account.holds) == ([], account.ours)
