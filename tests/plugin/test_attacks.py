"""Whatever comes over the socket, the process goes on to serve its engine."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from google.protobuf.empty_pb2 import Empty
from grpclib.const import Status

from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.certificates import ClientCertificate, client_tls
from tests.harness.client import PluginClient
from tests.harness.loop import PATIENCE, LoopThread
from tests.harness.process import PluginProcess, started
from tests.harness.wire.goplugin_grpc import GRPCStdioStub
from tests.scenarios.fuzz.wire import exchange
from tests.scenarios.fuzz.wire_inputs import framed

PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"
HEADERS = b"\x00\x00\x01\x01\x00\x00\x00\x00\x01\x83"
PING = b"\x00\x00\x08\x06\x00\x00\x00\x00\x00attacked"
SETTINGS = "twilio_video_recording_settings"


def open_stream(number: int) -> bytes:
    """A HEADERS frame that begins a request and does not end it."""
    headers = b"\x83\x87"
    return len(headers).to_bytes(3, "big") + b"\x01\x04" + struct.pack(">I", 2 * number + 1) + headers


@pytest.fixture(scope="module")
def engine(shared_plugin: PluginProcess) -> Iterator[PluginClient]:
    """The engine, connected before the attacks."""
    with shared_plugin.client() as client:
        yield client


@pytest.fixture(autouse=True)
def _still_served(shared_plugin: PluginProcess, engine: PluginClient) -> Iterator[None]:
    yield
    assert engine.schema().resource_schemas
    assert shared_plugin.process.poll() is None


@contextmanager
def connected(plugin: PluginProcess, certificate: ClientCertificate) -> Iterator[socket.socket]:
    tls = client_tls(plugin.handshake.certificate, certificate)
    with socket.socket(socket.AF_UNIX) as plain:
        plain.settimeout(PATIENCE)
        plain.connect(plugin.handshake.address)
        with tls.wrap_socket(plain, server_hostname="localhost") as secured:
            yield secured


def until_closed(secured: socket.socket) -> None:
    """Returns when the other side closes; TimeoutError if it does not."""
    try:
        while secured.recv(65536):
            pass
    except (ConnectionError, OSError) as problem:
        if isinstance(problem, TimeoutError):
            raise


ATTACKS = {
    "noise": random.Random(1).randbytes(5000),
    "settings that are none": PREFACE + b"\x00\x00\x03\x04\x00\x00\x00\x00\x00abc",
    "HTTP/1.1": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a frame of 16 MB": PREFACE + b"\xff\xff\xff\x00\x00\x00\x00\x00\x01" + bytes(2**24),
    "more streams than were agreed": PREFACE + b"".join(open_stream(number) for number in range(300)),
    "headers without end": PREFACE
    + b"\x00\x00\x01\x01\x00\x00\x00\x00\x01\x83"
    + b"\x00\x00\x01\x09\x00\x00\x00\x00\x01\x87" * 100,
    "header names that are no text": PREFACE + b"\x00\x00\x05\x01\x05\x00\x00\x00\x01\x00\x01\xff\x01\xff",
    "a window beyond its bounds": PREFACE + b"\x00\x00\x04\x08\x00\x00\x00\x00\x00\x7f\xff\xff\xff",
}


@pytest.mark.parametrize("kind", ATTACKS)
def test_a_client_that_does_not_speak_http_2_loses_its_connection(
    shared_plugin: PluginProcess, engine_certificate: ClientCertificate, kind: str
) -> None:
    with connected(shared_plugin, engine_certificate) as secured:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError, ssl.SSLError):  # closed before all of it was sent
            secured.sendall(ATTACKS[kind])
        until_closed(secured)


def test_a_client_that_reads_no_answers_is_not_listened_to(loop: LoopThread) -> None:
    with started(loop, None) as plugin, plugin.client() as client, socket.socket(socket.AF_UNIX) as deaf:
        deaf.connect(plugin.handshake.address)
        deaf.settimeout(1.5)
        with pytest.raises(TimeoutError):
            deaf.sendall(PREFACE + PING * 600_000)
        assert client.schema().resource_schemas


def test_a_second_client_with_the_engines_certificate_is_served_as_well(shared_plugin: PluginProcess) -> None:
    with shared_plugin.client() as second:
        assert second.schema().resource_schemas


def test_a_thousand_calls_at_once_are_all_answered(engine: PluginClient, loop: LoopThread) -> None:
    request = pb.ValidateResourceConfig.Request(type_name=SETTINGS, config=pb.DynamicValue(msgpack=b"\xc1"))

    async def all_at_once() -> list[pb.ValidateResourceConfig.Response]:
        return await asyncio.gather(*(engine.stub.ValidateResourceConfig(request) for _ in range(1000)))

    told = [answer.diagnostics[0].summary for answer in loop.run(all_at_once())]
    assert told == ["Unreadable configuration"] * 1000


def test_a_thousand_streams_that_stay_open_hold_up_nobody(
    shared_plugin: PluginProcess, engine: PluginClient, loop: LoopThread
) -> None:
    clients = [shared_plugin.client() for _ in range(10)]

    async def listen(client: PluginClient, opened: asyncio.Semaphore, end: asyncio.Event) -> None:
        async with GRPCStdioStub(client.channel).StreamStdio.open() as stream:
            await stream.send_message(Empty(), end=True)
            await stream.recv_initial_metadata()
            opened.release()
            await end.wait()
            await stream.cancel()

    async def ask_meanwhile() -> pb.GetMetadata.Response:
        opened, end = asyncio.Semaphore(0), asyncio.Event()
        listeners = [asyncio.create_task(listen(client, opened, end)) for client in clients for _ in range(100)]
        for _ in listeners:
            await opened.acquire()
        answer = await engine.stub.GetMetadata(pb.GetMetadata.Request())
        end.set()
        await asyncio.gather(*listeners)
        return answer

    try:
        assert loop.run(ask_meanwhile()).resources
    finally:
        for client in clients:
            client.close()


MESSAGES = {
    "no message": (b"", "it is empty"),
    "half a prefix": (b"\x00\x00", "it ends too early"),
    "half a message": (framed(b"\x0a\x03abc", claimed=100), "it ends too early"),
    "compressed": (framed(b"\x0a\x03abc", compressed=1), "it is compressed"),
    "4 GiB claimed": (framed(b"\x0a\x03abc", claimed=2**32 - 1), "4194304 are the most"),
    "not protobuf": (framed(b"\xff\xff\xff"), "not the protocol buffer message"),
    "a name that is not UTF-8": (framed(b"\x0a\x01\xff"), "not the protocol buffer message"),
}


@pytest.mark.parametrize("kind", MESSAGES)
def test_a_request_that_cannot_be_read_is_a_diagnostic_of_its_call(
    shared_plugin: PluginProcess, loop: LoopThread, engine: PluginClient, kind: str
) -> None:
    body, reason = MESSAGES[kind]
    status, answer = loop.run(exchange(engine.channel, "tfplugin6.Provider/ReadResource", body))
    assert status is Status.OK
    (told,) = pb.ReadResource.Response.FromString(answer).diagnostics
    assert (told.severity, told.summary) == (pb.Diagnostic.ERROR, "Unreadable request")
    assert reason in told.detail
    assert "ReadResource: unreadable request: " in shared_plugin.log


def test_a_request_to_stop_that_cannot_be_read_stops_nothing_and_says_so(loop: LoopThread, engine: PluginClient) -> None:
    status, answer = loop.run(exchange(engine.channel, "tfplugin6.Provider/StopProvider", framed(b"\xff")))
    assert status is Status.OK
    assert "cannot be read" in pb.StopProvider.Response.FromString(answer).Error


@pytest.mark.parametrize(
    "path", ["plugin.GRPCController/Shutdown", "plugin.GRPCStdio/StreamStdio", "grpc.health.v1.Health/Check"]
)
def test_a_service_without_diagnostics_answers_invalid_argument(loop: LoopThread, engine: PluginClient, path: str) -> None:
    status, _ = loop.run(exchange(engine.channel, path, framed(b"\xff")))
    assert status is Status.INVALID_ARGUMENT


def test_a_method_that_does_not_exist_is_unimplemented(loop: LoopThread, engine: PluginClient) -> None:
    status, _ = loop.run(exchange(engine.channel, "tfplugin6.Provider/Teapot", framed(b"")))
    assert status is Status.UNIMPLEMENTED
