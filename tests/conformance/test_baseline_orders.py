"""What the table of baselines leaves out: other orders of the same calls, changes by hand in between, and older states."""

from __future__ import annotations

import dataclasses
import json

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import Values
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
from tests.engine.walk import Engine, Instance

PLANNING_DESTROYS = [profile for profile in Profile if profile.plans_destroys]
DRIFT = {"friendly_name": "Changed by hand", "aws_s3_url": "https://by-hand.s3-us-east-1.amazonaws.com/"}


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


def of_profiles(profiles: list[Profile]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("profile", profiles, ids=lambda profile: profile.value)


every_engine = of_profiles(list(Profile))
either_order = pytest.mark.parametrize("create_first", [True, False], ids=["create first", "destroy first"])


def one(path: Path, profile: Profile, *, create_before_destroy: bool = False) -> Command:
    (command,) = commands(path, profile, create_before_destroy=create_before_destroy)
    return command


def baseline_in(instance: Instance | None) -> Values:
    assert instance is not None
    values: Values = json.loads(instance.state["baseline"])
    return values


# Renamed without a `moved` block


@of_profiles(PLANNING_DESTROYS)
@either_order
@pytest.mark.parametrize("adopt_existing", [True, False], ids=["with leave to adopt", "without"])
def test_a_rename_is_refused_whichever_half_is_planned_first(
    engine: Engine, account: Account, profile: Profile, create_first: bool, adopt_existing: bool
) -> None:
    before = managed(engine, account)
    given = account.ours | {"adopt_existing": adopt_existing}

    refused = play(engine, profile, rename(profile, create_first=create_first), RECORDING, given, before)

    assert "`moved` block" in refused.told_in_plan.text
    assert (refused.applied, account.twilio.writes, account.holds) == (False, [], account.ours)


@either_order
def test_terraform_1_0_keeps_the_baseline_of_a_rename_whichever_half_is_applied_first(
    engine: Engine, account: Account, create_first: bool
) -> None:
    profile = Profile.OLDEST_TERRAFORM
    before = managed(engine, account)

    renamed = play(engine, profile, rename(profile, create_first=create_first), RECORDING, account.ours, before)

    assert renamed.applied, renamed.told.text
    assert account.holds == account.ours
    assert baseline_in(renamed.instance) == account.baseline


# Changed by hand between plan and apply


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


@every_engine
def test_an_update_does_not_undo_what_its_plan_never_saw(engine: Engine, account: Account, profile: Profile) -> None:
    before = managed(engine, account)
    given = account.ours | {"aws_storage_enabled": False}

    outcome = play(
        engine, profile, one(Path.UPDATE, profile), RECORDING, given, before, between=lambda: account.set_by_hand(DRIFT)
    )

    assert_conflict(outcome, account, account.ours)
    assert outcome.instance is not None
    assert outcome.instance.state == before.state


@every_engine
@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
def test_a_replacement_does_not_undo_what_its_plan_never_saw(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = managed(engine, account)

    outcome = play(
        engine, profile, one(path, profile), RECORDING, account.ours, before, between=lambda: account.set_by_hand(DRIFT)
    )

    assert_conflict(outcome, account, account.ours)
    assert baseline_in(outcome.instance) == account.baseline


@every_engine
def test_a_destroy_does_not_undo_what_its_plan_never_saw(engine: Engine, account: Account, profile: Profile) -> None:
    before = managed(engine, account)

    outcome = play(engine, profile, orphan_destroyed(profile), RECORDING, {}, before, between=lambda: account.set_by_hand(DRIFT))

    assert_conflict(outcome, account, account.ours)
    assert outcome.instance is not None


@every_engine
def test_an_update_goes_on_where_somebody_did_by_hand_what_it_wants(engine: Engine, account: Account, profile: Profile) -> None:
    before = managed(engine, account)
    given = account.ours | DRIFT

    outcome = play(
        engine, profile, one(Path.UPDATE, profile), RECORDING, given, before, between=lambda: account.set_by_hand(DRIFT)
    )

    assert outcome.applied, outcome.told.text
    assert account.holds == given
    assert baseline_in(outcome.instance) == account.baseline


# Changed by hand before the plan, which saw it


@every_engine
@pytest.mark.parametrize("path", [Path.UPDATE, Path.TAINT, Path.REPLACE])
def test_what_the_plan_saw_is_no_conflict(engine: Engine, account: Account, profile: Profile, path: Path) -> None:
    before = managed(engine, account)
    account.set_by_hand(DRIFT)

    outcome = play(engine, profile, one(path, profile), RECORDING, account.ours, before)

    assert outcome.applied, outcome.told.text
    assert account.holds == account.ours
    assert baseline_in(outcome.instance) == account.baseline


@every_engine
def test_the_destroy_of_a_block_that_is_gone_goes_on_where_its_plan_saw_the_change(
    engine: Engine, account: Account, profile: Profile
) -> None:
    """Terraform 1.11 refreshes the object after it planned the destroy, and shows the change beside it."""
    before = managed(engine, account)
    account.set_by_hand(DRIFT)

    outcome = play(engine, profile, orphan_destroyed(profile), RECORDING, {}, before)

    assert outcome.applied, outcome.told.text
    assert account.holds == account.baseline


@every_engine
def test_a_destroy_goes_on_where_its_plan_saw_the_change(engine: Engine, account: Account, profile: Profile) -> None:
    before = managed(engine, account)
    account.set_by_hand(DRIFT)

    outcome = play_destroy(engine, profile, RECORDING, before)

    assert outcome.applied, outcome.told.text
    assert account.holds == account.baseline


# create_before_destroy

HANDING_ON_NOTHING = [profile for profile in Profile if not profile.hands_on_planned_private]


@of_profiles(HANDING_ON_NOTHING)
@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
def test_a_change_with_create_before_destroy_is_refused_before_it_is_made(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = managed(engine, account)
    command = one(path, profile, create_before_destroy=True)

    outcome = play(engine, profile, command, RECORDING, account.ours | DRIFT, before)

    assert_told_before(outcome, path, account.baseline)
    assert "Nothing was changed" in outcome.told_in_apply.errors[0].detail
    assert (account.twilio.writes, account.holds) == ([], account.ours)
    assert baseline_in(outcome.instance) == account.baseline


@of_profiles(HANDING_ON_NOTHING)
@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
def test_a_change_with_create_before_destroy_and_leave_to_adopt_tells_what_is_lost(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = managed(engine, account)
    command = one(path, profile, create_before_destroy=True)

    outcome = play(engine, profile, command, RECORDING, account.ours | DRIFT | {"adopt_existing": True}, before)

    assert outcome.applied, outcome.told.text
    assert_told_before(outcome, path, account.baseline)
    assert_told(outcome.told_in_apply.text, account.baseline)
    assert account.holds == account.ours | DRIFT
    assert baseline_in(outcome.instance) == account.ours


def test_the_newest_terraform_replaces_with_a_change_and_keeps_the_baseline(engine: Engine, account: Account) -> None:
    profile = Profile.NEWEST_TERRAFORM
    before = managed(engine, account)
    command = one(Path.REPLACE, profile, create_before_destroy=True)

    outcome = play(engine, profile, command, RECORDING, account.ours | DRIFT, before)

    assert outcome.applied, outcome.told.text
    assert account.holds == account.ours | DRIFT
    assert baseline_in(outcome.instance) == account.baseline


def test_an_old_instance_that_could_not_be_destroyed_is_gone_after_the_next_apply(engine: Engine, account: Account) -> None:
    """State then has it as deposed beside its replacement: both are refreshed, and only the destroy of the one is planned."""
    before = managed(engine, account)
    profile = Profile.TERRAFORM
    made = play(engine, profile, one(Path.REPLACE, profile, create_before_destroy=True), RECORDING, account.ours, before)
    assert made.instance is not None
    account.twilio.forget_requests()

    with engine.walk() as walk:
        deposed, current = walk.refresh(before), walk.refresh(made.instance)
        assert deposed is not None
        walk.plan_delete(deposed)
        unchanged = walk.try_plan(RECORDING, account.ours, current).without_errors()
    with engine.walk() as walk:
        walk.upgrade(deposed)
        walk.delete(walk.plan_delete(deposed))

    assert current is not None
    assert unchanged.object == current.state
    assert (account.twilio.writes, account.holds) == ([], account.ours)


# States that the first version of the provider wrote


def as_written_before(instance: Instance, baseline: Values) -> Instance:
    """The same object with the baseline in private state, where engines did not always hand it on, and no such attribute."""
    attributes = {name: value for name, value in instance.state.items() if name != "baseline"}
    private = json.dumps({"baseline": baseline, "instance": "0123456789abcdef0123456789abcdef"}, separators=(",", ":"))
    return dataclasses.replace(instance, state=attributes, private=private.encode())


OLD_STATES = [
    *((path, profile) for path in (Path.UPDATE, Path.TAINT, Path.REPLACE, Path.STATE_MV) for profile in Profile),
    (Path.REMOVED_AND_IMPORTED, Profile.OPENTOFU),
]
"""Terraform does not refresh what a `removed` block forgets, and so never hands on its private state."""


@pytest.mark.parametrize(("path", "profile"), OLD_STATES, ids=lambda part: part.value)
def test_a_state_of_the_first_version_keeps_its_baseline(engine: Engine, account: Account, profile: Profile, path: Path) -> None:
    before = as_written_before(managed(engine, account), account.baseline)
    given = account.ours if path in (Path.TAINT, Path.REPLACE) else account.ours | {"friendly_name": "Renamed"}

    outcome = play(engine, profile, one(path, profile), RECORDING, given, before)

    assert outcome.applied, outcome.told.text
    assert baseline_in(outcome.instance) == account.baseline
    assert outcome.instance is not None
    assert play_destroy(engine, profile, RECORDING, outcome.instance).applied
    assert account.holds == account.baseline


@every_engine
@pytest.mark.parametrize("path", [Path.UPDATE, Path.REPLACE])
def test_a_state_of_the_first_version_keeps_its_baseline_without_a_refresh(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = as_written_before(managed(engine, account), account.baseline)
    given = account.ours if path is Path.REPLACE else account.ours | {"friendly_name": "Renamed"}

    outcome = play(engine, profile, one(path, profile), RECORDING, given, before, refresh=False)

    assert outcome.applied, outcome.told.text
    assert outcome.instance is not None
    assert play_destroy(engine, profile, RECORDING, outcome.instance).applied
    assert account.holds == account.baseline


def test_a_create_keeps_the_baseline_that_only_the_destroy_half_was_handed(engine: Engine, account: Account) -> None:
    """The state is of the first version, whose baseline is in private state; the engine hands the create nothing."""
    before = as_written_before(managed(engine, account), account.baseline)
    with engine.walk() as walk:
        config = walk.schemas[RECORDING].config(account.ours)
        assert walk.refresh(before) is not None
        planned = walk.try_plan(RECORDING, account.ours, None).without_errors()
    with engine.walk() as walk:
        stored = walk.upgrade(before)
        walk.client.apply(RECORDING, prior=stored.state, planned=None, config=None, private=before.private).without_errors()
        made = walk.client.apply(RECORDING, prior=None, planned=planned.object, config=config, private=b"").without_errors()

    assert json.loads(made.object["baseline"]) == account.baseline
    assert account.holds == account.ours


@every_engine
def test_a_tainted_state_of_the_first_version_is_not_replaced_without_a_refresh(
    engine: Engine, account: Account, profile: Profile
) -> None:
    """The engine hands on neither the private state nor, yet, the attribute."""
    before = as_written_before(managed(engine, account), account.baseline)

    outcome = play(engine, profile, one(Path.TAINT, profile), RECORDING, account.ours, before, refresh=False)

    (problem,) = outcome.told_in_plan.errors
    assert "Plan without -refresh=false" in problem.detail
    assert (outcome.instance, account.twilio.writes, account.holds) == (before, [], account.ours)


@every_engine
@pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])
def test_a_state_of_the_first_version_is_destroyed_as_it_promised(
    engine: Engine, account: Account, profile: Profile, refresh: bool
) -> None:
    before = as_written_before(managed(engine, account), account.baseline)

    assert play_destroy(engine, profile, RECORDING, before, refresh=refresh).applied

    assert account.holds == account.baseline


def test_a_refresh_takes_the_baseline_of_the_first_version_into_the_attribute_and_plans_nothing(
    engine: Engine, account: Account
) -> None:
    before = as_written_before(managed(engine, account), account.baseline)

    with engine.walk() as walk:
        refreshed = walk.refresh(before)
        planned = walk.try_plan(RECORDING, account.ours, refreshed).without_errors()

    assert baseline_in(refreshed) == account.baseline
    assert refreshed is not None
    assert planned.object == refreshed.state
    assert account.twilio.writes == []
