"""Settings of subaccounts with the parent's credentials: each account is its own, whatever else is planned beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from provider.fake import Account as FakeAccount
from provider.fake import Answer, FakeTwilio, SettingsKind
from provider.framework.values import UNKNOWN, Values
from tests.conformance.test_baseline_table import RECORDING
from tests.engine.walk import Action, Engine

OURS = {"friendly_name": "Ours"}


@pytest.fixture
def customer(twilio: FakeTwilio) -> FakeAccount:
    return twilio.add_subaccount(friendly_name="Customer 7")


@pytest.fixture
def other(twilio: FakeTwilio) -> FakeAccount:
    return twilio.add_subaccount(friendly_name="Customer 8")


def stored(account: FakeAccount, name: str) -> Values:
    """The account stores in S3, and encrypts."""
    held = {
        "friendly_name": name,
        "aws_credentials_sid": account.add_aws_credential().sid,
        "aws_s3_url": f"https://{name}.s3-eu-west-1.amazonaws.com/",
        "aws_storage_enabled": True,
        "encryption_key_sid": account.add_public_key().sid,
        "encryption_enabled": True,
    }
    live = account.settings(SettingsKind.RECORDING)
    for key, value in held.items():
        setattr(live, key, value)
    live.ever_posted = True
    return held


def holds(account: FakeAccount, values: Mapping[str, Any]) -> bool:
    live = account.settings(SettingsKind.RECORDING)
    return {name: getattr(live, name) for name in values} == dict(values)


def label(account: FakeAccount) -> str:
    return account.settings(SettingsKind.RECORDING).friendly_name or ""


def errors(answer: Any) -> list[str]:
    return [each.summary for each in answer.errors]


# The account


def test_settings_are_made_in_the_account_that_is_named(engine: Engine, customer: FakeAccount, twilio: FakeTwilio) -> None:
    made = engine.deploy(RECORDING, {**OURS, "account_sid": customer.sid})

    assert (made.state["id"], made.identity) == (customer.sid, {"account_sid": customer.sid})
    assert label(customer) == "Ours"
    assert label(twilio.account()) == ""
    assert engine.plan(RECORDING, {**OURS, "account_sid": customer.sid}, made).action is Action.NOTHING


def test_to_name_the_account_that_state_has_is_no_change_and_neither_is_to_leave_it_out(
    engine: Engine, twilio: FakeTwilio
) -> None:
    made, named = engine.deploy(RECORDING, OURS), {**OURS, "account_sid": twilio.account_sid}

    assert engine.plan(RECORDING, named, made).action is Action.NOTHING
    assert engine.plan(RECORDING, OURS, made).action is Action.NOTHING


def test_settings_of_a_provider_block_of_their_own_are_no_change_for_the_parents(
    engine: Engine, engine_of: Any, customer: FakeAccount
) -> None:
    made = engine_of(customer).deploy(RECORDING, OURS)

    assert engine.plan(RECORDING, {**OURS, "account_sid": customer.sid}, made).action is Action.NOTHING


def test_an_account_that_is_known_after_apply_alone_is_not_looked_at_and_guarded_by_the_apply(
    engine: Engine, customer: FakeAccount
) -> None:
    held = stored(customer, "theirs")
    change = engine.plan(RECORDING, {**OURS, "account_sid": UNKNOWN})
    given = {**OURS, "account_sid": customer.sid}

    with engine.walk() as walk:
        refused = walk.try_apply(change, given, None)

    assert change.after["account_sid"] is UNKNOWN
    assert errors(refused) == ["The account already has settings"]
    assert f'{customer.sid} (\\"Customer 7\\")' in json.dumps(refused.errors[0].detail)
    assert holds(customer, held)


def test_a_plan_that_does_not_know_the_account_says_what_is_unknown(engine: Engine) -> None:
    change = engine.plan(RECORDING, {**OURS, "account_sid": UNKNOWN, "adopt_existing": True})

    (warning,) = [each for each in change.told.warnings if each.summary == "Existing settings will be taken over unseen"]
    assert warning.detail.startswith("The account_sid will only be known after apply")


def test_settings_are_imported_by_the_sid_of_a_subaccount(engine: Engine, customer: FakeAccount) -> None:
    held = stored(customer, "theirs")

    imported = engine.import_(RECORDING, customer.sid)

    assert imported.state["account_sid"] == customer.sid
    assert json.loads(imported.state["baseline"]) == held
    assert engine.plan(RECORDING, {**held, "account_sid": customer.sid}, imported).action is Action.NOTHING


def test_settings_of_a_stranger_are_not_imported(engine: Engine, twilio: FakeTwilio) -> None:
    stranger = twilio.add_account()
    with engine.walk() as walk:
        assert errors(walk.client.import_(RECORDING, stranger.sid)) == ["Wrong import ID"]


def test_settings_of_a_stranger_are_not_planned(engine: Engine, twilio: FakeTwilio) -> None:
    stranger = twilio.add_account()
    with engine.walk() as walk:
        refused = walk.try_plan(RECORDING, {**OURS, "account_sid": stranger.sid}, None)

    assert [(each.summary, each.path) for each in refused.errors] == [("Wrong account", ("account_sid",))]


def test_the_data_source_tells_the_settings_of_a_subaccount(engine: Engine, customer: FakeAccount, twilio: FakeTwilio) -> None:
    held = stored(customer, "theirs")
    with engine.walk() as walk:
        found = walk.client.read_data(RECORDING, walk.data_sources[RECORDING].config({"account_sid": customer.sid}))
        own = walk.client.read_data(RECORDING, walk.data_sources[RECORDING].config({}))

    assert {name: found.object[name] for name in held} == held
    assert found.object["account_sid"] == customer.sid
    assert own.object["account_sid"] == twilio.account_sid


# Another account


@pytest.mark.parametrize("on_destroy", ["restore", "reset", "retain"])
def test_another_account_replaces_and_the_old_one_gets_what_on_destroy_says(
    engine: Engine, customer: FakeAccount, other: FakeAccount, on_destroy: str
) -> None:
    baseline = stored(customer, "before")
    given = {**OURS, "adopt_existing": True, "on_destroy": on_destroy}
    made = engine.deploy(RECORDING, {**given, "account_sid": customer.sid})
    moved = {**given, "account_sid": other.sid}

    change = engine.plan(RECORDING, moved, made)
    after = engine.apply(change, moved)

    assert change.action is Action.REPLACE
    left = {"restore": baseline, "reset": {"aws_storage_enabled": False, "encryption_enabled": False}, "retain": OURS}
    assert holds(customer, left[on_destroy])
    assert label(other) == "Ours"
    assert json.loads(after.state["baseline"])["friendly_name"] is None
    assert engine.plan(RECORDING, moved, after).action is Action.NOTHING


def test_an_apply_that_cannot_tell_a_move_from_a_second_instance_leaves_the_old_account_alone_and_tells_its_baseline(
    engine: Engine, customer: FakeAccount, other: FakeAccount
) -> None:
    """With create_before_destroy, and on another machine than the plan: both look the same then."""
    stored(customer, "before")
    given = {**OURS, "adopt_existing": True}
    made = engine.deploy(RECORDING, {**given, "account_sid": customer.sid})
    change = engine.plan(RECORDING, {**given, "account_sid": other.sid}, made)
    with engine.walk() as walk:
        walk.try_apply(change, {**given, "account_sid": other.sid}, None).without_errors()
        old = walk.upgrade(made)
        again = walk.try_plan_delete(old)
        destroyed = walk.client.apply(RECORDING, prior=old.state, planned=None, config=None, private=again.private)

    (warning,) = destroyed.without_errors().warnings
    assert warning.summary == "A destroy left the settings as they are"
    assert 'friendly_name = "before"' in warning.detail
    assert holds(customer, OURS)


def test_a_destroy_of_what_an_earlier_move_could_not_destroy_tells_its_baseline(engine: Engine, customer: FakeAccount) -> None:
    """It is alone in its apply, like what another instance of the same account replaced before."""
    stored(customer, "before")
    made = engine.deploy(RECORDING, {**OURS, "adopt_existing": True, "account_sid": customer.sid})
    with engine.walk() as walk:
        old = walk.upgrade(made)
        again = walk.try_plan_delete(old)
        destroyed = walk.client.apply(RECORDING, prior=old.state, planned=None, config=None, private=again.private)

    (warning,) = destroyed.without_errors().warnings
    assert warning.summary == "A destroy left the settings as they are"
    assert 'friendly_name = "before"' in warning.detail
    assert holds(customer, OURS)


def test_the_plan_of_a_move_says_what_it_leaves_behind(engine: Engine, customer: FakeAccount, other: FakeAccount) -> None:
    made = engine.deploy(RECORDING, {**OURS, "account_sid": customer.sid})

    change = engine.plan(RECORDING, {**OURS, "account_sid": other.sid}, made)

    told = [each for each in change.told.warnings if each.summary == "What this destroy leaves behind"]
    assert len(told) == 1
    assert f'Account {customer.sid} ("Customer 7") will then hold' in told[0].detail


@pytest.mark.parametrize("adopts", [False, True])
def test_the_new_account_is_taken_over_with_all_the_guards(
    engine: Engine, customer: FakeAccount, other: FakeAccount, twilio: FakeTwilio, adopts: bool
) -> None:
    held = stored(other, "theirs")
    given = {**OURS, "adopt_existing": adopts}
    made = engine.deploy(RECORDING, {**given, "account_sid": customer.sid})
    twilio.forget_requests()

    with engine.walk() as walk:
        current = walk.refresh(made)
        planned = walk.try_plan(RECORDING, {**given, "account_sid": other.sid}, current)

    assert errors(planned) == ([] if adopts else ["The account already has settings"])
    assert ("Existing settings will be taken over" in planned.text) is adopts
    assert (twilio.writes, holds(other, held)) == ([], True)


def test_two_resources_that_exchange_their_accounts_are_refused(
    engine: Engine, customer: FakeAccount, other: FakeAccount, twilio: FakeTwilio
) -> None:
    made = {each.sid: engine.deploy(RECORDING, {**OURS, "account_sid": each.sid}) for each in (customer, other)}
    twilio.forget_requests()

    with engine.walk() as walk:
        current = {sid: walk.refresh(each) for sid, each in made.items()}
        one = walk.try_plan(RECORDING, {**OURS, "account_sid": other.sid}, current[customer.sid])
        two = walk.try_plan(RECORDING, {**OURS, "account_sid": customer.sid}, current[other.sid])

    assert "The same settings are created and destroyed" in errors(one) + errors(two)
    assert twilio.writes == []


# Each account's own


def test_two_resources_for_one_account_by_default_and_by_name_are_an_error_that_names_both(
    engine: Engine, twilio: FakeTwilio
) -> None:
    with engine.walk() as walk:
        walk.plan(RECORDING, {"friendly_name": "By default"})
        refused = walk.try_plan(RECORDING, {"friendly_name": "By name", "account_sid": twilio.account_sid}, None)

    (error,) = refused.errors
    assert error.summary == "The same settings are managed twice"
    assert '"By default"' in error.detail
    assert '"By name"' in error.detail


def test_one_resource_for_each_of_many_accounts_is_no_error(engine: Engine, customer: FakeAccount, other: FakeAccount) -> None:
    with engine.walk() as walk:
        for given in (OURS, {**OURS, "account_sid": customer.sid}, {**OURS, "account_sid": other.sid}):
            walk.plan(RECORDING, given)


def test_each_account_gets_its_own_baseline_back(engine: Engine, customer: FakeAccount, other: FakeAccount) -> None:
    held = {customer.sid: stored(customer, "one"), other.sid: stored(other, "two")}
    made = [engine.deploy(RECORDING, {**OURS, "adopt_existing": True, "account_sid": each.sid}) for each in (customer, other)]

    for each in made:
        engine.destroy(each)

    assert holds(customer, held[customer.sid])
    assert holds(other, held[other.sid])


def test_a_replacement_in_one_account_is_a_create_in_another(engine: Engine, customer: FakeAccount, other: FakeAccount) -> None:
    """What state has of one account does not make a new one of another a replacement, which would take over what is there."""
    made = engine.deploy(RECORDING, {**OURS, "account_sid": customer.sid})
    held = stored(other, "theirs")

    with engine.walk() as walk:
        assert walk.refresh(made) is not None
        refused = walk.try_plan(RECORDING, {**OURS, "account_sid": other.sid}, None)

    assert errors(refused) == ["The account already has settings"]
    assert holds(other, held)


def test_the_failure_of_some_accounts_is_told_for_each_and_holds_up_no_other(engine: Engine, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount(friendly_name=f"Customer {number}") for number in range(30)]
    failing = customers[::10]
    for each in failing:
        stored(each, "theirs")

    with engine.walk() as walk:
        plans = {each.sid: walk.try_plan(RECORDING, {**OURS, "account_sid": each.sid}, None) for each in customers}

    wrong = {sid: plan for sid, plan in plans.items() if plan.errors}
    assert set(wrong) == {each.sid for each in failing}
    assert sum(len(plan.errors) for plan in plans.values()) == len(failing)
    for number, each in zip(range(0, 30, 10), failing, strict=True):
        assert f'{each.sid} ("Customer {number}")' in wrong[each.sid].text


# What is asked


def test_an_account_costs_as_many_requests_as_one_alone_and_all_tokens_cost_one(engine: Engine, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount() for _ in range(20)]
    made = [engine.deploy(RECORDING, {**OURS, "account_sid": each.sid}) for each in customers]
    twilio.forget_requests()

    with engine.walk() as walk:
        for each in made:
            walk.plan(RECORDING, {**OURS, "account_sid": each.state["account_sid"]}, walk.upgrade(each))

    assert len(twilio.requests_to("/2010-04-01/Accounts")) == 1
    assert len(twilio.requests_to("/v1/RecordingSettings")) == len(customers)


def test_a_lost_answer_of_one_account_is_looked_at_there(engine: Engine, customer: FakeAccount, twilio: FakeTwilio) -> None:
    change = engine.plan(RECORDING, {**OURS, "account_sid": customer.sid})
    twilio.faults.add(Answer.unavailable(), method="POST")

    made = engine.apply(change, {**OURS, "account_sid": customer.sid})

    assert made.state["account_sid"] == customer.sid
    assert label(customer) == "Ours"
    assert label(twilio.account()) == ""
