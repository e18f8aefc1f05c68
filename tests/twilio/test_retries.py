from __future__ import annotations

import logging
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from provider.fake import Answer, FakeTwilio
from provider.twilio.client import Client
from provider.twilio.errors import (
    AmbiguousResult,
    ApiError,
    ConnectFailed,
    DeadlineExceeded,
    NoAnswer,
    RateLimited,
    Rejected,
    ServerError,
    TwilioError,
    UnexpectedAnswer,
)
from provider.twilio.request import Deadline
from provider.twilio.retries import RetryPolicy, asked_wait, refusal_backoff
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import ScriptedServer
from tests.twilio.spent import SECONDS, told

PATH = "/v1/RecordingSettings/Default"
KEYS = "/v1/Credentials/AWS"
NOW = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)
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
        client.post("accounts", KEYS, {}, idempotent=False, deadline=Deadline.after(2.0))
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
    assert asked_wait(refused("7"), NOW) == 7.0


def test_retry_after_may_be_a_date() -> None:
    date = format_datetime(NOW + timedelta(hours=1), usegmt=True)
    assert asked_wait(refused(date), NOW) == 3600.0


FAR = f"Wed, 21 Oct {'9' * 25} 07:28:00 GMT"
"""A date that no calendar holds."""


@pytest.mark.parametrize("value", [None, "soon", "0", "-1", "Wed, 21 Oct 2015 07:28:00 GMT", FAR, "9" * 5000])
def test_a_retry_after_that_asks_for_nothing_usable_leaves_the_wait_to_us(value: str | None) -> None:
    assert asked_wait(refused(value), NOW) == 0.0


def test_a_retry_is_announced_with_its_cause_and_delay(
    client: Client, twilio: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    twilio.answers(503, {"code": 20503, "message": "Unavailable"}, {"Retry-After": "bad"})
    twilio.answers(200, {})
    with caplog.at_level(logging.WARNING, "provider.twilio"):
        client.get("video", PATH)
    [record] = caplog.records
    assert "503 Service Unavailable, error 20503" in record.getMessage()
    assert "Next try, 2 of 4, in 0.0 s." in record.getMessage()


@pytest.mark.parametrize("status", [429, 503])
def test_a_wait_that_twilio_asks_for_is_waited(
    client: Client, twilio: ScriptedServer, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    twilio.answers(status, {}, {"Retry-After": "1"})
    twilio.answers(200, {})
    with caplog.at_level(logging.WARNING, "provider.twilio"):
        client.get("video", PATH)
    [record] = caplog.records
    assert re.search(r", in 1\.[01] s\.$", record.getMessage())


def test_a_wait_that_twilio_asks_for_beyond_the_deadline_ends_the_call_at_once(
    make_client: MakeClient, twilio: ScriptedServer
) -> None:
    twilio.answers(429, {"message": "busy"}, {"Retry-After": "3600"})
    with pytest.raises(DeadlineExceeded, match=r"asked to wait 1 hour \(until .* UTC\).*busy") as caught:
        make_client().get("video", PATH, deadline=Deadline.after(60))
    assert isinstance(caught.value.last_error, RateLimited)
    assert len(twilio.requests) == 1


# What is said of it


def test_a_failure_after_several_tries_says_how_many_and_how_long(make_client: MakeClient, twilio: ScriptedServer) -> None:
    for _ in range(3):
        twilio.answers(503)
    with told(ServerError, rf"It was tried 3 times in {SECONDS}\.$"):
        make_client(retry_attempts=2).get("video", PATH)


def test_a_failure_at_the_first_try_speaks_of_no_others(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(400)
    with pytest.raises(Rejected) as caught:
        client.get("video", PATH)
    assert "tried" not in str(caught.value)


def test_a_host_that_does_not_accept_says_after_how_long_it_was_given_up(
    make_client: MakeClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provider.twilio.transport.CONNECT_TIMEOUT_IN_S", 0.2)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        waiting = [socket.socket() for _ in range(4)]
        for each in waiting:  # the queue of connections that nobody accepts is full from then on
            each.setblocking(False)
            each.connect_ex(("127.0.0.1", port))
        client = make_client(base_url=f"http://127.0.0.1:{port}", retry_attempts=0)
        with told(ConnectFailed, f"did not accept a connection in {SECONDS}", at_least=0.2):
            client.get("video", PATH)
        for each in waiting:
            each.close()


@pytest.mark.parametrize("lasting", [400, 401, 403, 404])
def test_a_refusal_after_a_lost_answer_to_the_same_write_is_ambiguous(
    client: Client, twilio: ScriptedServer, lasting: int
) -> None:
    twilio.answers(503)
    twilio.answers(lasting)
    with pytest.raises(ApiError) as caught:
        client.post("video", PATH, {}, idempotent=True)
    assert caught.value.ambiguous


# 429: not processed, so counted only where nobody gets through


@pytest.mark.parametrize(("attempts", "requests"), [(0, 1), (1, 3), (3, 7)])
def test_where_nobody_gets_through_two_refusals_count_as_one_failure(
    make_client: MakeClient, twilio: ScriptedServer, attempts: int, requests: int
) -> None:
    for _ in range(20):
        twilio.answers(429)
    with pytest.raises(RateLimited):
        create(make_client(retry_attempts=attempts))
    assert len(twilio.requests) == requests


def test_while_others_get_through_a_create_outlasts_any_number_of_refusals(make_client: MakeClient) -> None:
    with FakeTwilio() as account, ThreadPoolExecutor(1) as background:
        refusals = account.faults.add(Answer.rate_limited(), method="POST", times=9)
        login = {"account_sid": account.account_sid, "username": account.account_sid, "password": account.auth_token}
        client = make_client(**login, base_url=account.base_url, retry_attempts=3)
        form = {"Credentials": f"AKIAIOSFODNN7EXAMPLE:{'x' * 40}"}
        made = background.submit(client.post, "accounts", KEYS, form, idempotent=False)
        while not made.done():
            client.get("video", PATH)
        assert str(made.result()["sid"]).startswith("CR")
    assert refusals.hits == 9


def test_refusals_leave_the_attempts_to_other_failures(make_client: MakeClient, twilio: ScriptedServer) -> None:
    for status in (429, 503, 429, 503):
        twilio.answers(status)
    twilio.answers(200, {"url": "u"})
    assert make_client(retry_attempts=2).get("video", PATH) == {"url": "u"}


@pytest.mark.parametrize(("repetition", "longest"), [(1, 5.0), (2, 10.0), (4, 30.0), (60, 30.0)])
def test_the_wait_after_a_refusal_doubles_up_to_half_a_minute(repetition: int, longest: float) -> None:
    waits = [refusal_backoff(5.0, repetition) for _ in range(50)]
    assert min(waits) >= longest / 2
    assert max(waits) <= longest


def test_the_wait_after_thousands_of_refusals_is_no_longer_either() -> None:
    assert refusal_backoff(5.0, 5000) <= 30.0


def test_refusals_are_not_answered_by_a_storm_of_our_own_where_no_wait_is_configured() -> None:
    assert refusal_backoff(0.0, 1) >= 0.01
    assert refusal_backoff(0.0, 8) > 1.0


def test_a_client_tells_the_waits_that_its_requests_follow(make_client: MakeClient) -> None:
    client = make_client(retry_attempts=7, backoff_interval_in_ms=4000)
    assert client.retry_attempts == 7
    assert 2.0 <= client.backoff(1) <= 4.0
    assert 8.0 <= client.backoff(3) <= 16.0
    assert 60.0 <= client.backoff(50) <= 120.0
