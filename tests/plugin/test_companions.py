"""The services that go-plugin expects beside the provider's own."""

from __future__ import annotations

import contextlib
import signal
import socket

import pytest
from google.protobuf.empty_pb2 import Empty
from grpclib.const import Status
from grpclib.exceptions import GRPCError, ProtocolError, StreamTerminatedError

from provider.plugin.wire.goplugin_pb2 import ConnInfo
from provider.plugin.wire.health_pb2 import HealthCheckRequest, HealthCheckResponse
from tests.harness.certificates import ClientCertificate, client_tls
from tests.harness.client import PluginClient
from tests.harness.loop import PATIENCE, LoopThread
from tests.harness.process import PluginProcess
from tests.harness.wire.goplugin_grpc import GRPCBrokerStub, GRPCControllerStub, GRPCStdioStub
from tests.harness.wire.health_grpc import HealthStub


@pytest.mark.parametrize("service", ["plugin", ""])
def test_the_plugin_is_healthy(client: PluginClient, service: str) -> None:
    answer = client.call(HealthStub(client.channel).Check, HealthCheckRequest(service=service))
    assert answer.status == HealthCheckResponse.SERVING


def test_the_health_of_an_unknown_service_is_not_found(client: PluginClient) -> None:
    with pytest.raises(GRPCError) as failure:
        client.call(HealthStub(client.channel).Check, HealthCheckRequest(service="teapot"))
    assert failure.value.status is Status.NOT_FOUND


def test_the_stdio_stream_opens_and_stays_open_until_the_end(plugin: PluginProcess, loop: LoopThread) -> None:
    with plugin.client() as client:

        async def listen_while_ending() -> list[object]:
            heard: list[object] = []
            with contextlib.suppress(StreamTerminatedError):  # go-plugin takes a lost connection for the end, too
                async with GRPCStdioStub(client.channel).StreamStdio.open() as stream:
                    await stream.send_message(Empty(), end=True)
                    await stream.recv_initial_metadata()
                    await GRPCControllerStub(client.channel).Shutdown(Empty())
                    heard += [message async for message in stream]
            return heard

        assert loop.run(listen_while_ending()) == []
    assert plugin.ended() == 0


def test_a_broker_stream_ends_when_the_engine_ends_it(client: PluginClient, loop: LoopThread) -> None:
    async def open_and_end() -> list[ConnInfo]:
        async with GRPCBrokerStub(client.channel).StartStream.open() as stream:
            await stream.send_request()
            await stream.end()
            return [message async for message in stream]

    assert loop.run(open_and_end()) == []


@pytest.mark.parametrize("number", [signal.SIGTERM, None], ids=["SIGTERM", "Shutdown"])
def test_an_open_broker_stream_does_not_hold_up_the_end(
    plugin: PluginProcess, loop: LoopThread, number: signal.Signals | None
) -> None:
    with plugin.client() as client:

        async def open_until_the_end() -> list[ConnInfo]:
            heard: list[ConnInfo] = []
            with contextlib.suppress(ProtocolError, StreamTerminatedError):  # our own half of the stream was never ended
                async with GRPCBrokerStub(client.channel).StartStream.open() as stream:
                    await stream.send_request()
                    await stream.recv_initial_metadata()
                    if number is None:
                        await GRPCControllerStub(client.channel).Shutdown(Empty())
                    else:
                        plugin.send(number)
                    heard += [message async for message in stream]
            return heard

        assert loop.run(open_until_the_end()) == []
        assert plugin.ended() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, None], ids=["SIGTERM", "Shutdown"])
def test_a_client_that_says_and_hears_nothing_does_not_hold_up_the_end(
    plugin: PluginProcess, engine_certificate: ClientCertificate, number: signal.Signals | None
) -> None:
    tls = client_tls(plugin.handshake.certificate, engine_certificate)
    with socket.socket(socket.AF_UNIX) as plain:
        plain.settimeout(PATIENCE)
        plain.connect(plugin.handshake.address)
        with tls.wrap_socket(plain, server_hostname="localhost"), plugin.client() as client:
            if number is None:
                client.call(GRPCControllerStub(client.channel).Shutdown, Empty())
            else:
                plugin.send(number)
            assert plugin.ended() == 0


def test_shutdown_is_answered_before_the_process_ends(plugin: PluginProcess) -> None:
    with plugin.client() as client:
        assert client.call(GRPCControllerStub(client.channel).Shutdown, Empty()) == Empty()
    assert plugin.ended() == 0
