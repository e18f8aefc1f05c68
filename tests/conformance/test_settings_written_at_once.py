"""Two calls for the same settings at once come one after the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from provider.fake import FakeTwilio, LoggedRequest
from tests.conformance.test_baseline_table import RECORDING, Account, account_of, managed
from tests.engine.walk import Engine


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


@contextmanager
def held_up(account: Account, value: str, until: threading.Event) -> Iterator[threading.Event]:
    """The write that sends this friendly name is held up until the event, a second at most; yields the event of its arrival."""
    arrived = threading.Event()

    def wait(request: LoggedRequest) -> None:
        if request.is_write and request.value("FriendlyName") == value:
            arrived.set()
            until.wait(1.0)

    account.twilio.before_request = wait
    yield arrived
    account.twilio.before_request = None


def test_a_create_and_a_destroy_at_once_come_one_after_the_other(engine: Engine, account: Account) -> None:
    """As Terraform 1.0 renames: it plans no destroy. The write of the destroy must not land on top of the create's."""
    before, given = managed(engine, account), account.ours | {"friendly_name": "Renamed"}
    created = threading.Event()

    def note(request: LoggedRequest) -> None:
        if request.is_write and request.value("FriendlyName") == "Renamed":
            created.set()

    account.twilio.after_request = note
    with engine.walk() as walk, ThreadPoolExecutor(1) as beside:
        stored = walk.upgrade(before)
        planned = walk.try_plan(RECORDING, given, None).without_errors()
        config = walk.schemas[RECORDING].config(given)
        with held_up(account, account.baseline["friendly_name"], until=created) as arrived:
            destroying = beside.submit(
                walk.client.apply, RECORDING, prior=stored.state, planned=None, config=None, private=stored.private
            )
            assert arrived.wait(10)
            made = walk.client.apply(
                RECORDING, prior=None, planned=planned.object, config=config, private=planned.private
            ).without_errors()
            destroying.result().without_errors()

    assert made.object["friendly_name"] == "Renamed"
    assert account.holds == given
