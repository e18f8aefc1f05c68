from __future__ import annotations

import logging
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from provider.twilio.client import Client
from provider.twilio.deadlines import Deadline
from provider.twilio.errors import (
    AmbiguousResult,
    ConnectFailed,
    DeadlineExceeded,
    NoAnswer,
    RateLimited,
    ServerError,
    TwilioError,
    UnexpectedAnswer,
)
from provider.twilio.retries import RetryPolicy
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import ScriptedServer

PATH = "/v1/RecordingSettings/Default"
KEYS = "/v1/Credentials/AWS"
CHUNKED = b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"a":\r\n'
TRUNCATED = b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{"


def create(client: Client) -> dict[str, object]:
    return dict(client.post("accounts", KEYS, {"Credentials": "x"}, idempotent=False))


# What is repeated


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_read_is_repeated_after_a_passing_failure(client: Client, twilio: ScriptedServer, status: int) -> None:
    twilio.answers(status)
    twilio.answers(200, {"url": "u"})
    assert client.get("video", PATH) == {"url": "u"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 500, 501])
def test_a_lasting_failure_is_not_repeated(client: Client, twilio: ScriptedServer, status: int) -> None:
    twilio.answers(status)
    with pytest.raises(TwilioError):
        client.get("video", PATH)
    assert len(twilio.requests) == 1


@pytest.mark.parametrize("sent_before", [b"", TRUNCATED, CHUNKED, CHUNKED + b"9\r\n1", b"HTTP/1.1 20"])
def test_a_read_is_repeated_when_the_answer_breaks_off(client: Client, twilio: ScriptedServer, sent_before: bytes) -> None:
    twilio.drops(sent_before)
    twilio.answers(200, {"url": "u"})
    assert client.get("video", PATH) == {"url": "u"}


def test_an_idempotent_write_is_repeated_with_the_same_form(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(503)
    twilio.drops()
    twilio.answers(200, {})
    client.post("video", PATH, {"FriendlyName": "x"}, idempotent=True)
    assert [request.form for request in twilio.requests] == [[("FriendlyName", "x")]] * 3


def test_a_delete_is_repeated(client: Client, twilio: ScriptedServer) -> None:
    twilio.drops()
    twilio.answers(204)
    client.delete("accounts", KEYS + "/CR1")
    assert len(twilio.requests) == 2


def test_the_last_failure_is_raised_when_no_retry_is_left(make_client: MakeClient, twilio: ScriptedServer) -> None:
    for message in ("first", "second", "third"):
        twilio.answers(503, {"message": message})
    with pytest.raises(ServerError, match="third"):
        make_client(retry_attempts=2).get("video", PATH)
    assert len(twilio.requests) == 3


def test_no_retries_means_one_try(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.answers(429)
    with pytest.raises(RateLimited):
        make_client(retry_attempts=0).get("video", PATH)
    assert len(twilio.requests) == 1


def test_a_read_that_never_gets_an_answer_says_so(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.drops()
    with pytest.raises(NoAnswer, match=r"GET .* no complete answer came back: .*closed") as caught:
        make_client(retry_attempts=0).get("video", PATH)
    assert not caught.value.ambiguous


def test_a_host_that_refuses_connections_is_tried_again_and_then_named(make_client: MakeClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConnectFailed, match=rf"localhost:{port}.*Connection refused.*Nothing was sent"):
        make_client(base_url=f"http://localhost:{port}").get("video", PATH)


# What is not: creating a credential


def test_a_create_refused_for_its_rate_is_repeated_as_it_was_never_processed(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(429, {"code": 20429, "message": "Too Many Requests"})
    twilio.answers(201, {"sid": "CR1"})
    assert create(client) == {"sid": "CR1"}


def test_a_create_that_could_not_connect_is_repeated_and_is_not_ambiguous(
    make_client: MakeClient, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with caplog.at_level(logging.WARNING, "provider.twilio"), pytest.raises(ConnectFailed) as caught:
        create(make_client(base_url=f"http://localhost:{port}", retry_attempts=2))
    assert not caught.value.ambiguous
    assert len(caplog.records) == 2


@pytest.mark.parametrize("sent_before", [b"", TRUNCATED])
def test_a_create_whose_answer_is_lost_is_ambiguous_and_not_repeated(
    client: Client, twilio: ScriptedServer, sent_before: bytes
) -> None:
    twilio.drops(sent_before)
    with pytest.raises(AmbiguousResult, match=rf"not known whether Twilio carried out POST {KEYS}") as caught:
        create(client)
    assert isinstance(caught.value.last_error, NoAnswer)
    assert len(twilio.requests) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_create_that_twilio_failed_at_is_ambiguous_with_what_twilio_said(
    client: Client, twilio: ScriptedServer, status: int
) -> None:
    twilio.answers(status, {"message": "oops"}, {"Twilio-Request-Id": "RQ9"})
    with pytest.raises(AmbiguousResult, match=r"oops.*RQ9"):
        create(client)
    assert len(twilio.requests) == 1


def test_a_create_with_an_unreadable_success_is_ambiguous(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(201, b"<html>")
    with pytest.raises(AmbiguousResult) as caught:
        create(client)
    assert isinstance(caught.value.last_error, UnexpectedAnswer)


def test_a_create_whose_deadline_passes_in_flight_is_ambiguous(client: Client, twilio: ScriptedServer) -> None:
    twilio.holds()
    with pytest.raises(AmbiguousResult, match="given up"):
        client.post("accounts", KEYS, {}, idempotent=False, deadline=Deadline.after(0.3))
    assert len(twilio.requests) == 1


# How long is waited


def policy(interval: float, tries: int) -> RetryPolicy:
    retry = RetryPolicy.of_call(attempts=10, interval=interval, idempotent=True)
    for _ in range(tries):
        retry = retry.increment("GET", "/")
    return retry


@pytest.mark.parametrize(("tries", "longest"), [(1, 5.0), (2, 10.0), (3, 20.0), (6, 120.0), (9, 120.0)])
def test_the_wait_doubles_up_to_two_minutes_less_up_to_a_half(tries: int, longest: float) -> None:
    waits = [policy(5.0, tries).get_backoff_time() for _ in range(50)]
    assert min(waits) >= longest / 2
    assert max(waits) <= longest
    assert len(set(waits)) > 1


def test_a_longer_interval_of_the_users_is_kept() -> None:
    assert policy(600.0, 1).get_backoff_time() >= 300.0


def refused(retry_after: str | None) -> RateLimited:
    return RateLimited(method="GET", path="/", status=429, retry_after=retry_after)


def test_retry_after_in_seconds_is_a_lower_bound() -> None:
    assert 7.0 <= (policy(5.0, 1).asked_wait(refused("7")) or 0) <= 7.7


def test_retry_after_may_be_a_date() -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    assert 3500.0 <= (policy(5.0, 1).asked_wait(refused(date)) or 0) <= 3960.0


@pytest.mark.parametrize("value", [None, "soon", "0", "-1", "Wed, 21 Oct 2015 07:28:00 GMT", "9" * 5000])
def test_a_retry_after_that_asks_for_nothing_usable_leaves_the_wait_to_us(value: str | None) -> None:
    asked = policy(5.0, 1).asked_wait(refused(value))
    assert asked is None or asked > 10_000


def test_a_retry_is_announced_with_its_cause_and_delay(
    client: Client, twilio: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    twilio.answers(429, {"code": 20429, "message": "Too Many Requests"}, {"Retry-After": "bad"})
    twilio.answers(200, {})
    with caplog.at_level(logging.WARNING, "provider.twilio"):
        client.get("video", PATH)
    [record] = caplog.records
    assert "429 Too Many Requests, error 20429" in record.getMessage()
    assert "Next try, 2 of 4, in 0.0 s." in record.getMessage()


def test_a_wait_that_twilio_asks_for_beyond_the_deadline_ends_the_call_at_once(
    make_client: MakeClient, twilio: ScriptedServer
) -> None:
    twilio.answers(429, {"message": "busy"}, {"Retry-After": "3600"})
    with pytest.raises(DeadlineExceeded, match=r"asked to wait 3\d\d\d.*busy") as caught:
        make_client().get("video", PATH, deadline=Deadline.after(60))
    assert isinstance(caught.value.last_error, RateLimited)
    assert len(twilio.requests) == 1
