"""A create takes over what the account holds, and refuses where that would lose something."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import UNKNOWN, Values
from tests.conformance.test_baseline_table import RECORDING, Account, account_of
from tests.engine.walk import Engine


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


def off(account: Account) -> Values:
    """What an account holds that has values and no switch on."""
    return account.baseline | {"aws_storage_enabled": False, "encryption_enabled": False}


def test_a_value_that_is_not_known_yet_is_no_loss_in_the_plan(engine: Engine, account: Account) -> None:
    held = off(account)
    account.set_by_hand(held)

    with engine.walk() as walk:
        planned = walk.try_plan(RECORDING, held | {"aws_credentials_sid": UNKNOWN}, None)

    assert planned.errors == []


def test_leave_to_adopt_that_is_not_known_yet_is_neither_refused_nor_told(engine: Engine, account: Account) -> None:
    with engine.walk() as walk:
        planned = walk.try_plan(RECORDING, account.ours | {"adopt_existing": UNKNOWN}, None)

    assert planned.errors == []
    assert "Existing settings will be taken over" not in planned.text


def test_a_label_alone_is_no_loss(engine: Engine, twilio: FakeTwilio) -> None:
    live = twilio.account().recording_settings
    live.friendly_name, live.ever_posted = "Somebody's", True

    made = engine.deploy(RECORDING, {"friendly_name": "Ours"})

    assert made.state["friendly_name"] == "Ours"


def test_what_the_account_holds_already_is_not_written_and_becomes_the_baseline(engine: Engine, account: Account) -> None:
    account.set_by_hand(account.ours)

    change = engine.plan(RECORDING, account.ours)
    made = engine.apply(change, account.ours)

    assert "Settings are taken over as they are" in change.told.text
    assert account.twilio.writes == []
    assert account.holds == account.ours
    assert made.state["encryption_enabled"] is True


def test_the_same_bucket_in_other_words_is_no_loss(engine: Engine, account: Account) -> None:
    held = off(account)
    account.set_by_hand(held)
    given = held | {"aws_s3_url": str(held["aws_s3_url"]).rstrip("/")}

    made = engine.deploy(RECORDING, given)

    assert made.state["aws_s3_url"] == given["aws_s3_url"]


def test_what_somebody_set_after_the_plan_is_refused_by_the_apply_too(engine: Engine, account: Account) -> None:
    account.set_by_hand(dict.fromkeys(account.baseline) | {"aws_storage_enabled": False, "encryption_enabled": False})
    change = engine.plan(RECORDING, {"friendly_name": "Ours"})
    account.set_by_hand(account.baseline)

    with engine.walk() as walk:
        answer = walk.try_apply(change, {"friendly_name": "Ours"}, None)

    assert "The account already has settings" in [each.summary for each in answer.errors]
    assert account.twilio.writes == []
    assert account.holds == account.baseline


def test_leave_to_adopt_that_turns_out_not_to_be_given_is_refused_by_the_apply(engine: Engine, account: Account) -> None:
    """Engines plan again before; the apply itself does not rely on that."""
    with engine.walk() as walk:
        planned = walk.try_plan(RECORDING, account.ours | {"adopt_existing": UNKNOWN}, None).without_errors()
        answer = walk.client.apply(
            RECORDING,
            prior=None,
            planned=planned.object | {"adopt_existing": False},
            config=walk.schemas[RECORDING].config(account.ours),
            private=planned.private,
        )

    assert [each.summary for each in answer.errors] == ["The account already has settings"]
    assert (answer.state, account.twilio.writes, account.holds) == (None, [], account.baseline)


def test_nothing_is_told_of_settings_that_hold_nothing(engine: Engine, twilio: FakeTwilio) -> None:
    change = engine.plan(RECORDING, {"friendly_name": "Ours"})
    with engine.walk() as walk:
        answer = walk.try_apply(change, {"friendly_name": "Ours"}, None)
    twilio.forget_requests()

    again = engine.plan(RECORDING, {"friendly_name": "Ours"})
    with engine.walk() as walk:
        second = walk.try_apply(again, {"friendly_name": "Ours"}, None)

    assert [answer.diagnostics, again.told.diagnostics, second.diagnostics] == [[], [], []]
    assert len(twilio.writes) == 1
