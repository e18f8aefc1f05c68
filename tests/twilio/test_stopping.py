from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
import requests

from provider.twilio.attempts import Attempt
from provider.twilio.client import Client
from provider.twilio.errors import Cancelled, DeadlineExceeded, NoAnswer, ServerError
from provider.twilio.request import Deadline
from tests.harness.loop import PATIENCE
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import ScriptedServer
from tests.twilio.spent import SECONDS, told

PATH = "/v1/RecordingSettings/Default"


@pytest.fixture
def background() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor() as pool:
        yield pool


def cancelled(future: Future[object]) -> Cancelled:
    error = future.exception(PATIENCE)
    assert isinstance(error, Cancelled)
    return error


def test_nothing_is_sent_once_the_stop_event_is_set(client: Client, twilio: ScriptedServer, stop: threading.Event) -> None:
    stop.set()
    with pytest.raises(Cancelled, match=r"GET /v1/RecordingSettings/Default was cancelled\.$"):
        client.get("video", PATH)
    assert twilio.connections == 0


def test_stop_ends_a_long_backoff(
    make_client: MakeClient,
    twilio: ScriptedServer,
    stop: threading.Event,
    background: ThreadPoolExecutor,
) -> None:
    client = make_client(backoff_interval_in_ms=3_600_000)
    twilio.answers(503)
    future: Future[object] = background.submit(client.get, "video", PATH)
    assert twilio.arrived.wait(PATIENCE)
    stop.set()
    cancelled(future)
    assert len(twilio.requests) == 1


@pytest.fixture
def endless_grace_period(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the answer to a write that was sent, that is. Nothing else is to be waited for."""
    monkeypatch.setattr("provider.twilio.retries.GRACE_PERIOD_IN_S", 3600.0)


@pytest.mark.usefixtures("endless_grace_period")
def test_stop_ends_the_wait_for_an_answer(
    client: Client, twilio: ScriptedServer, stop: threading.Event, background: ThreadPoolExecutor
) -> None:
    twilio.holds()
    future: Future[object] = background.submit(client.get, "video", PATH)
    assert twilio.arrived.wait(PATIENCE)
    stop.set()
    assert not cancelled(future).ambiguous


@pytest.mark.parametrize("idempotent", [True, False])
def test_a_write_that_is_answered_soon_after_the_stop_has_its_answer(
    client: Client, twilio: ScriptedServer, stop: threading.Event, background: ThreadPoolExecutor, idempotent: bool
) -> None:
    goes_on = threading.Event()
    twilio.answers_after(goes_on, 201, {"sid": "CR1"})
    future: Future[object] = background.submit(client.post, "accounts", PATH, {}, idempotent=idempotent)
    assert twilio.arrived.wait(PATIENCE)
    stop.set()
    with pytest.raises(TimeoutError):
        future.result(0.3)  # several looks at the stop event
    goes_on.set()
    assert future.result(PATIENCE) == {"sid": "CR1"}


def test_a_write_that_fails_after_the_stop_is_not_repeated(
    client: Client, twilio: ScriptedServer, stop: threading.Event, background: ThreadPoolExecutor
) -> None:
    goes_on = threading.Event()
    twilio.answers_after(goes_on, 503)
    future: Future[object] = background.submit(client.post, "video", PATH, {}, idempotent=True)
    assert twilio.arrived.wait(PATIENCE)
    stop.set()
    goes_on.set()
    assert cancelled(future).ambiguous
    assert len(twilio.requests) == 1


@pytest.mark.parametrize("idempotent", [True, False])
def test_a_write_stopped_in_flight_says_that_it_may_have_been_carried_out(
    client: Client,
    twilio: ScriptedServer,
    stop: threading.Event,
    background: ThreadPoolExecutor,
    idempotent: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("provider.twilio.retries.GRACE_PERIOD_IN_S", 0.1)
    twilio.holds()
    future: Future[object] = background.submit(client.post, "video", PATH, {}, idempotent=idempotent)
    assert twilio.arrived.wait(PATIENCE)
    stop.set()
    error = cancelled(future)
    assert error.ambiguous
    assert "may have been carried out" in str(error)


def test_a_write_stopped_after_a_lost_answer_stays_ambiguous(
    make_client: MakeClient, twilio: ScriptedServer, stop: threading.Event, background: ThreadPoolExecutor
) -> None:
    client = make_client(backoff_interval_in_ms=3_600_000)
    twilio.answers(503)
    future: Future[object] = background.submit(client.post, "video", PATH, {}, idempotent=True)
    assert twilio.arrived.wait(PATIENCE)
    stop.set()
    assert cancelled(future).ambiguous


ANSWERED_503 = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


def test_a_write_stopped_while_connecting_again_stays_ambiguous(
    make_client: MakeClient,
    stop: threading.Event,
    background: ThreadPoolExecutor,
    tls: ssl.SSLContext,
    certificate: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Its first try may have been carried out, whatever becomes of the second."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = make_client(base_url=f"https://localhost:{listener.getsockname()[1]}")
        future: Future[object] = background.submit(client.post, "video", PATH, {}, idempotent=True)
        first, _ = listener.accept()
        with first, tls.wrap_socket(first, server_side=True) as shaken_hands:
            shaken_hands.recv(65536)
            shaken_hands.sendall(ANSWERED_503)
        second, _ = listener.accept()
        with second:
            stop.set()
            assert cancelled(future).ambiguous


@pytest.mark.usefixtures("endless_grace_period")
def test_a_write_stopped_while_connecting_is_never_sent_afterwards(
    make_client: MakeClient,
    stop: threading.Event,
    background: ThreadPoolExecutor,
    tls: ssl.SSLContext,
    certificate: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = make_client(base_url=f"https://localhost:{listener.getsockname()[1]}")
        future: Future[object] = background.submit(client.post, "video", PATH, {}, idempotent=False)
        connection, _ = listener.accept()
        with connection:
            stop.set()
            assert not cancelled(future).ambiguous
            with tls.wrap_socket(connection, server_side=True) as shaken_hands:
                shaken_hands.settimeout(PATIENCE)
                with contextlib.suppress(ConnectionResetError):  # the other way to close without having sent anything
                    assert shaken_hands.recv(1000) == b""


def test_a_deadline_ends_the_wait_for_an_answer(client: Client, twilio: ScriptedServer) -> None:
    twilio.holds()
    text = rf"given up after {SECONDS} \(0\.2 seconds were allowed\): no answer had come by then"
    with told(DeadlineExceeded, text, at_least=0.2):
        client.get("video", PATH, deadline=Deadline.after(0.2))


def test_a_deadline_ends_an_answer_that_trickles_in_for_ever(client: Client, twilio: ScriptedServer) -> None:
    twilio.trickles()
    with pytest.raises(DeadlineExceeded):
        client.get("video", PATH, deadline=Deadline.after(0.3))


def test_an_answer_that_nobody_waits_for_is_not_read_to_its_end(
    client: Client, twilio: ScriptedServer, stop: threading.Event, background: ThreadPoolExecutor
) -> None:
    twilio.trickles()
    future: Future[object] = background.submit(client.get, "video", PATH)
    assert twilio.arrived.wait(PATIENCE)
    stop.set()
    cancelled(future)
    assert twilio.hung_up_on.wait(PATIENCE)


def test_a_settings_write_whose_deadline_passes_in_flight_is_ambiguous(client: Client, twilio: ScriptedServer) -> None:
    twilio.holds()
    with pytest.raises(DeadlineExceeded) as caught:
        client.post("video", PATH, {}, idempotent=True, deadline=Deadline.after(2.0))
    assert caught.value.ambiguous


def test_the_last_failure_before_the_deadline_is_kept(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.answers(503, {"message": "no S3 yet"})
    twilio.holds()
    with pytest.raises(DeadlineExceeded, match=r"The last failure was: .*no S3 yet") as caught:
        make_client().get("video", PATH, deadline=Deadline.after(2.0))
    assert isinstance(caught.value.last_error, ServerError)


def test_a_socket_that_gives_up_just_when_the_time_is_over_says_nothing_else(
    make_client: MakeClient, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy machine, the thread that waits for the answer may see the socket's limit before it sees its own."""

    def after_the_deadline(attempt: Attempt, threads: object, stop: threading.Event, deadline: Deadline, **_: float) -> None:
        attempt._sent = True
        stop.wait(deadline.remaining())
        raise requests.exceptions.ReadTimeout

    monkeypatch.setattr(Attempt, "run", after_the_deadline)
    with pytest.raises(DeadlineExceeded, match=r"no answer had come by then\.$"):
        make_client().get("video", PATH, deadline=Deadline.after(0.1))


def test_our_own_backoff_leaves_time_for_another_try(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.answers(503)
    twilio.answers(200, {"url": "u"})
    client = make_client(backoff_interval_in_ms=3_600_000)
    assert client.get("video", PATH, deadline=Deadline.after(2.0)) == {"url": "u"}


def test_nothing_is_sent_after_the_deadline(client: Client, twilio: ScriptedServer) -> None:
    with pytest.raises(DeadlineExceeded, match="over before it could be sent") as caught:
        client.get("video", PATH, deadline=Deadline.after(-1))
    assert caught.value.last_error is None
    assert twilio.connections == 0


def test_a_silent_host_counts_as_no_answer(
    make_client: MakeClient, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("provider.twilio.transport.READ_TIMEOUT_IN_S", 0.1)
    twilio.holds()
    with told(NoAnswer, f"given up after {SECONDS}", at_least=0.1):
        make_client(retry_attempts=0).get("video", PATH)


ENDS = """\
import sys, threading
from provider.twilio.client import Client
from provider.twilio.configuration import ClientSettings
from provider.twilio.errors import Cancelled
stop = threading.Event()
sid = "AC" + 32 * "0"
client = Client(ClientSettings(account_sid=sid, username=sid, password="none", base_url=sys.argv[1]), stop=stop)
threading.Thread(target=lambda: (sys.stdin.read(1), stop.set()), daemon=True).start()
try:
    client.get("video", "/v1/RecordingSettings/Default")
except Cancelled:
    print("cancelled")
"""


def test_a_process_ends_though_an_answer_is_still_awaited(twilio: ScriptedServer) -> None:
    twilio.holds()
    command = [sys.executable, "-c", ENDS, twilio.url]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert twilio.arrived.wait(PATIENCE)
        told, _ = process.communicate("x", timeout=PATIENCE)
    assert (told, process.returncode) == ("cancelled\n", 0)


def test_a_deadline_counts_down_to_nothing() -> None:
    assert 50 < Deadline.after(60).remaining() <= 60
    assert not Deadline.after(60).expired
    assert Deadline.after(-1).remaining() == 0.0
    assert Deadline.after(0).expired


def request_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "twilio-request"}


def test_requests_one_after_the_other_share_a_thread_which_ends_with_the_client(
    make_client: MakeClient, twilio: ScriptedServer
) -> None:
    others = request_threads()
    client = make_client()
    for _ in range(5):
        twilio.answers(200, {})
        client.get("video", PATH)
    (thread,) = request_threads() - others

    client.close()

    thread.join(PATIENCE)
    assert not thread.is_alive()
