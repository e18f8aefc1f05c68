"""When a delete of a credential may rely on what another one has just seen of the settings."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from provider.resources.settings.in_use import InUse, Use, Uses
from provider.twilio.errors import Cancelled, DeadlineExceeded
from provider.twilio.request import Deadline

STOP = threading.Event()
USED: Uses = {"CR" + "0" * 32: [Use("encryption_key_sid of the recording settings")]}


class Account:
    """Settings that are looked at, and a clock."""

    def __init__(self) -> None:
        self.now = 100.0
        self.looks = 0
        self.uses: Uses = {}
        self.during: Callable[[], None] = lambda: None

    def look(self) -> Uses:
        self.looks += 1
        seen = self.uses
        self.during()
        return seen


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Account:
    account = Account()
    monkeypatch.setattr(time, "monotonic", lambda: account.now)
    return account


def deadline(seconds: float = 600.0) -> Deadline:
    return Deadline(time.monotonic() + seconds, seconds)


def test_deletes_within_a_second_share_one_look(account: Account) -> None:
    known = InUse()
    for seconds in range(0, 1001, 10):
        account.now = 100.0 + seconds / 1000
        known.uses(account.look, STOP, deadline())
    assert account.looks == 1


def test_a_delete_relies_on_no_look_that_is_older_than_a_second(account: Account) -> None:
    known = InUse()
    known.uses(account.look, STOP, deadline())
    account.now += 1.001
    account.uses = USED
    assert known.uses(account.look, STOP, deadline()) == USED


@pytest.mark.parametrize("moment", ["begun", "ended"])
def test_a_write_of_settings_ends_what_was_known(account: Account, moment: str) -> None:
    known = InUse()
    if moment == "begun":
        known.uses(account.look, STOP, deadline())
    with known.writing():
        known.uses(account.look, STOP, deadline())
        before = account.looks
    if moment == "ended":
        known.uses(account.look, STOP, deadline())
        assert account.looks == before + 1
    assert account.looks == 2


def test_a_look_that_a_write_came_into_is_made_again(account: Account) -> None:
    known = InUse()

    def write() -> None:
        account.during = lambda: None
        with known.writing():
            account.uses = USED

    account.during = write
    assert known.uses(account.look, STOP, deadline()) == USED


def test_a_look_that_failed_is_told_to_those_who_waited_for_it_and_made_again_by_the_next(account: Account) -> None:
    known, begun, go_on = InUse(), threading.Event(), threading.Event()

    def fail() -> None:
        begun.set()
        go_on.wait()
        raise Cancelled(method="GET", path="/", ambiguous=False)

    account.during = fail
    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(known.uses, account.look, STOP, deadline())
        begun.wait()
        others = [pool.submit(known.uses, account.look, STOP, deadline()) for _ in range(4)]
        go_on.set()
        assert isinstance(first.exception(), Cancelled)
        for each in others:
            assert isinstance(each.exception(), Cancelled)
    account.during = lambda: None
    assert known.uses(account.look, STOP, deadline()) == {}


def test_the_time_of_another_delete_is_not_ones_own(account: Account) -> None:
    """A look whose own delete had little time left says nothing of those that wait for it."""
    known, begun, go_on = InUse(), threading.Event(), threading.Event()

    def run_out() -> None:
        account.during = lambda: None
        begun.set()
        go_on.wait()
        raise DeadlineExceeded("late", method="GET", path="/", allowed=1.0, spent=1.0, last_error=None, ambiguous=False)

    account.during = run_out
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(known.uses, account.look, STOP, deadline())
        begun.wait()
        other = pool.submit(known.uses, account.look, STOP, deadline())
        go_on.set()
        assert isinstance(first.exception(), DeadlineExceeded)
        assert other.result() == {}
