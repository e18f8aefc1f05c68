"""Hundreds of accounts in one process, and what happens to all of them at once. The engine is played."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from provider.fake import Account, AccountStatus, Answer, FakeTwilio, Stall
from provider.framework.values import Values
from provider.resources.provider import TwilioProvider
from tests.engine.walk import Engine, Instance, Schemas, Walk
from tests.harness.client import Answered
from tests.harness.inside import served
from tests.harness.loop import PATIENCE, LoopThread

SETTINGS = "twilio_video_recording_settings"
PATH = "/v1/RecordingSettings/Default"
MANY, HUNDREDS, SOME = 500, 300, 45
AT_ONCE = 15


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as served_:
        yield served_


@pytest.fixture
def engine(loop: LoopThread, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> Engine:
    for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET"):
        monkeypatch.delenv(name, raising=False)
    with served(loop, None, TwilioProvider()) as client:
        schemas = Schemas.of(client)
    login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "base_url": twilio.base_url}
    return Engine(lambda: served(loop, None, TwilioProvider()), schemas, login, twilio)


def customers(twilio: FakeTwilio, number: int) -> list[Account]:
    return [twilio.add_subaccount(friendly_name=f"Customer {index}") for index in range(number)]


def wanted(customer: Account) -> Values:
    return {"account_sid": customer.sid, "friendly_name": "Recordings"}


def test_the_plan_of_all_goes_on_while_the_parents_token_is_rotated(engine: Engine, twilio: FakeTwilio) -> None:
    several = customers(twilio, MANY)
    with engine.walk() as walk:
        for index, customer in enumerate(several):
            if index == MANY // 2:
                twilio.account().auth_token = "0f" * 16
            walk.try_plan(SETTINGS, wanted(customer), None).without_errors()
        refused = walk.try_plan(SETTINGS, wanted(twilio.account()), None)

    assert "Twilio does not accept the credentials" in refused.text
    assert len([each for each in twilio.requests if each.path.startswith("/2010-04-01/")]) == 1


def test_the_plan_of_all_goes_on_while_each_token_of_theirs_is_rotated(engine: Engine, twilio: FakeTwilio) -> None:
    several = customers(twilio, SOME)
    with engine.walk() as walk:
        walk.try_plan(SETTINGS, wanted(several[0]), None).without_errors()
        for customer in several:
            customer.auth_token = customer.auth_token[::-1]
        for customer in several[1:]:
            walk.try_plan(SETTINGS, wanted(customer), None).without_errors()


def test_a_plan_of_hundreds_of_which_three_fail_says_three_things(engine: Engine, twilio: FakeTwilio) -> None:
    several = customers(twilio, HUNDREDS)
    suspended, closed, refused = several[7], several[HUNDREDS // 2], several[-1]
    suspended.status, closed.status = AccountStatus.SUSPENDED, AccountStatus.CLOSED
    twilio.faults.add(Answer(403), path=PATH, account_sid=refused.sid, times=None)

    with engine.walk() as walk:
        answers = {each.sid: walk.try_plan(SETTINGS, wanted(each), None) for each in several}

    told = [(sid, each) for sid, answer in answers.items() for each in answer.diagnostics]
    assert [(sid, each.summary) for sid, each in told] == [
        (suspended.sid, "Not looked at"),
        (closed.sid, "The account is closed"),
        (refused.sid, "Twilio does not permit this"),
    ]
    assert all(sid in each.detail for sid, each in told)
    assert {sid for sid, answer in answers.items() if answer.errors} == {closed.sid, refused.sid}


def test_stop_provider_in_the_middle_of_all_ends_every_call_and_the_next_apply_makes_the_rest(
    engine: Engine, twilio: FakeTwilio
) -> None:
    several = customers(twilio, MANY)
    stalled = twilio.faults.add(Stall(), method="POST", path=PATH, times=None, skip=MANY // 2)

    with engine.walk() as walk:
        answers = _all_stopped(walk, several, twilio)

    twilio.faults.remove(stalled)
    made = {sid: answer for sid, answer in answers.items() if not answer.errors}
    assert len(made) == MANY // 2
    assert len([each for each in twilio.requests if each.is_write]) < MANY, "what had not begun began after the end"
    rest = [each for each in several if each.sid not in made]
    with engine.walk() as walk:
        changes = [walk.plan(SETTINGS, wanted(each), _instance(answers[each.sid])) for each in rest]
    with engine.walk() as walk:
        for customer, change in zip(rest, changes, strict=True):
            walk.apply(change, wanted(customer))
    assert {each.recording_settings.friendly_name for each in several} == {"Recordings"}


def _all_stopped(walk: Walk, several: list[Account], twilio: FakeTwilio) -> dict[str, Answered]:
    """Apply all, so many at once, and tell the provider to stop when each of those waits for an answer that never comes."""
    planned = {each.sid: walk.try_plan(SETTINGS, wanted(each), None).without_errors() for each in several}
    waiting = threading.Semaphore(0)
    twilio.before_request = lambda request: waiting.release() if request.is_write else None
    with ThreadPoolExecutor(AT_ONCE) as threads:
        running = {each.sid: threads.submit(walk.try_write, SETTINGS, wanted(each), None, planned[each.sid]) for each in several}
        for _ in range(MANY // 2 + AT_ONCE):
            assert waiting.acquire(timeout=PATIENCE)
        assert walk.client.stop() == ""
        answers = {sid: each.result() for sid, each in running.items()}
    twilio.before_request = None
    return answers


def _instance(answer: Answered) -> Instance | None:
    return None if answer.state is None else Instance(SETTINGS, answer.object, answer.private, answer.identity)
