from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.harness.certificates import ClientCertificate, client_tls
from tests.harness.loop import PATIENCE
from tests.harness.process import PluginProcess

HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
SETTINGS_FRAME = 4


@contextmanager
def connected(plugin: PluginProcess) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX) as plain:
        plain.settimeout(PATIENCE)
        plain.connect(plugin.handshake.address)
        yield plain


def first_answer(plugin: PluginProcess, shown: ClientCertificate | None) -> bytes:
    """The first bytes of HTTP/2 that a client with this certificate gets to see: none if it is refused."""
    tls = client_tls(plugin.handshake.certificate, shown)
    try:
        with connected(plugin) as plain, tls.wrap_socket(plain, server_hostname="localhost") as secured:
            secured.sendall(HTTP2_PREFACE)
            return secured.recv(9)
    except (ssl.SSLError, ConnectionError):
        return b""


def test_the_engine_that_started_the_plugin_is_let_in(
    shared_plugin: PluginProcess, engine_certificate: ClientCertificate
) -> None:
    assert first_answer(shared_plugin, engine_certificate)[3] == SETTINGS_FRAME


def test_a_client_without_a_certificate_is_refused(shared_plugin: PluginProcess) -> None:
    assert first_answer(shared_plugin, None) == b""


def test_a_client_with_another_certificate_is_refused(shared_plugin: PluginProcess) -> None:
    assert first_answer(shared_plugin, ClientCertificate.make()) == b""


def test_a_client_that_speaks_no_tls_learns_nothing(shared_plugin: PluginProcess) -> None:
    with connected(shared_plugin) as plain:
        plain.sendall(HTTP2_PREFACE)
        try:
            answer = plain.recv(1024)
        except ConnectionResetError:
            answer = b""
    assert len(answer) < 9 or answer[0] == 0x15, "at most a TLS alert"


def test_tls_older_than_1_2_is_refused(shared_plugin: PluginProcess, engine_certificate: ClientCertificate) -> None:
    tls = client_tls(shared_plugin.handshake.certificate, engine_certificate)
    tls.set_ciphers("ALL:@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        tls.minimum_version = ssl.TLSVersion.TLSv1_1
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        tls.maximum_version = ssl.TLSVersion.TLSv1_1
    with connected(shared_plugin) as plain, pytest.raises(ssl.SSLError):
        tls.wrap_socket(plain, server_hostname="localhost")


def test_the_plugin_still_serves_its_engine_after_refusing_others(shared_plugin: PluginProcess) -> None:
    first_answer(shared_plugin, None)
    with shared_plugin.client() as client:
        assert client.schema().resource_schemas
