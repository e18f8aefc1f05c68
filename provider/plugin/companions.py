"""The services that go-plugin expects beside the provider."""

from __future__ import annotations

import asyncio
import logging

from google.protobuf.empty_pb2 import Empty
from grpclib.const import Handler, Status
from grpclib.exceptions import GRPCError
from grpclib.health.v1 import health_pb2
from grpclib.health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpclib.server import Stream

from .mapping import handlers
from .messages import A, Q, receive, received
from .values import Unreadable
from .wire import goplugin_pb2
from .wire.goplugin_pb2 import ConnInfo, StdioData

log = logging.getLogger(__package__)

HEALTH_SERVICE = "plugin"
"""The name under which go-plugin asks after health."""


class Controller:
    """Ends the process when the engine asks for it."""

    def __init__(self, shutdown: asyncio.Event) -> None:
        self._shutdown = shutdown

    def __mapping__(self) -> dict[str, Handler]:
        return handlers(goplugin_pb2.DESCRIPTOR.services_by_name["GRPCController"], self)

    async def Shutdown(self, stream: Stream[Empty, Empty]) -> None:
        await _request(stream)
        await stream.send_message(Empty())
        self._shutdown.set()


class Stdio:
    """An open stream on which nothing comes: what this process prints goes to its log."""

    def __init__(self, shutdown: asyncio.Event) -> None:
        self._shutdown = shutdown

    def __mapping__(self) -> dict[str, Handler]:
        return handlers(goplugin_pb2.DESCRIPTOR.services_by_name["GRPCStdio"], self)

    async def StreamStdio(self, stream: Stream[Empty, StdioData]) -> None:
        await _request(stream)
        await stream.send_initial_metadata()
        await self._shutdown.wait()


class Broker:
    """Sub-connections, which providers have none of: the stream stays open until the engine ends it, or the process ends."""

    def __init__(self, shutdown: asyncio.Event) -> None:
        self._shutdown = shutdown

    def __mapping__(self) -> dict[str, Handler]:
        return handlers(goplugin_pb2.DESCRIPTOR.services_by_name["GRPCBroker"], self)

    async def StartStream(self, stream: Stream[ConnInfo, ConnInfo]) -> None:
        await stream.send_initial_metadata()
        waits = [asyncio.create_task(_exhaust(stream)), asyncio.create_task(_wait(self._shutdown))]
        try:
            (done, *_), _ = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            done.result()
        finally:
            for wait in waits:
                wait.cancel()


async def _exhaust(stream: Stream[ConnInfo, ConnInfo]) -> None:
    try:
        while await receive(stream) is not None:
            pass
    except Unreadable as problem:
        raise _invalid(problem) from None


async def _wait(event: asyncio.Event) -> None:
    await event.wait()


class Health:
    """Answers go-plugin's pings."""

    def __mapping__(self) -> dict[str, Handler]:
        return handlers(health_pb2.DESCRIPTOR.services_by_name["Health"], self)

    async def Check(self, stream: Stream[HealthCheckRequest, HealthCheckResponse]) -> None:
        request = await _request(stream)
        if request.service not in ("", HEALTH_SERVICE):
            raise GRPCError(Status.NOT_FOUND, "unknown service")
        await stream.send_message(HealthCheckResponse(status=HealthCheckResponse.SERVING))

    async def Watch(self, stream: Stream[HealthCheckRequest, HealthCheckResponse]) -> None:
        await self.Check(stream)


async def _request(stream: Stream[Q, A]) -> Q:
    try:
        return await received(stream)
    except Unreadable as problem:
        raise _invalid(problem) from None


def _invalid(problem: Unreadable) -> GRPCError:
    """These services have no diagnostics."""
    log.error("unreadable request: %s", problem)
    return GRPCError(Status.INVALID_ARGUMENT, f"the request cannot be read: {problem}")
