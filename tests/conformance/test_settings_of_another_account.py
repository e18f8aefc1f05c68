"""Settings of another account than the provider is configured for are left alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from provider.fake import FakeTwilio
from tests.conformance.conftest import EngineOf
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.walk import Engine, Instance, Walk


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


@pytest.fixture
def elsewhere(engine: Engine, account: Account, engine_of: EngineOf, twilio: FakeTwilio) -> Iterator[tuple[Walk, Instance]]:
    """Settings of one account in state, and the provider configured for another, which has settings too."""
    before = managed(engine, account)
    other = twilio.add_account()
    other.recording_settings.friendly_name = "Somebody's"
    other.recording_settings.ever_posted = True
    with engine_of(other).walk() as walk:
        twilio.forget_requests()
        yield walk, before
    assert twilio.writes == []
    assert other.recording_settings.friendly_name == "Somebody's"


def test_settings_of_another_account_are_not_updated(elsewhere: tuple[Walk, Instance], account: Account) -> None:
    walk, before = elsewhere
    wanted = before.state | {"friendly_name": "Renamed"}

    answer = walk.client.apply(
        RECORDING, prior=before.state, planned=wanted, config=before.state, private=before.private, identity=before.identity
    )

    assert [(each.summary, each.path) for each in answer.errors] == [("Wrong account", ("account_sid",))]
    assert answer.state == before.state


def test_settings_of_another_account_are_not_planned_to_be_updated(elsewhere: tuple[Walk, Instance], account: Account) -> None:
    walk, before = elsewhere
    answer = walk.try_plan(RECORDING, account.ours | {"friendly_name": "Renamed"}, before)
    assert [each.summary for each in answer.errors] == ["Wrong account"]


def test_settings_of_another_account_are_not_destroyed(elsewhere: tuple[Walk, Instance]) -> None:
    walk, before = elsewhere

    answer = walk.client.apply(RECORDING, prior=before.state, planned=None, config=None, private=before.private)

    assert [each.summary for each in answer.errors] == ["Wrong account"]
    assert answer.state == before.state


def test_settings_of_another_account_are_not_planned_to_be_destroyed(elsewhere: tuple[Walk, Instance]) -> None:
    walk, before = elsewhere
    assert "Wrong account" in [each.summary for each in walk.try_plan_delete(before).errors]


def test_settings_of_another_account_are_not_refreshed(elsewhere: tuple[Walk, Instance]) -> None:
    walk, before = elsewhere
    answer = walk.client.read(RECORDING, before.state, before.private, before.identity)
    assert [each.summary for each in answer.errors] == ["Wrong account"]
