"""How long is waited between tries, by a clock that costs no time."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

import pytest

from provider.twilio.errors import ConnectFailed, DeadlineExceeded, RateLimited
from provider.twilio.request import Deadline
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import ScriptedServer

PATH = "/v1/RecordingSettings/Default"
KEYS = "/v1/Credentials/AWS"


class Waits(threading.Event):
    """A stop event that nobody sets. It notes the waits between tries, and does something else at the first of them."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []
        self.meanwhile: Callable[[], object] | None = None

    def wait(self, timeout: float | None = None) -> bool:
        assert timeout is not None
        self.seconds.append(timeout)
        if (first := self.meanwhile) is not None:
            self.meanwhile = None
            first()
        return False


@pytest.fixture
def stop() -> Waits:
    return Waits()


def test_before_the_deadline_there_is_one_last_try_after_a_refusal_and_no_other(
    make_client: MakeClient, twilio: ScriptedServer, stop: Waits
) -> None:
    for _ in range(4):
        twilio.answers(429)
    client = make_client(backoff_interval_in_ms=3_600_000)
    with pytest.raises(RateLimited):
        client.post("accounts", KEYS, {}, idempotent=False, deadline=Deadline.after(12))
    assert len(twilio.requests) == 2
    (wait,) = stop.seconds
    assert 0 < wait <= 6


def test_a_call_that_got_through_lets_a_refused_one_go_on_for_two_refusals_more_and_no_longer(
    make_client: MakeClient, twilio: ScriptedServer, stop: Waits
) -> None:
    for status in (429, 200, 429, 429, 429, 429, 429):
        twilio.answers(status, {})
    client = make_client(retry_attempts=1)
    stop.meanwhile = lambda: client.get("video", PATH)
    with pytest.raises(RateLimited):
        client.post("accounts", KEYS, {}, idempotent=False)
    assert [request.method for request in twilio.requests] == ["POST", "GET", "POST", "POST", "POST"]


def test_those_who_are_asked_to_wait_do_not_come_back_together(
    make_client: MakeClient, twilio: ScriptedServer, stop: Waits
) -> None:
    for _ in range(6):
        twilio.answers(429, {}, {"Retry-After": "7"})
    twilio.answers(200, {})
    make_client(retry_attempts=9).get("video", PATH)
    assert all(7.0 <= seconds <= 7.7 for seconds in stop.seconds)
    assert len(set(stop.seconds)) > 1


def test_refusals_without_end_are_given_up_at_the_deadline_after_few_tries(
    make_client: MakeClient, twilio: ScriptedServer, stop: Waits, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(100):
        twilio.answers(429, {"message": "busy"})
    client, began = make_client(), time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: began + sum(stop.seconds))
    with pytest.raises(RateLimited, match=r"busy\. It was tried \d+ times in 0\.[0-9] seconds"):
        client.get("video", PATH, deadline=Deadline.after(0.6))
    assert 3 <= len(twilio.requests) <= 10


def test_what_was_spent_is_told_and_not_what_was_allowed(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.answers(429, {}, {"Retry-After": "20000"})
    half_over = Deadline(time.monotonic() + 3600, 7200)
    with pytest.raises(DeadlineExceeded, match=r"given up after 1 hour( \d+ seconds?)? \(2 hours were allowed\)") as told:
        make_client().get("video", PATH, deadline=half_over)
    assert "It was tried" not in str(told.value)


def test_the_tries_are_not_told_beside_a_deadline_that_tells_the_time(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.answers(503)
    twilio.answers(429, {}, {"Retry-After": "20000"})
    with pytest.raises(DeadlineExceeded) as told:
        make_client().get("video", PATH, deadline=Deadline.after(7200))
    assert len(twilio.requests) == 2
    assert "It was tried" not in str(told.value)


def test_a_certificate_that_is_not_trusted_is_not_tried_again(
    make_client: MakeClient, tls_twilio: ScriptedServer, caplog: pytest.LogCaptureFixture, stop: Waits
) -> None:
    with caplog.at_level(logging.WARNING, "provider.twilio"), pytest.raises(ConnectFailed, match="not trusted"):
        make_client(base_url=tls_twilio.url).get("video", PATH)
    assert stop.seconds == []
    assert "Next try" not in caplog.text
