"""States that the first version of the provider wrote, with the baseline in private state: none is lost."""

from __future__ import annotations

import dataclasses
import json

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import Values
from tests.conformance.conftest import without_grpc as launch
from tests.conformance.test_baseline_orders import baseline_in, every_engine, one
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.paths import (
    Path,
    play,
    play_destroy,
)
from tests.engine.profile import Profile
from tests.engine.walk import Engine, Instance

__all__ = ["launch"]


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


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
