"""A session with an engine that is not there: what serving does the first time it does before somebody waits for it.

The first call in a fork takes three times as long as the second: what it touches of the memory that all forks share is copied
first, and the interpreter has not seen the code run. The session goes over a pair of sockets, with keys that nothing else uses.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, ParamSpec, TypeVar

from google.protobuf.message import Message
from grpclib.client import Channel, UnaryUnaryMethod
from grpclib.encoding.proto import ProtoCodec
from grpclib.protocol import H2Protocol

from ..framework.provider import Provider
from ..framework.server import ProviderServer
from .connections import PluginServer
from .service import ProviderService
from .tls import MutualTls
from .wire import tfplugin6_pb2 as pb

P = ParamSpec("P")
T = TypeVar("T")

_NOTHING = b"\x80"
"""An object without attributes in MessagePack."""


class Rehearsal:
    """Asks a provider for its schema, and to validate a configuration in which nothing is said."""

    def __init__(self, provider: Provider[Any]) -> None:
        self._provider = provider
        self._server, self._client = MutualTls.of_server(), MutualTls.of_client()
        self._server.trust(self._client.certificate)
        self._client.trust(self._server.certificate)

    async def run(self) -> None:
        """Nothing is left of it: no thread, file or connection. It may be cancelled."""
        server = PluginServer([ProviderService(ProviderServer(self._provider), _Here())])
        ours, theirs = socket.socketpair()
        with ours, theirs:
            async with asyncio.TaskGroup() as both:
                both.create_task(server.serve_one(ours, self._server.context))
                both.create_task(self._ask(theirs))

    async def _ask(self, connection: socket.socket) -> None:
        channel = _Channel(connection, self._client.context)
        try:
            await _call(channel, "GetProviderSchema", pb.GetProviderSchema.Request())
            nothing = pb.DynamicValue(msgpack=_NOTHING)
            await _call(channel, "ValidateProviderConfig", pb.ValidateProviderConfig.Request(config=nothing))
        finally:
            channel.abort()


async def _call(channel: Channel, name: str, request: Message) -> None:
    method = UnaryUnaryMethod(channel, f"/tfplugin6.Provider/{name}", type(request), getattr(pb, name).Response)
    await method(request)


class _Channel(Channel):
    """To a server at the other end of a socket."""

    def __init__(self, connection: socket.socket, tls: ssl.SSLContext) -> None:
        super().__init__(codec=ProtoCodec(), ssl=tls)
        self._connection, self._tls = connection, tls
        self._transport: asyncio.WriteTransport | None = None

    def abort(self) -> None:
        self.close()
        if self._transport is not None:
            self._transport.abort()

    async def _create_connection(self) -> H2Protocol:
        loop = asyncio.get_running_loop()
        self._transport, protocol = await loop.create_connection(
            self._protocol_factory, sock=self._connection, ssl=self._tls, server_hostname="localhost"
        )
        return protocol


class _Here(Executor):
    """Runs calls where they are submitted."""

    def submit(self, call: Callable[P, T], /, *arguments: P.args, **named: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        future.set_result(call(*arguments, **named))
        return future
