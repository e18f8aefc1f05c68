"""The services that go-plugin expects beside the provider."""

from __future__ import annotations

import asyncio

from google.protobuf.empty_pb2 import Empty
from grpclib.const import Status
from grpclib.exceptions import GRPCError
from grpclib.health.v1.health_grpc import HealthBase
from grpclib.health.v1.health_pb2 import HealthCheckRequest, HealthCheckResponse
from grpclib.server import Stream

from .wire.goplugin_grpc import GRPCBrokerBase, GRPCControllerBase, GRPCStdioBase
from .wire.goplugin_pb2 import ConnInfo, StdioData

HEALTH_SERVICE = "plugin"
"""The name under which go-plugin asks after health."""


class Controller(GRPCControllerBase):
    """Ends the process when the engine asks for it."""

    def __init__(self, shutdown: asyncio.Event) -> None:
        self._shutdown = shutdown

    async def Shutdown(self, stream: Stream[Empty, Empty]) -> None:
        await stream.recv_message()
        await stream.send_message(Empty())
        self._shutdown.set()


class Stdio(GRPCStdioBase):
    """An open stream on which nothing comes: what this process prints goes to its log."""

    def __init__(self, shutdown: asyncio.Event) -> None:
        self._shutdown = shutdown

    async def StreamStdio(self, stream: Stream[Empty, StdioData]) -> None:
        await stream.recv_message()
        await stream.send_initial_metadata()
        await self._shutdown.wait()


class Broker(GRPCBrokerBase):
    """Sub-connections, which providers have none of: the stream stays open until the engine ends it."""

    async def StartStream(self, stream: Stream[ConnInfo, ConnInfo]) -> None:
        await stream.send_initial_metadata()
        async for _ in stream:
            pass


class Health(HealthBase):
    """Answers go-plugin's pings."""

    async def Check(self, stream: Stream[HealthCheckRequest, HealthCheckResponse]) -> None:
        request = await stream.recv_message()
        if request is None or request.service not in ("", HEALTH_SERVICE):
            raise GRPCError(Status.NOT_FOUND, "unknown service")
        await stream.send_message(HealthCheckResponse(status=HealthCheckResponse.SERVING))

    async def Watch(self, stream: Stream[HealthCheckRequest, HealthCheckResponse]) -> None:
        await self.Check(stream)
