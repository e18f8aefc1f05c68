from __future__ import annotations

import base64
import gzip
from concurrent.futures import ThreadPoolExecutor

import pytest

from provider.twilio import connection
from provider.twilio.client import Client, FormValue
from provider.twilio.errors import NotFound, UnexpectedAnswer
from tests.twilio.conftest import ACCOUNT_SID, PASSWORD, MakeClient
from tests.twilio.scripted import ScriptedServer

SETTINGS = "/v1/RecordingSettings/Default"


def test_a_get_returns_the_object_that_twilio_answers(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, {"friendly_name": "ü", "encryption_enabled": None})
    assert client.get("video", SETTINGS) == {"friendly_name": "ü", "encryption_enabled": None}
    assert (twilio.requests[0].method, twilio.requests[0].target) == ("GET", SETTINGS)


def test_every_request_carries_the_credentials_and_the_user_agent(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.answers(200, {})
    make_client(username="SK" + "1" * 32, password="sécret-☂", user_agent="tool/1.2 (+ci)").get("video", SETTINGS)
    headers = twilio.requests[0].headers
    scheme, _, token = headers["Authorization"].partition(" ")
    assert scheme == "Basic"
    assert base64.b64decode(token).decode() == "SK" + "1" * 32 + ":sécret-☂"
    assert headers["User-Agent"] == "tool/1.2 (+ci)"
    assert headers["Accept"] == "application/json"


def test_a_form_is_sent_with_every_key_and_empty_values_too(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(201, {"ok": True})
    form: dict[str, FormValue] = {
        "FriendlyName": "a & b=ü",
        "AwsS3Url": "",
        "EncryptionEnabled": True,
        "Sources": ["a", "b"],
        "No": False,
    }
    assert client.post("video", SETTINGS, form, idempotent=True) == {"ok": True}
    assert twilio.requests[0].headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert twilio.requests[0].form == [
        ("FriendlyName", "a & b=ü"),
        ("AwsS3Url", ""),
        ("EncryptionEnabled", "true"),
        ("Sources", "a"),
        ("Sources", "b"),
        ("No", "false"),
    ]


def test_parameters_of_a_get_are_encoded_into_the_query(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, {})
    client.get("video", "/v1/CompositionHooks", params={"FriendlyName": "a&b", "Enabled": True})
    assert twilio.requests[0].target == "/v1/CompositionHooks?FriendlyName=a%26b&Enabled=true"


def test_a_delete_is_content_with_an_empty_answer(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(204)
    client.delete("accounts", "/v1/Credentials/AWS/CR1")
    assert twilio.requests[0].method == "DELETE"
    assert twilio.requests[0].body == b""


def test_deleting_what_is_not_there_is_left_to_the_caller(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(404, {"code": 20404, "message": "gone"})
    with pytest.raises(NotFound):
        client.delete("accounts", "/v1/Credentials/AWS/CR1")


def test_a_base_url_keeps_its_path_prefix(make_client: MakeClient, twilio: ScriptedServer) -> None:
    twilio.answers(200, {})
    make_client(base_url=twilio.url + "/prefix/").get("video", SETTINGS)
    assert twilio.requests[0].target == "/prefix" + SETTINGS


@pytest.mark.parametrize("path", ["/v1/../Accounts", "/v1/CR1?x=1", "/v1/CR1#", "/v1//x", "v1", "/v1/", "/v1/a%2f"])
def test_an_identifier_cannot_turn_a_path_into_another(client: Client, twilio: ScriptedServer, path: str) -> None:
    with pytest.raises(ValueError, match="characters that Twilio's never have"):
        client.get("video", path)
    assert twilio.requests == []


def test_connections_are_used_again(client: Client, twilio: ScriptedServer) -> None:
    for _ in range(3):
        twilio.answers(200, {})
        client.get("video", SETTINGS)
    assert twilio.connections == 1


def test_a_write_that_must_not_be_repeated_takes_a_connection_that_was_used_a_moment_ago(
    client: Client, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "IDLE_SECONDS_OF_WRITES", float("inf"))
    for _ in range(3):
        twilio.answers(201, {})
        client.post("accounts", "/v1/Credentials/AWS", {"Credentials": "x"}, idempotent=False)
    assert twilio.connections == 1


def test_a_write_that_must_not_be_repeated_takes_no_connection_that_was_idle_for_longer(
    client: Client, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its other side may be closing it just then, and nobody would know whether the write arrived."""
    monkeypatch.setattr(connection, "IDLE_SECONDS_OF_WRITES", 0.0)
    twilio.answers(200, {})
    client.get("video", SETTINGS)
    twilio.answers(201, {})
    client.post("accounts", "/v1/Credentials/AWS", {"Credentials": "x"}, idempotent=False)
    assert twilio.connections == 2


def test_ten_threads_share_a_client(client: Client, twilio: ScriptedServer) -> None:
    for _ in range(40):
        twilio.answers(200, {"url": "u"})
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: client.get("video", SETTINGS), range(40)))
    assert answers == [{"url": "u"}] * 40


@pytest.mark.parametrize(
    ("status", "body"),
    [(200, b"<html>login</html>"), (200, b""), (200, b"[]"), (200, b'{"a":'), (200, b"[" * 100_000), (206, b"{}")],
)
def test_an_answer_that_is_no_json_object_is_unexpected(client: Client, twilio: ScriptedServer, status: int, body: bytes) -> None:
    twilio.answers(status, body, {"Twilio-Request-Id": "RQ7"})
    with pytest.raises(UnexpectedAnswer, match=rf"{SETTINGS} \({status}.*cannot be used.*request RQ7") as caught:
        client.get("video", SETTINGS)
    assert "login" not in str(caught.value)


def test_an_answer_may_come_in_chunks(client: Client, twilio: ScriptedServer) -> None:
    twilio.drops(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n")
    assert client.get("video", SETTINGS) == {}


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-LENGTH:2\t\r\nTwilio-Request-Id:\r\n\r\n",
        b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\nContent-Length: 2\n\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Folded: a\r\n b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000 + b"\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\nContent-Length: 7\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
    ],
)
def test_an_answer_may_have_any_head_that_http_allows(client: Client, twilio: ScriptedServer, head: bytes) -> None:
    twilio.drops(head + b"{}")
    assert client.get("video", SETTINGS) == {}


def test_a_compressed_answer_is_read(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, gzip.compress(b'{"url": "u"}'), {"Content-Encoding": "gzip"})
    assert client.get("video", SETTINGS) == {"url": "u"}


def test_a_compressed_answer_without_end_is_not_read_either(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, gzip.compress(b" " * (64 * 1024 * 1024)), {"Content-Encoding": "gzip"})
    with pytest.raises(UnexpectedAnswer, match="longer than 4194304 bytes"):
        client.get("video", SETTINGS)


def test_an_answer_without_end_is_not_read(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, b" " * (4 * 1024 * 1024 + 1))
    with pytest.raises(UnexpectedAnswer, match="longer than 4194304 bytes"):
        client.get("video", SETTINGS)


def test_the_client_knows_its_account_and_shows_no_secret(client: Client) -> None:
    assert client.account_sid == ACCOUNT_SID
    assert PASSWORD not in repr(client)


def test_closing_twice_does_no_harm(client: Client) -> None:
    with client:
        client.close()
