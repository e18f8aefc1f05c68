"""Settings of subaccounts that are closed or suspended: what is told, what is kept, and how to go on."""

from __future__ import annotations

import pytest

from provider.fake import Account as FakeAccount
from provider.fake import AccountStatus, FakeTwilio
from provider.framework.diagnostics import Diagnostic
from tests.conformance.test_baseline_table import RECORDING
from tests.conformance.test_settings_of_subaccounts import OURS, customer, errors, holds, stored
from tests.engine.walk import Action, Change, Engine, Instance

__all__ = ["customer"]


@pytest.fixture
def managed(engine: Engine, customer: FakeAccount, twilio: FakeTwilio) -> Instance:
    made = engine.deploy(RECORDING, {**OURS, "account_sid": customer.sid})
    twilio.forget_requests()
    return made


def assert_names_the_way_out(told: Diagnostic, customer: FakeAccount) -> None:
    """An engine shows no address with the error of a destroy. `tests/e2e` follows what is said."""
    assert f"`terraform state list -id={customer.sid}`" in told.detail
    assert "`terraform state rm 'ADDRESS'`" in told.detail
    assert "`removed` block" in told.detail


# Closed


def test_settings_of_an_account_that_is_closed_between_plan_and_apply_cannot_be_restored(
    engine: Engine, managed: Instance, customer: FakeAccount, twilio: FakeTwilio
) -> None:
    with engine.walk() as walk:
        change = walk.plan_destroy(managed)
    customer.status = AccountStatus.CLOSED

    with engine.walk() as walk:
        refused = walk.try_delete(change)

    (error,) = refused.errors
    assert error.summary == "The account is closed"
    assert "recording settings can be neither read nor restored" in error.detail
    assert '("Customer 7")' in error.detail
    assert_names_the_way_out(error, customer)
    assert refused.state == managed.state
    assert twilio.writes == []


def test_settings_of_an_account_that_is_closed_between_plan_and_apply_are_not_changed(
    engine: Engine, managed: Instance, customer: FakeAccount, twilio: FakeTwilio
) -> None:
    renamed = {**OURS, "account_sid": customer.sid, "friendly_name": "Ours too"}
    change = engine.plan(RECORDING, renamed, managed)
    customer.status = AccountStatus.CLOSED

    with engine.walk() as walk:
        refused = walk.try_apply(change, renamed, managed)

    (error,) = refused.errors
    assert error.summary == "The account is closed"
    assert '("Customer 7")' in error.detail
    assert_names_the_way_out(error, customer)
    assert refused.state in (None, managed.state)
    assert twilio.writes == []


def test_a_destroy_of_the_settings_of_a_closed_account_is_planned_without_a_refresh_and_refused_in_the_apply(
    engine: Engine, managed: Instance, customer: FakeAccount
) -> None:
    customer.status = AccountStatus.CLOSED

    with engine.walk() as walk:
        change = walk.plan_delete(walk.upgrade(managed))
    with engine.walk() as walk:
        (error,) = walk.try_delete(change).errors

    assert error.summary == "The account is closed"
    assert_names_the_way_out(error, customer)


def test_a_refresh_of_a_closed_account_says_how_to_go_on(engine: Engine, managed: Instance, customer: FakeAccount) -> None:
    customer.status = AccountStatus.CLOSED

    with engine.walk() as walk:
        refused = walk.client.read(RECORDING, managed.state, managed.private, managed.identity)

    (error,) = refused.errors
    assert error.summary == "The account is closed"
    assert_names_the_way_out(error, customer)


# Suspended


def test_a_suspended_account_is_told_and_planned_as_it_stands_so_that_no_other_account_waits(
    engine: Engine, managed: Instance, customer: FakeAccount
) -> None:
    customer.status = AccountStatus.SUSPENDED

    with engine.walk() as walk:
        (warning,) = walk.try_read(walk.upgrade(managed)).without_errors().warnings

    assert engine.plan(RECORDING, {**OURS, "account_sid": customer.sid}, managed).action is Action.NOTHING
    assert warning.summary == "Not refreshed"
    assert f'{customer.sid} ("Customer 7") is suspended, so that its recording settings cannot be read' in warning.detail
    assert_names_the_way_out(warning, customer)


def test_the_settings_of_a_suspended_account_fail_to_be_destroyed_in_the_apply_and_are_restored_once_it_is_active(
    engine: Engine, customer: FakeAccount, twilio: FakeTwilio
) -> None:
    baseline = stored(customer, "before")
    made = engine.deploy(RECORDING, {**OURS, "adopt_existing": True, "account_sid": customer.sid})
    customer.status = AccountStatus.SUSPENDED
    twilio.forget_requests()
    with engine.walk() as walk:
        current = walk.refresh(made)
        assert current is not None
        planned = walk.try_plan_delete(walk.upgrade(current)).without_errors()
    with engine.walk() as walk:
        refused = walk.try_delete(Change(RECORDING, Action.DELETE, current, planned, planned))

    assert errors(refused) == ["The account is not active"]
    assert (refused.state, twilio.writes) == (made.state, [])

    customer.status = AccountStatus.ACTIVE
    engine.destroy(current)

    assert holds(customer, baseline)
