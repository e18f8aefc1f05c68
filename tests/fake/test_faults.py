"""Faults hit the requests they were ordered for, and are honest about what was processed."""

from __future__ import annotations

import base64
import json
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests

from provider.fake import Alter, Answer, Delay, Drop, FakeTwilio, Garbage, LoggedRequest, Reset, Slow, Stall, Truncate

from .conftest import Http

RECORDING = "/v1/RecordingSettings/Default"


def test_an_answer_is_given_as_often_as_ordered_and_nothing_is_processed(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer.rate_limited(retry_after=7), times=2)
    for _ in range(2):
        answer = http.post(RECORDING, {"FriendlyName": "x"})
        assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (429, 20429, "7")
    assert not any(request.processed for request in twilio.requests)
    assert twilio.account().recording_settings.friendly_name is None
    assert http.post(RECORDING, {"FriendlyName": "x"}).status_code == 200


def test_a_fault_hits_only_its_method_and_path(http: Http, twilio: FakeTwilio) -> None:
    fault = twilio.faults.add(Answer.unavailable(), method="post", path="/v1/Rec", times=None)
    assert http.get(RECORDING).status_code == 200
    assert http.post("/v1/CompositionSettings/Default", {"FriendlyName": "x"}).status_code == 200
    assert fault.hits == 0
    assert http.post(RECORDING, {"FriendlyName": "x"}).status_code == 503
    assert fault.hits == 1


def test_a_fault_may_let_the_first_requests_pass(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(500), skip=1)
    assert [http.get(RECORDING).status_code for _ in range(3)] == [200, 500, 200]


def test_faults_hit_in_the_order_they_were_added(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(502))
    twilio.faults.add(Answer(503))
    assert [http.get(RECORDING).status_code for _ in range(3)] == [502, 503, 200]


def test_a_fault_may_be_removed(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.remove(twilio.faults.add(Answer(500), times=None))
    assert http.get(RECORDING).status_code == 200
    twilio.faults.add(Answer(500), times=None)
    twilio.faults.clear()
    assert http.get(RECORDING).status_code == 200


@contextmanager
def by_hand(twilio: FakeTwilio, method: str, path: str, body: str = "") -> Iterator[socket.socket]:
    """A connection on which one request was sent, to be read byte by byte."""
    login = base64.b64encode(f"{twilio.account_sid}:{twilio.auth_token}".encode()).decode()
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Basic {login}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", int(twilio.base_url.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall((head + body).encode())
        yield connection


def rest_of(connection: socket.socket) -> bytes:
    """Everything until the server closes."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("processed", [False, True])
def test_a_connection_is_dropped_in_order_before_or_after_processing(twilio: FakeTwilio, processed: bool) -> None:
    twilio.faults.add(Drop(processed))
    with by_hand(twilio, "POST", RECORDING, "FriendlyName=x") as connection:
        assert rest_of(connection) == b""
    assert (twilio.requests[0].status, twilio.requests[0].processed) == (None, processed)
    assert twilio.account().recording_settings.friendly_name == ("x" if processed else None)


@pytest.mark.parametrize("processed", [False, True])
def test_a_connection_is_reset_before_or_after_processing(twilio: FakeTwilio, processed: bool) -> None:
    twilio.faults.add(Reset(processed))
    with by_hand(twilio, "POST", RECORDING, "FriendlyName=x") as connection, pytest.raises(ConnectionResetError):
        rest_of(connection)
    assert (twilio.requests[0].status, twilio.requests[0].processed) == (None, processed)
    assert twilio.account().recording_settings.friendly_name == ("x" if processed else None)


def test_a_connection_is_good_again_after_a_reset(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Reset())
    with pytest.raises(requests.ConnectionError):
        http.get(RECORDING)
    assert http.get(RECORDING).status_code == 200


@pytest.mark.parametrize("processed", [False, True])
def test_a_stalled_request_is_accepted_and_never_answered_until_the_server_stops(processed: bool) -> None:
    done = threading.Event()

    def note(_: LoggedRequest) -> None:
        done.set()

    with FakeTwilio() as twilio:
        twilio.after_request = note
        twilio.faults.add(Stall(processed))
        with by_hand(twilio, "POST", RECORDING, "FriendlyName=x") as connection:
            assert done.wait(10)
            connection.settimeout(0.1)
            with pytest.raises(TimeoutError):
                connection.recv(1)
            assert twilio.account().recording_settings.friendly_name == ("x" if processed else None)
            twilio.stop()
            connection.settimeout(10)
            assert rest_of(connection) == b""


def test_a_stalled_request_holds_up_no_other(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.concurrency_limit = 1
    stalled = threading.Event()
    twilio.after_request = lambda _: stalled.set()
    twilio.faults.add(Stall())
    with by_hand(twilio, "GET", RECORDING):
        assert stalled.wait(10)
        assert any(http.get(RECORDING).status_code == 200 for _ in range(1000))


def test_a_slow_answer_is_whole_in_the_end(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Slow(0.05))
    assert http.post(RECORDING, {"FriendlyName": "x"}).json()["friendly_name"] == "x"


def test_a_slow_answer_comes_in_pieces_until_the_server_stops(twilio: FakeTwilio) -> None:
    twilio.faults.add(Slow(3600))
    with by_hand(twilio, "GET", RECORDING) as connection:
        assert connection.recv(4) == b"HTTP"
        twilio.stop()
        assert b"\r\n\r\n" not in rest_of(connection)


def test_an_answer_may_be_shorter_than_it_says(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Truncate())
    with by_hand(twilio, "POST", RECORDING, "FriendlyName=x") as connection:
        head, _, body = rest_of(connection).partition(b"\r\n\r\n")
    assert json.loads(body)["friendly_name"] == "x"
    assert f"Content-Length: {len(body) + 1}".encode() in head
    twilio.faults.add(Truncate())
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        http.get(RECORDING)
    assert http.get(RECORDING).json()["friendly_name"] == "x"


def test_an_answer_may_be_cut_in_its_body(twilio: FakeTwilio) -> None:
    twilio.faults.add(Truncate(at=12))
    with by_hand(twilio, "GET", RECORDING) as connection:
        assert rest_of(connection).partition(b"\r\n\r\n")[2] == b'{"account_si'


def test_an_answer_without_a_body_is_cut_in_its_first_line(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Truncate())
    with pytest.raises(requests.ConnectionError):
        http.delete(twilio.account().add_public_key().path)
    assert twilio.account().public_keys == {}


def test_a_redirect_leads_elsewhere_and_nothing_is_processed(http: Http, twilio: FakeTwilio) -> None:
    with FakeTwilio() as elsewhere:
        twilio.faults.add(Answer.redirect(elsewhere.base_url + RECORDING, 308))
        assert http.post(RECORDING, {"FriendlyName": "x"}).url == elsewhere.base_url + RECORDING
        assert [(request.method, request.value("FriendlyName")) for request in elsewhere.requests] == [("POST", "x")]
    assert (twilio.requests[0].status, twilio.requests[0].processed) == (308, False)


def test_garbage_is_answered_after_doing_what_was_asked(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Garbage(b"{not json", content_type="application/json"))
    answer = http.post(RECORDING, {"FriendlyName": "x"})
    assert (answer.status_code, answer.content) == (200, b"{not json")
    assert twilio.account().recording_settings.friendly_name == "x"


def test_garbage_may_come_instead_of_doing_what_was_asked(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Garbage(status=502, processed=False))
    assert http.post(RECORDING, {"FriendlyName": "x"}).status_code == 502
    assert twilio.account().recording_settings.friendly_name is None


def test_an_altered_field_is_altered_in_the_answer_only(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"friendly_name": "other", "new": 1}))
    altered = http.post(RECORDING, {"FriendlyName": "x"}).json()
    assert (altered["friendly_name"], altered["new"], altered["account_sid"]) == ("other", 1, twilio.account_sid)
    assert http.get(RECORDING).json()["friendly_name"] == "x"


def test_an_error_is_not_altered(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"message": "other"}))
    assert http.post(RECORDING).json()["message"] != "other"


def test_a_delay_combines_with_another_fault(http: Http, twilio: FakeTwilio) -> None:
    twilio.faults.add(Delay(0.05), times=None)
    twilio.faults.add(Answer(500))
    started = time.monotonic()
    assert http.get(RECORDING).status_code == 500
    assert time.monotonic() - started >= 0.05
    assert http.get(RECORDING).status_code == 200


def test_stopping_ends_a_delay(session: requests.Session) -> None:
    arrived = threading.Event()

    def note(_: LoggedRequest) -> None:
        arrived.set()

    with ThreadPoolExecutor() as pool:
        with FakeTwilio() as twilio:
            twilio.before_request = note
            twilio.faults.add(Delay(3600))
            pending = pool.submit(session.get, twilio.base_url + RECORDING, timeout=30)
            assert arrived.wait(10)
        assert pending.exception(10) is not None or pending.result().status_code == 401


def test_a_hook_may_change_things_between_two_requests(http: Http, twilio: FakeTwilio) -> None:
    def somebody_at_the_console(request: LoggedRequest) -> None:
        if request.is_write:
            twilio.account().composition_settings.friendly_name = "changed meanwhile"

    twilio.before_request = somebody_at_the_console
    http.post(RECORDING, {"FriendlyName": "x"})
    assert http.get("/v1/CompositionSettings/Default").json()["friendly_name"] == "changed meanwhile"


def test_a_hook_after_a_request_sees_its_outcome(http: Http, twilio: FakeTwilio) -> None:
    seen: list[int | None] = []
    twilio.after_request = lambda request: seen.append(request.status)
    http.get(RECORDING)
    http.post(RECORDING)
    assert seen == [200, 400]


def test_a_mistake_in_a_hook_is_raised_at_the_end(session: requests.Session) -> None:
    def mistaken(request: LoggedRequest) -> None:
        raise KeyError(request.path)

    twilio = FakeTwilio().start()
    twilio.before_request = mistaken
    assert session.get(twilio.base_url + RECORDING, timeout=10).status_code == 500
    with pytest.raises(ExceptionGroup) as raised:
        twilio.__exit__(None, None, None)
    assert [type(each) for each in raised.value.exceptions] == [KeyError]


def test_more_requests_at_once_than_the_limit_are_never_processed(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.concurrency_limit = 1
    nested: list[requests.Response] = []

    def ask_again(request: LoggedRequest) -> None:
        if not nested:
            nested.append(requests.Response())
            with requests.Session() as other:
                nested[0] = Http(twilio, other).post(RECORDING, {"FriendlyName": "x"})

    twilio.before_request = ask_again
    answer = http.get(RECORDING)
    assert (answer.status_code, answer.headers["Twilio-Concurrent-Requests"]) == (200, "1")
    assert (nested[0].status_code, nested[0].json()["code"]) == (429, 20429)
    assert nested[0].headers["Twilio-Concurrent-Requests"] == "2"
    assert twilio.account().recording_settings.friendly_name is None
