"""Where the credentials go, and where no secret may show."""

from __future__ import annotations

import base64
import logging
import socket
import traceback
from pathlib import Path
from threading import Thread

import certifi
import pytest

from provider.twilio import connection
from provider.twilio.client import Client
from provider.twilio.errors import AmbiguousResult, ConnectFailed, Rejected, TwilioError, UnexpectedAnswer
from tests.twilio.conftest import ACCOUNT_SID, PASSWORD, MakeClient
from tests.twilio.scripted import ScriptedServer

PATH = "/v1/RecordingSettings/Default"
KEYS = "/v1/Credentials/AWS"
BASIC = base64.b64encode(f"{ACCOUNT_SID}:{PASSWORD}".encode()).decode()
AWS_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(client: Client, twilio: ScriptedServer, status: int) -> None:
    twilio.answers(status, b"x", {"Location": twilio.url + "/elsewhere"})
    with pytest.raises(UnexpectedAnswer, match="redirects are not followed"):
        client.get("video", PATH)
    assert len(twilio.requests) == 1


def test_a_create_that_is_redirected_is_ambiguous_and_goes_nowhere_else(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(307, b"", {"Location": twilio.url + "/elsewhere"})
    with pytest.raises(AmbiguousResult):
        client.post("accounts", KEYS, {"Credentials": "x"}, idempotent=False)
    assert len(twilio.requests) == 1


def test_a_certificate_that_is_not_trusted_gets_no_request_and_no_second_try(
    make_client: MakeClient, tls_twilio: ScriptedServer
) -> None:
    with pytest.raises(ConnectFailed, match=r"the TLS certificate is not trusted .*Nothing was sent"):
        make_client(base_url=tls_twilio.url).get("video", PATH)
    assert tls_twilio.requests == []
    assert tls_twilio.connections <= 1


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_a_ca_bundle_of_the_environment_is_trusted(
    make_client: MakeClient,
    tls_twilio: ScriptedServer,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, str(certificate))
    tls_twilio.answers(200, {"url": "u"})
    assert make_client(base_url=tls_twilio.url).get("video", PATH) == {"url": "u"}


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_the_bundles_of_requests_go_before_that_of_openssl(
    make_client: MakeClient,
    tls_twilio: ScriptedServer,
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, certifi.where())
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with pytest.raises(ConnectFailed, match="certificate is not trusted"):
        make_client(base_url=tls_twilio.url).get("video", PATH)
    assert tls_twilio.requests == []


def test_the_bundle_is_read_once_however_many_connections_are_made(
    make_client: MakeClient, tls_twilio: ScriptedServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(connection, "IDLE_SECONDS_OF_WRITES", 0.0)  # so that each write has a connection of its own
    client = make_client(base_url=tls_twilio.url)
    for _ in range(2):
        tls_twilio.answers(201, {})
        client.post("accounts", KEYS, {"Credentials": "x"}, idempotent=False)
        certificate.unlink(missing_ok=True)
    assert tls_twilio.connections == 2


def test_a_bundle_that_is_not_there_is_named_with_its_variable(
    make_client: MakeClient, tls_twilio: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "missing.pem"))
    with pytest.raises(ConnectFailed, match=r"missing\.pem \(named by SSL_CERT_FILE\) cannot be read .*Nothing was sent"):
        make_client(base_url=tls_twilio.url).get("video", PATH)


def test_a_failed_tls_handshake_of_a_create_is_known_as_not_sent(make_client: MakeClient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def hang_up() -> None:
            connection, _ = listener.accept()
            connection.recv(1)
            connection.close()

        thread = Thread(target=hang_up)
        thread.start()
        client = make_client(base_url=f"https://localhost:{listener.getsockname()[1]}", retry_attempts=0)
        with pytest.raises(ConnectFailed):
            client.post("accounts", KEYS, {}, idempotent=False)
        thread.join()


def test_netrc_does_not_replace_the_credentials(
    client: Client, twilio: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login wrong password wrong\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    twilio.answers(200, {})
    client.get("video", PATH)
    assert twilio.requests[0].headers["Authorization"] == f"Basic {BASIC}"


def test_netrc_does_not_replace_the_credentials_over_tls_either(
    make_client: MakeClient,
    tls_twilio: ScriptedServer,
    certificate: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine localhost login wrong password wrong\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    tls_twilio.answers(200, {})
    make_client(base_url=tls_twilio.url).get("video", PATH)
    assert tls_twilio.requests[0].headers["Authorization"] == f"Basic {BASIC}"


def test_cookies_are_not_kept(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(200, {}, {"Set-Cookie": "session=1"})
    twilio.answers(200, {})
    client.get("video", PATH)
    client.get("video", PATH)
    assert twilio.requests[1].headers["Cookie"] is None


def test_a_proxy_of_the_environment_is_used_for_https_and_sees_no_credentials(
    make_client: MakeClient, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", twilio.url.replace("://", "://me:hunter2@"))
    twilio.answers(407)
    client = make_client(base_url="https://twilio.invalid", retry_attempts=0)
    with pytest.raises(ConnectFailed, match=r"HTTPS_PROXY.*407") as caught:
        client.get("video", PATH)
    [request] = twilio.requests
    assert (request.method, request.target) == ("CONNECT", "twilio.invalid:443")
    assert request.headers["Authorization"] is None
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["socks5://me:hunter2@localhost:1", "http://me:hunter2@[bad", "gopher://hunter2"])
def test_a_proxy_that_cannot_be_used_is_not_gone_around_and_not_quoted(
    make_client: MakeClient, tls_twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(ConnectFailed, match="prox") as caught:
        make_client(base_url=tls_twilio.url).get("video", PATH)
    assert tls_twilio.connections == 0
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


def test_plain_http_to_this_machine_goes_through_no_proxy(
    client: Client, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://localhost:1")
    twilio.answers(200, {})
    client.get("video", PATH)
    assert twilio.requests[0].target == PATH


def test_secrets_that_twilio_echoes_are_hidden(client: Client, twilio: ScriptedServer) -> None:
    echo = f"no: {AWS_SECRET} {AWS_SECRET.replace('/', '%2F').replace('+', '%2B')} {PASSWORD} {BASIC}"
    twilio.answers(400, {"code": 70106, "message": echo, "more_info": "https://x/" + PASSWORD, "details": [echo]})
    with pytest.raises(Rejected) as caught:
        client.post("accounts", KEYS, {"Credentials": "AKIA:" + AWS_SECRET}, idempotent=False, hide=(AWS_SECRET,))
    assert caught.value.message == "no: *** *** *** ***"
    assert_hidden("".join(traceback.format_exception(caught.value)), repr(vars(caught.value)))


@pytest.mark.parametrize("failing", ["refused", "dropped", "garbled", "unconnected"])
def test_no_secret_shows_in_a_traceback_or_in_a_log(
    make_client: MakeClient, twilio: ScriptedServer, caplog: pytest.LogCaptureFixture, failing: str
) -> None:
    client = make_client()
    match failing:
        case "refused":
            twilio.answers(429, {"message": PASSWORD}, {"Retry-After": PASSWORD, "Twilio-Request-Id": BASIC})
            twilio.answers(401, {"message": AWS_SECRET})
        case "dropped":
            twilio.drops()
        case "garbled":
            twilio.drops(PASSWORD.encode())
        case "unconnected":
            client = make_client(base_url="http://localhost:1")
    form = {"Credentials": "AKIA:" + AWS_SECRET}
    with caplog.at_level(logging.DEBUG), pytest.raises(TwilioError) as caught:
        client.post("accounts", KEYS, form, idempotent=False, hide=[AWS_SECRET])
    assert caplog.records
    assert_hidden("".join(traceback.format_exception(caught.value)), caplog.text, repr(vars(caught.value)))


def test_each_try_is_logged_with_its_outcome_and_without_its_query(
    client: Client, twilio: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    twilio.answers(200, {}, {"Twilio-Request-Id": "RQ5"})
    with caplog.at_level(logging.DEBUG, "provider.twilio"):
        client.get("video", PATH, params={"Token": "in-the-query"})
    [line] = [record.getMessage() for record in caplog.records if record.name == "provider.twilio"]
    assert line.startswith(f"GET {twilio.url}{PATH}: 200 (request RQ5) in ")
    assert line.endswith(" ms, try 1")


def assert_hidden(*texts: str) -> None:
    for text in texts:
        for secret in (PASSWORD, BASIC, AWS_SECRET):
            assert secret not in text
