"""An account's settings can be managed once: two instances are an error, and nothing else is."""

from __future__ import annotations

import dataclasses

import pytest

from provider.fake import FakeTwilio
from tests.conformance.conftest import EngineOf
from tests.conformance.resources import SINGLETONS
from tests.engine.walk import Action, Engine, Instance

pytestmark = pytest.mark.parametrize("type_name", SINGLETONS)

ONE = {"friendly_name": "One"}
OTHER = {"friendly_name": "Other"}


def test_two_new_instances_in_one_plan_are_an_error_that_names_both(type_name: str, engine: Engine) -> None:
    with engine.walk() as walk:
        walk.plan(type_name, ONE)
        refused = walk.try_plan(type_name, OTHER, None)
    (problem,) = refused.errors
    assert '"One"' in problem.detail
    assert '"Other"' in problem.detail


def test_two_instances_in_state_are_an_error(type_name: str, engine: Engine) -> None:
    one = engine.deploy(type_name, ONE)
    other = engine.import_(type_name, "Default")
    with engine.walk() as walk:
        walk.plan(type_name, ONE, one)
        assert walk.try_plan(type_name, OTHER, walk.refresh(other)).errors


def test_a_new_instance_beside_one_in_state_is_an_error(type_name: str, engine: Engine) -> None:
    one = engine.deploy(type_name, ONE)
    with engine.walk() as walk:
        walk.plan(type_name, ONE, one)
        assert walk.try_plan(type_name, OTHER, None).errors


def test_two_instances_that_are_only_refreshed_are_no_error(type_name: str, engine: Engine) -> None:
    one = engine.deploy(type_name, ONE)
    other = engine.import_(type_name, "Default")
    with engine.walk() as walk:
        for instance in (one, other):
            assert walk.refresh(instance) is not None


def test_a_replacement_is_planned_twice_and_is_no_error(type_name: str, engine: Engine) -> None:
    made = engine.deploy(type_name, ONE)
    change = engine.plan(type_name, OTHER, made, replace=True)
    assert change.action is Action.REPLACE
    assert engine.plan(type_name, OTHER, engine.apply(change, OTHER)).action is Action.NOTHING


def test_a_replacement_is_planned_again_and_again_and_is_no_error(type_name: str, engine: Engine) -> None:
    made = engine.deploy(type_name, ONE)
    with engine.walk() as walk:
        for _ in range(3):
            walk.plan(type_name, ONE, made, replace=True)


def test_one_for_each_of_two_accounts_is_no_error(
    type_name: str, engine: Engine, engine_of: EngineOf, twilio: FakeTwilio
) -> None:
    """Two provider instances are two processes, each with an account of its own."""
    other = engine_of(twilio.add_account())
    with engine.walk() as here, other.walk() as there:
        one, two = here.plan(type_name, ONE), there.plan(type_name, ONE)
    assert one.after["account_sid"] != two.after["account_sid"]


def test_an_instance_that_is_destroyed_beside_one_that_is_planned_is_no_error(type_name: str, engine: Engine) -> None:
    one = engine.deploy(type_name, ONE)
    other = engine.import_(type_name, "Default")
    with engine.walk() as walk:
        walk.plan_destroy(other)
        walk.plan(type_name, ONE, one)


def test_state_of_another_provider_is_one_instance_however_often_it_is_planned(type_name: str, engine: Engine) -> None:
    made = engine.deploy(type_name, ONE)
    foreign = dataclasses.replace(made, private=b"")
    with engine.walk() as walk:
        for _ in range(2):
            assert walk.plan(type_name, ONE, foreign).action is Action.NOTHING
        assert walk.plan(type_name, ONE, foreign, replace=True).action is Action.REPLACE


def test_state_of_another_provider_without_a_refresh_is_one_instance_too(type_name: str, engine: Engine) -> None:
    foreign = Instance(type_name, engine.deploy(type_name, ONE).state, b"", None)
    with engine.walk() as walk:
        first = walk.try_plan(type_name, OTHER, foreign)
        again = walk.try_plan(type_name, OTHER, foreign)
        replaced = walk.try_plan(type_name, OTHER, None, private=first.private)
    assert not [*first.errors, *again.errors, *replaced.errors]


def test_planning_in_the_next_process_starts_anew(type_name: str, engine: Engine) -> None:
    engine.plan(type_name, ONE)
    assert engine.plan(type_name, OTHER).action is Action.CREATE
