"""What a destroy of settings leaves in the account."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from provider.fake import Alter, FakeTwilio
from provider.framework.values import Values
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.walk import Change, Engine, Instance

NEW_BUCKET = "https://new.s3-eu-west-1.amazonaws.com/"


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


def destroyed(
    engine: Engine, instance: Instance, then: Callable[[], object] = lambda: None
) -> tuple[Change, Values | None, list[str]]:
    """A destroy: its plan, what state has then, and the headlines of the errors."""
    with engine.walk() as walk:
        change = walk.plan_destroy(instance)
    then()
    with engine.walk() as walk:
        answer = walk.try_delete(change)
    return change, answer.state, [each.summary for each in answer.errors]


def test_a_destroy_that_did_something_else_says_what_and_keeps_the_state(engine: Engine, account: Account) -> None:
    before = managed(engine, account)

    _, state, errors = destroyed(
        engine, before, lambda: account.twilio.faults.add(Alter({"aws_s3_url": NEW_BUCKET}), method="POST")
    )

    assert errors == ["aws_s3_url did not take effect"]
    assert state is not None
    assert state["baseline"] == before.state["baseline"]


def test_a_destroy_warns_of_the_switches_that_it_turns_off_and_of_no_others(engine: Engine, account: Account) -> None:
    given = account.ours | {"encryption_enabled": False, "on_destroy": "reset"}
    made = engine.deploy(RECORDING, given, managed(engine, account))

    change, _, errors = destroyed(engine, made)

    assert errors == []
    assert "not in S3" in change.told.text
    assert "NOT encrypted" not in change.told.text


def test_a_destroy_keeps_the_label_where_no_other_was_found(engine: Engine, twilio: FakeTwilio) -> None:
    made = engine.deploy(RECORDING, {"friendly_name": "Ours"})

    _, _, errors = destroyed(engine, made)

    assert errors == []
    assert twilio.account().recording_settings.friendly_name == "Ours"


def test_a_destroy_that_has_nothing_to_put_back_writes_nothing(engine: Engine, account: Account) -> None:
    before = managed(engine, account)
    account.set_by_hand(account.baseline)
    account.twilio.forget_requests()

    _, state, errors = destroyed(engine, before)

    assert (state, errors, account.twilio.writes) == (None, [], [])
