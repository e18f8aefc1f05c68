"""What the API is asked, and what it need not be asked."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest

from provider.fake import FakeTwilio, Stall
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.walk import Engine, Instance, Walk


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


def test_an_update_that_somebody_made_by_hand_already_writes_nothing(engine: Engine, account: Account) -> None:
    wanted = account.ours | {"friendly_name": "Renamed"}
    change = engine.plan(RECORDING, wanted, managed(engine, account))
    account.set_by_hand(wanted)

    changed = engine.apply(change, wanted)

    assert changed.state["friendly_name"] == "Renamed"
    assert account.twilio.writes == []


def test_a_baseline_that_names_a_deleted_credential_is_told_in_the_plan_of_the_destroy(engine: Engine, account: Account) -> None:
    before, gone = managed(engine, account), account.baseline["encryption_key_sid"]
    account.twilio.account().delete_credential(gone)

    with engine.walk() as walk:
        (error,) = walk.try_plan_delete(before).errors

    assert error.summary == "Cannot restore the settings"
    assert f"encryption_key_sid = {gone}" in error.detail


def test_a_destroy_plan_of_long_ago_does_not_vouch_for_the_credential_that_it_looked_up(engine: Engine, account: Account) -> None:
    before, gone = managed(engine, account), account.baseline["encryption_key_sid"]
    with engine.walk() as walk:
        planned = walk.plan_destroy(before).planned
    account.twilio.account().delete_credential(gone)
    private = json.loads(planned.private)
    private["looked"] -= 61

    with engine.walk() as walk:
        stored = walk.upgrade(before)
        refused = walk.client.apply(
            RECORDING, prior=stored.state, planned=None, config=None, private=json.dumps(private).encode()
        )

    (error,) = refused.errors
    assert error.summary == "Cannot restore the settings"
    assert f"encryption_key_sid = {gone}" in error.detail
    assert (account.twilio.writes, account.holds) == ([], account.ours)


def test_a_credential_that_state_has_is_not_asked_for(engine: Engine, account: Account) -> None:
    before = managed(engine, account)
    key = engine.import_("twilio_credentials_public_key", account.baseline["encryption_key_sid"])
    account.twilio.forget_requests()

    with engine.walk() as walk:
        walk.upgrade(key)
        wanted = account.ours | {"encryption_key_sid": key.state["sid"]}
        assert walk.try_plan(RECORDING, wanted, walk.upgrade(before)).errors == []

    assert [request.path for request in account.twilio.requests if "Credentials" in request.path] == []


@pytest.mark.parametrize("taken", [Walk.upgrade, Walk.refresh], ids=["upgraded", "refreshed"])
@pytest.mark.parametrize("order", [1, -1], ids=["the one that has it first", "the other one first"])
def test_a_baseline_is_not_forgotten_for_another_object_of_the_same_state_that_has_none(
    engine: Engine, account: Account, order: int, taken: Callable[[Walk, Instance], Instance | None]
) -> None:
    before = managed(engine, account)
    other = dataclasses.replace(before, state=before.state | {"baseline": None}, private=b"")
    with engine.walk() as walk:
        for each in [before, other][::order]:
            taken(walk, each)
        given = account.ours | {"friendly_name": "Renamed"}
        planned = walk.try_plan(RECORDING, given, None).without_errors()
        config = walk.schemas[RECORDING].config(given)
        made = walk.client.apply(RECORDING, prior=None, planned=planned.object, config=config, private=planned.private)
    assert made.without_errors().object["baseline"] == before.state["baseline"]


def test_settings_without_a_baseline_are_replaced_all_the_same(engine: Engine, account: Account) -> None:
    """State that came from another provider: beside it a create takes nothing over."""
    before = managed(engine, account)
    given = account.ours | {"friendly_name": "Renamed"}
    with engine.walk() as walk:
        assert walk.refresh(dataclasses.replace(before, state=before.state | {"baseline": None}, private=b"")) is not None
        planned = walk.try_plan(RECORDING, given, None).without_errors()

    assert "The recording settings are replaced" in planned.text


def test_a_create_does_not_ask_again_for_what_its_plan_has_just_seen(engine: Engine, account: Account) -> None:
    change = engine.plan(RECORDING, account.ours | {"adopt_existing": True})
    account.twilio.forget_requests()

    engine.apply(change, account.ours | {"adopt_existing": True})

    assert [each.method for each in account.twilio.requests if "Settings" in each.path] == ["GET", "POST"]


def test_a_write_that_used_up_the_time_is_looked_at_all_the_same(engine: Engine, account: Account) -> None:
    given = account.ours | {"timeouts": {"update": "1s"}}
    made = engine.deploy(RECORDING, given, managed(engine, account))
    account.twilio.faults.add(Stall(processed=True), method="POST")
    wanted = given | {"friendly_name": "Renamed"}

    changed = engine.deploy(RECORDING, wanted, made)

    assert changed.state["friendly_name"] == "Renamed"
    assert len(account.twilio.writes) == 1
