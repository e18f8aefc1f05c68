from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from provider.twilio.client import Client
from provider.twilio.configuration import BUNDLE_VARIABLES, ClientSettings
from tests.twilio.scripted import ScriptedServer
from tools.authority import Authority

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
PASSWORD = "a-token/that+must=stay-secret"

MakeClient = Callable[..., Client]


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name in (*BUNDLE_VARIABLES, "NETRC"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def twilio() -> Iterator[ScriptedServer]:
    server = ScriptedServer()
    yield server
    server.close()


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def make_client(twilio: ScriptedServer, stop: threading.Event) -> Iterator[MakeClient]:
    """Makes clients of the scripted server that repeat at once; keyword arguments change their settings."""
    clients: list[Client] = []

    def make(**changes: object) -> Client:
        values: dict[str, object] = {
            "account_sid": ACCOUNT_SID,
            "username": ACCOUNT_SID,
            "password": PASSWORD,
            "base_url": twilio.url,
            "backoff_interval_in_ms": 0,
        }
        client = Client(ClientSettings(**{**values, **changes}), stop=stop)  # type: ignore[arg-type]
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(make_client: MakeClient) -> Client:
    return make_client()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority.make(tmp_path)


@pytest.fixture
def certificate(authority: Authority) -> Path:
    """A file with what clients are to trust."""
    return authority.trusted


@pytest.fixture
def tls(authority: Authority) -> ssl.SSLContext:
    return authority.server


@pytest.fixture
def tls_twilio(tls: ssl.SSLContext) -> Iterator[ScriptedServer]:
    server = ScriptedServer(tls)
    yield server
    server.close()
