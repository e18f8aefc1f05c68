"""The server: kept connections, concurrency, a clean end; and the command that serves it."""

from __future__ import annotations

import gc
import http.client
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests

from provider.fake import FakeTwilio, LoggedRequest

from .conftest import Http

RECORDING = "/v1/RecordingSettings/Default"
BUCKET = "https://my-bucket.s3-eu-west-1.amazonaws.com/recordings"


def test_a_connection_serves_many_requests(twilio: FakeTwilio) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", int(twilio.base_url.rpartition(":")[2]), timeout=10)
    try:
        connection.connect()
        opened = connection.sock
        for body in (None, "FriendlyName=" + "x" * 100_000, None):
            connection.request("POST" if body else "GET", RECORDING, body)
            assert connection.getresponse().read()
        assert connection.sock is opened
    finally:
        connection.close()


def test_a_head_request_has_no_body(http: Http) -> None:
    answer = http("HEAD", RECORDING)
    assert (answer.status_code, answer.content) == (200, b"")
    assert http.get(RECORDING).status_code == 200


def test_a_chunked_body_is_read(http: Http, twilio: FakeTwilio) -> None:
    answer = http.session.post(
        twilio.base_url + RECORDING,
        data=iter([b"Friendly", b"Name=x"]),
        headers={"Content-Type": "application/x-www-form-urlencoded"},
        auth=(twilio.account_sid, twilio.auth_token),
        timeout=10,
    )
    assert answer.json()["friendly_name"] == "x"


def test_many_requests_at_once_are_all_processed(twilio: FakeTwilio) -> None:
    def create(number: int) -> int:
        with requests.Session() as session:
            form = {"FriendlyName": f"hook {number}", "AudioSources": "*"}
            return Http(twilio, session).post("/v1/CompositionHooks", form).status_code

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(create, range(40))) == {201}
    assert len(twilio.account().composition_hooks) == 40
    assert [request.number for request in twilio.requests] == list(range(1, 41))


def test_stopping_closes_the_connections_that_are_kept(session: requests.Session) -> None:
    with FakeTwilio() as twilio:
        url = twilio.base_url + RECORDING
        session.get(url, timeout=10)
    with pytest.raises(requests.ConnectionError):
        session.get(url, timeout=10)
    assert len(twilio.requests) == 1


def test_a_client_that_resets_its_connection_leaves_nothing_open() -> None:
    with FakeTwilio() as twilio:
        client = socket.create_connection(("127.0.0.1", int(twilio.base_url.rpartition(":")[2])))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))  # close() resets
        answered = threading.Event()

        def reset(_: LoggedRequest) -> None:
            client.close()
            answered.set()

        twilio.after_request = reset
        client.sendall(f"GET {RECORDING} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert answered.wait(10)
    gc.collect()  # a socket left open would warn, and the warning fail the test


def test_it_may_be_served_again_with_what_it_held(http: Http, twilio: FakeTwilio) -> None:
    http.post(RECORDING, {"FriendlyName": "x"})
    twilio.stop()
    twilio.start()
    assert http.get(RECORDING).json()["friendly_name"] == "x"


def test_it_is_served_only_once(twilio: FakeTwilio) -> None:
    with pytest.raises(RuntimeError, match="served already"):
        twilio.start()


def test_it_has_no_base_url_before_it_is_served() -> None:
    with pytest.raises(RuntimeError, match="not served"):
        _ = FakeTwilio().base_url


def test_a_port_that_is_taken_is_an_os_error(twilio: FakeTwilio) -> None:
    taken = int(twilio.base_url.rpartition(":")[2])
    with pytest.raises(OSError, match="in use"):
        FakeTwilio(port=taken).start()


def test_a_given_port_is_used() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with FakeTwilio(port=port) as twilio:
        assert twilio.base_url == f"http://127.0.0.1:{port}"


@contextmanager
def _command(*options: str) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "provider", "fake-api", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _where(process: subprocess.Popen[str]) -> tuple[str, tuple[str, str]]:
    """Where the command serves, and the credentials of the account."""
    assert process.stdout
    where = json.loads(process.stdout.readline())
    return where["base_url"], (where["account_sid"], where["auth_token"])


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_it_is_and_serves_until_told_to_end(session: requests.Session, end: signal.Signals) -> None:
    with _command() as process:
        url, login = _where(process)
        answer = session.get(url + RECORDING, auth=login, timeout=10)
        assert answer.json()["account_sid"] == login[0]
        process.send_signal(end)
        rest, errors = process.communicate(timeout=10)
        assert (process.returncode, rest, errors) == (0, "", "")


def test_the_command_has_as_many_subaccounts_as_it_is_told(session: requests.Session) -> None:
    with _command("--subaccounts", "3") as process:
        url, login = _where(process)
        listed = session.get(f"{url}/2010-04-01/Accounts.json", auth=login, timeout=10).json()["accounts"]
        assert [each["friendly_name"] for each in listed[1:]] == ["Customer 1", "Customer 2", "Customer 3"]


def test_the_command_refuses_a_number_of_subaccounts_that_there_cannot_be() -> None:
    with _command("--subaccounts", "-1") as process:
        _, errors = process.communicate(timeout=10)
    assert process.returncode == 2
    assert "-1 is not a whole number, 0 or more" in errors


def test_the_command_reports_a_taken_port_in_one_line(twilio: FakeTwilio) -> None:
    port = int(twilio.base_url.rpartition(":")[2])
    with _command("--port", str(port)) as process:
        output, errors = process.communicate(timeout=10)
    assert (process.returncode, output) == (1, "")
    assert errors == f"cannot serve on port {port}: Address already in use\n"


@pytest.mark.parametrize(
    ("empty", "omitted", "answered"),
    [
        ("clears", "kept", (200, None, BUCKET)),
        ("refused", "cleared", (400, BUCKET, None)),
        ("ignored", "cleared", (200, BUCKET, None)),
        ("stored", "kept", (200, "", BUCKET)),
    ],
)
def test_the_command_plays_any_reading_of_the_documents(
    session: requests.Session, empty: str, omitted: str, answered: tuple[int, str | None, str | None]
) -> None:
    """What comes of an empty parameter (status, and value after that), and of one that is left out."""
    with _command("--empty", empty, "--omitted", omitted) as process:
        url, login = _where(process)

        def post(**form: str) -> requests.Response:
            return session.post(url + RECORDING, {"FriendlyName": "x", **form}, auth=login, timeout=10)

        post(AwsS3Url=BUCKET)
        status = post(AwsS3Url="").status_code
        emptied = session.get(url + RECORDING, auth=login, timeout=10).json()["aws_s3_url"]
        post(AwsS3Url=BUCKET)
        assert (status, emptied, post().json()["aws_s3_url"]) == answered
