"""What is made of answers that lack something."""

from __future__ import annotations

import pytest

from provider.fake import Alter, FakeTwilio
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.walk import Engine


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


def test_a_switch_that_was_never_touched_is_off(engine: Engine, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"encryption_enabled": None, "aws_storage_enabled": None}), method="GET", times=None)

    found = engine.import_(RECORDING, "Default")

    assert (found.state["encryption_enabled"], found.state["aws_storage_enabled"]) == (False, False)


def test_an_answer_without_an_account_is_of_the_account_that_was_asked(engine: Engine, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"account_sid": None}), method="GET", times=None)

    found = engine.import_(RECORDING, "Default")

    assert found.state["account_sid"] == twilio.account_sid


def test_an_address_that_is_none_is_empty(engine: Engine, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"url": 7}), method="GET", times=None)

    assert engine.import_(RECORDING, "Default").state["url"] == ""


def test_a_refresh_shows_the_address_that_the_api_has_and_an_update_keeps_it(engine: Engine, account: Account) -> None:
    before, elsewhere = managed(engine, account), "https://video.sydney.au1.twilio.com/v1/RecordingSettings/Default"
    account.twilio.faults.add(Alter({"url": elsewhere}), times=None)

    updated = engine.deploy(RECORDING, account.ours | {"friendly_name": "Renamed"}, before)
    refreshed = engine.refresh(before)

    assert refreshed is not None
    assert (refreshed.state["url"], updated.state["url"]) == (elsewhere, elsewhere)
