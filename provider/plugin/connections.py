"""The gRPC server with an end of its own, and connections that bound what a client can make them hold.

`grpclib.server.Server.wait_closed` waits for clients to go away since Python 3.12, and engines wait for the plugin to do so.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from grpclib.encoding.proto import ProtoCodec
from grpclib.events import RecvRequest, listen
from grpclib.protocol import H2Protocol
from grpclib.server import Server

if TYPE_CHECKING:
    from grpclib._typing import IServable

_CLOSING_SECONDS = 0.3
"""How long a client has to agree that a connection is closed: TLS asks both sides."""

log = logging.getLogger(__package__)


class PluginServer(Server):
    """Listens, and ends in bounded time whatever its clients and its calls are doing."""

    def __init__(self, handlers: Collection[IServable]) -> None:
        super().__init__(handlers, codec=ProtoCodec())  # named, or grpclib looks through the path for status details
        self._calls: set[asyncio.Task[None]] = set()
        self._connections: set[_Connection] = set()
        listen(self, RecvRequest, self._note)

    async def serve_one(self, client: socket.socket, tls: ssl.SSLContext) -> None:
        """Serve a client that is connected already, and listen for no other. Returns when it has gone."""
        loop = asyncio.get_running_loop()
        transport, protocol = await loop.connect_accepted_socket(self._protocol_factory, client, ssl=tls)
        try:
            await protocol.lost
        finally:
            transport.abort()

    async def end(self, grace_seconds: float) -> None:
        """Nobody new is let in; calls have `grace_seconds` to answer; then every connection is closed."""
        if self._server is None:
            return
        self._server.close()
        if self._calls:
            await asyncio.wait(self._calls, timeout=grace_seconds)
        self.close()  # cancels calls that are still running
        for connection in list(self._connections):
            connection.close()
        await self._gone(_CLOSING_SECONDS)
        for connection in list(self._connections):
            connection.transport.abort()
        await self._gone(_CLOSING_SECONDS)

    @property
    def port(self) -> int:
        """The port that was chosen, where it listens on one."""
        return int(cast(asyncio.Server, self._server).sockets[0].getsockname()[1])

    async def _gone(self, seconds: float) -> None:
        if self._connections:
            await asyncio.wait([connection.lost for connection in self._connections], timeout=seconds)

    async def _note(self, _event: RecvRequest) -> None:
        call = cast("asyncio.Task[None]", asyncio.current_task())
        self._calls.add(call)
        call.add_done_callback(self._calls.discard)

    def _protocol_factory(self) -> _Connection:
        plain = super()._protocol_factory()
        return _Connection(plain, self._connections)


class _Joined(asyncio.Transport):
    """Joins what is written in one turn of the loop.

    An answer is three writes of grpclib's (headers, message, trailers), and each would be a TLS record and a system call.
    """

    def __init__(self, transport: asyncio.Transport) -> None:
        super().__init__()
        self._transport, self._held = transport, bytearray()
        self._loop = asyncio.get_running_loop()

    def write(self, data: bytes | bytearray | memoryview[Any]) -> None:
        if not self._held:
            self._loop.call_soon(self._send)
        self._held += data

    def _send(self) -> None:
        if self._held:
            self._transport.write(bytes(self._held))
            self._held.clear()

    def close(self) -> None:
        self._send()
        self._transport.close()

    def is_closing(self) -> bool:
        return self._transport.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)


class _Connection(H2Protocol):
    """One client's connection. Whatever comes over it, it ends with this connection at worst."""

    transport: asyncio.Transport

    def __init__(self, plain: H2Protocol, all_connections: set[_Connection]) -> None:
        super().__init__(plain.handler, plain.config, plain.h2_config)
        # The headers of answers are grpclib's own, and as they must be.
        self.h2_config.normalize_outbound_headers = self.h2_config.validate_outbound_headers = False
        self._all = all_connections
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._all.add(self)
        self._joined = _Joined(self.transport)
        super().connection_made(self._joined)

    def data_received(self, data: bytes) -> None:
        try:
            super().data_received(data)
        except Exception as problem:  # noqa: BLE001  # h2 and grpclib raise many kinds for what is not HTTP/2
            log.error("connection closed: what came is not HTTP/2 as gRPC uses it (%s)", type(problem).__name__)
            self.close()

    def close(self) -> None:
        with contextlib.suppress(Exception):  # streams that are half way through their end
            self.processor.close("Connection closed")
        self._joined.close()

    def pause_writing(self) -> None:
        """A client that reads no answers is not listened to: answers to its pings would pile up."""
        super().pause_writing()
        self.transport.pause_reading()

    def resume_writing(self) -> None:
        super().resume_writing()
        self.transport.resume_reading()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._all.discard(self)
        if not self.lost.done():
            self.lost.set_result(None)
        super().connection_lost(exc)
