"""Requests in flight: what a client does where an account may have only some at once."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest

from provider.fake import Behaviour, Delay, FakeTwilio
from provider.twilio.attempts import AttemptAbandoned, ConcurrencyLimiter
from provider.twilio.client import Client
from provider.twilio.errors import Cancelled, DeadlineExceeded
from provider.twilio.request import Deadline
from tests.harness.loop import PATIENCE
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import ScriptedServer

PATH = "/v1/Credentials/AWS"
NEVER = threading.Event()


@contextmanager
def request(limiter: ConcurrencyLimiter, *, accepted: bool | None = None, number: int | None = None) -> Iterator[None]:
    """A request in flight. Raises AttemptAbandoned where it would have to wait."""
    number = limiter.number() if number is None else number
    with limiter.slot(number, NEVER, Deadline.after(0)) as granted:
        yield
        granted.accepted = accepted


def room(limiter: ConcurrencyLimiter, at_most: int = 100) -> int:
    """How many more requests may be in flight at this moment."""
    with ExitStack() as open_requests:
        for count in range(at_most):
            try:
                open_requests.enter_context(request(limiter))
            except AttemptAbandoned:
                return count
    return at_most


def refused_together(limiter: ConcurrencyLimiter, count: int) -> None:
    with ExitStack() as burst:
        for _ in range(count):
            burst.enter_context(request(limiter, accepted=False))


def accept(limiter: ConcurrencyLimiter, rounds: int) -> None:
    for _ in range(rounds):
        with ExitStack() as full:
            for _ in range(room(limiter)):
                full.enter_context(request(limiter, accepted=True))


# How many


def test_until_something_is_refused_nothing_waits() -> None:
    limiter = ConcurrencyLimiter()
    accept(limiter, 1)
    assert room(limiter) == 100


def test_a_refusal_halves_what_is_in_flight() -> None:
    limiter = ConcurrencyLimiter()
    with ExitStack() as burst:
        for _ in range(11):
            burst.enter_context(request(limiter, accepted=True))
        burst.enter_context(request(limiter, accepted=False))
    assert room(limiter) == 6


def test_requests_that_are_refused_together_halve_it_once() -> None:
    limiter = ConcurrencyLimiter()
    refused_together(limiter, 12)
    assert room(limiter) == 6


def test_a_refusal_after_a_halving_halves_it_again() -> None:
    limiter = ConcurrencyLimiter()
    refused_together(limiter, 12)
    refused_together(limiter, 6)
    assert room(limiter) == 3


def test_one_request_is_always_let_through() -> None:
    limiter = ConcurrencyLimiter()
    for _ in range(5):
        refused_together(limiter, 1)
    assert room(limiter) == 1


def test_about_each_round_of_accepted_requests_lets_one_more_through() -> None:
    limiter = ConcurrencyLimiter()
    refused_together(limiter, 12)
    accept(limiter, 8)
    assert 9 <= room(limiter) <= 13  # 6 and 8, or a little less: the first 3 of a round prove nothing


def test_requests_one_after_the_other_do_not_prove_that_many_are_allowed() -> None:
    limiter = ConcurrencyLimiter()
    refused_together(limiter, 8)
    for _ in range(200):
        with request(limiter, accepted=True):
            pass
    assert room(limiter) == 4


def test_a_request_without_an_answer_gives_its_place_back_and_changes_nothing() -> None:
    limiter = ConcurrencyLimiter()
    refused_together(limiter, 8)
    for _ in range(10):
        with pytest.raises(OSError, match="lost"), request(limiter):
            raise OSError("lost")
    assert room(limiter) == 4


# Who


@contextmanager
def one_at_a_time() -> Iterator[tuple[ConcurrencyLimiter, ExitStack]]:
    """A limiter that lets one request through, and the stack that holds that one open."""
    limiter = ConcurrencyLimiter()
    refused_together(limiter, 1)
    with ExitStack() as held:
        held.enter_context(request(limiter))
        yield limiter, held


def until_waiting(limiter: ConcurrencyLimiter, count: int) -> None:
    end = time.monotonic() + PATIENCE
    while limiter.waiting < count:
        assert time.monotonic() < end, "nobody came to wait"
        time.sleep(0.002)


def test_those_that_came_first_go_first_whenever_they_were_refused() -> None:
    served: list[int] = []

    def call(number: int) -> None:
        with limiter.slot(number, NEVER, Deadline.after(PATIENCE)) as granted:
            served.append(number)
            granted.accepted = None

    with one_at_a_time() as (limiter, held), ThreadPoolExecutor(6) as pool:
        numbers = [limiter.number() for _ in range(6)]
        order = numbers[3:] + numbers[:3]  # the first three come back after a refusal, when others wait already
        calls = []
        for position, number in enumerate(order, start=1):
            calls.append(pool.submit(call, number))
            until_waiting(limiter, position)
        held.close()
        for each in calls:
            each.result(PATIENCE)
    assert served == numbers


def test_stop_ends_all_who_wait_and_leaves_their_places_free() -> None:
    stop = threading.Event()

    def call() -> None:
        with limiter.slot(limiter.number(), stop, Deadline.after(3600)):
            pytest.fail("its turn never came")

    with one_at_a_time() as (limiter, held), ThreadPoolExecutor(5) as pool:
        calls = [pool.submit(call) for _ in range(5)]
        until_waiting(limiter, 5)
        stop.set()
        assert [type(each.exception(PATIENCE)) for each in calls] == [AttemptAbandoned] * 5
        held.close()
        assert room(limiter) == 1


def test_who_gives_up_at_its_deadline_does_not_hold_up_the_next() -> None:
    def call() -> str:
        with limiter.slot(last, NEVER, Deadline.after(PATIENCE)):
            return "served"

    with one_at_a_time() as (limiter, held), ThreadPoolExecutor(1) as pool:
        first, last = limiter.number(), limiter.number()
        waiting = pool.submit(call)
        until_waiting(limiter, 1)
        with pytest.raises(AttemptAbandoned), request(limiter, number=first):
            pass
        held.close()
        assert waiting.result(PATIENCE) == "served"


def test_the_turn_of_a_call_that_is_stopped_at_that_moment_is_the_next_ones() -> None:
    limiter = ConcurrencyLimiter()
    refused_together(limiter, 2)  # from now on one at a time
    queued = threading.Event()

    class AtItsTurn(threading.Event):
        def is_set(self) -> bool:
            return queued.is_set() and limiter.waiting < 2

    def wait_for_the_turn(stop: threading.Event) -> bool:
        try:
            with limiter.slot(limiter.number(), stop, Deadline.after(PATIENCE)):
                return True
        except AttemptAbandoned:
            return False

    with ThreadPoolExecutor() as background:
        with request(limiter):
            stopped = background.submit(wait_for_the_turn, AtItsTurn())
            until_waiting(limiter, 1)
            following = background.submit(wait_for_the_turn, NEVER)
            until_waiting(limiter, 2)
            queued.set()
        assert not stopped.result(PATIENCE)
        assert following.result(PATIENCE)


# A client


@pytest.fixture
def background() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(40) as pool:
        yield pool


def client_of(twilio: FakeTwilio, make_client: MakeClient, **changes: object) -> Client:
    return make_client(
        account_sid=twilio.account_sid,
        username=twilio.account_sid,
        password=twilio.auth_token,
        base_url=twilio.base_url,
        **changes,
    )


def test_all_is_made_exactly_once_where_few_requests_may_be_in_flight(
    make_client: MakeClient, background: ThreadPoolExecutor
) -> None:
    with FakeTwilio(behaviour=Behaviour(concurrency_limit=4)) as limited:
        limited.faults.add(Delay(0.02), times=None)
        client = client_of(limited, make_client, retry_attempts=1)

        def create(name: str) -> object:
            form = {"Credentials": f"AKIAIOSFODNN7EXAMPLE:{'x' * 40}", "FriendlyName": name}
            return client.post("accounts", PATH, form, idempotent=False)["friendly_name"]

        names = [f"credential {number}" for number in range(120)]
        assert list(background.map(create, names)) == names
        made = Counter(each.friendly_name for each in limited.account().aws_credentials.values())
        refused = sum(1 for each in limited.requests if each.status == 429)
    assert made == Counter(names)
    assert refused < len(names), "the client goes on asking for more than it gets"


def test_a_call_that_waits_for_its_turn_ends_at_its_deadline_and_was_not_sent(
    make_client: MakeClient, twilio: ScriptedServer, stop: threading.Event, background: ThreadPoolExecutor
) -> None:
    client = make_client()
    twilio.answers(429)
    twilio.holds()
    ahead: Future[object] = background.submit(client.get, "video", "/v1/RecordingSettings/Default")
    until_requested(twilio, 2)
    with pytest.raises(DeadlineExceeded, match="waiting for its turn") as caught:
        client.post("accounts", PATH, {}, idempotent=False, deadline=Deadline.after(0.3))
    assert not caught.value.ambiguous
    assert len(twilio.requests) == 2
    stop.set()
    assert isinstance(ahead.exception(PATIENCE), Cancelled)


def test_a_call_that_waits_for_its_turn_ends_when_stopped_and_was_not_sent(
    make_client: MakeClient, twilio: ScriptedServer, stop: threading.Event, background: ThreadPoolExecutor
) -> None:
    client = make_client()
    twilio.answers(429)
    twilio.holds()
    calls: list[Future[object]] = [background.submit(client.get, "video", "/v1/RecordingSettings/Default")]
    until_requested(twilio, 2)
    calls += [background.submit(client.post, "accounts", PATH, {}, idempotent=False) for _ in range(20)]
    stop.set()
    errors = [each.exception(PATIENCE) for each in calls]
    assert [type(each) for each in errors] == [Cancelled] * 21
    assert not any(isinstance(each, Cancelled) and each.ambiguous for each in errors)
    assert len(twilio.requests) == 2


def until_requested(twilio: ScriptedServer, count: int) -> None:
    end = time.monotonic() + PATIENCE
    while len(twilio.requests) < count:
        assert time.monotonic() < end, "no request came"
        time.sleep(0.002)
