"""A proxy on the way signs with a CA of its own, and somebody wants to know which certificates were looked at."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import certifi
import pytest

from provider.twilio.client import Client
from provider.twilio.configuration import BUNDLE_VARIABLES, ClientSettings
from provider.twilio.errors import ConnectFailed
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.twilio.scripted import ScriptedServer
from tools.authority import Authority


@pytest.fixture
def untrusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ScriptedServer]:
    """A server whose certificate a CA signed that nobody knows."""
    for variable in (*BUNDLE_VARIABLES, "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(variable, raising=False)
    server = ScriptedServer(Authority.make(tmp_path).server)
    yield server
    server.close()


def refusal(server: ScriptedServer) -> str:
    """What is said of a request to this server."""
    settings = ClientSettings(account_sid=ACCOUNT, username=ACCOUNT, password=TOKEN, base_url=server.url)
    client = Client(settings, stop=threading.Event())
    try:
        with pytest.raises(ConnectFailed) as told:
            client.get("video", "/v1/RecordingSettings/Default")
    finally:
        client.close()
    return str(told.value)


@engines(ANY)
def test_the_bundle_that_was_used_is_named_with_the_variable_that_names_it(
    workspace: Workspace, untrusted: ScriptedServer
) -> None:
    workspace.environ |= {"TWILIO_BASE_URL": untrusted.url, "SSL_CERT_FILE": certifi.where()}
    workspace.write(hcl.settings(friendly_name="x"))

    told = workspace.plan().error

    assert "the TLS certificate is not trusted (unable to get local issuer certificate)." in told
    assert f"It was checked against the CA certificates of {certifi.where()} (named by SSL_CERT_FILE)." in told
    assert f"If a proxy on the way signs with a CA of its own, add that CA to {certifi.where()}." in told
    assert untrusted.requests == []


@pytest.mark.parametrize("variable", BUNDLE_VARIABLES)
def test_the_first_variable_that_is_set_is_the_one_that_is_named(
    untrusted: ScriptedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, variable: str
) -> None:
    for each in BUNDLE_VARIABLES[BUNDLE_VARIABLES.index(variable) :]:
        monkeypatch.setenv(each, str(tmp_path / each))
        (tmp_path / each).write_bytes(Path(certifi.where()).read_bytes())

    assert f"{tmp_path / variable} (named by {variable})" in refusal(untrusted)


def test_the_built_in_bundle_is_named_as_such_with_the_variable_that_names_another(untrusted: ScriptedServer) -> None:
    told = refusal(untrusted)

    assert f"{certifi.where()} (the built-in ones)." in told
    assert "let REQUESTS_CA_BUNDLE name a file that has the usual ones and that one." in told


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (lambda path: None, "cannot be read (No such file or directory)."),
        (lambda path: path.write_text("no certificate"), "hold no certificate in PEM."),
        (lambda path: path.mkdir(), "(unable to get local issuer certificate)."),
    ],
    ids=["missing", "something else", "an empty folder"],
)
def test_a_bundle_that_is_of_no_use_is_named_with_the_reason(
    untrusted: ScriptedServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, made: object, told: str
) -> None:
    bundle = tmp_path / "bundle"
    assert callable(made)
    made(bundle)
    monkeypatch.setenv("CURL_CA_BUNDLE", str(bundle))

    text = refusal(untrusted)

    assert told in text
    assert f"{bundle} (named by CURL_CA_BUNDLE)" in text
    assert "Nothing was sent." in text
