"""The services that go-plugin expects beside the provider."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import TypeVar

from google.protobuf.empty_pb2 import Empty
from google.protobuf.message import Message

from .grpc.calls import CallError, Rpc, StatusCode
from .grpc.server import Shutdown
from .values import Unreadable
from .wire.health_pb2 import HealthCheckRequest, HealthCheckResponse

log = logging.getLogger(__package__)

HEALTH_SERVICE = "plugin"
"""The service whose health go-plugin asks for."""

S = TypeVar("S")
Q = TypeVar("Q", bound=Message)


def _rpc(*, stays_open: bool = False) -> Callable[[Callable[[S, Q], Message | None]], Rpc[S]]:
    """Makes a method whose answer holds no diagnostics: what cannot be read is an error of gRPC. None is no answer."""

    def rpc_of(body: Callable[[S, Q], Message | None]) -> Rpc[S]:
        @wraps(body)
        def answers(service: S, read: Callable[[], Q]) -> Iterator[Message]:
            try:
                request = read()
            except Unreadable as problem:
                log.error("unreadable request: %s", problem)
                raise CallError(StatusCode.INVALID_ARGUMENT, f"the request cannot be read: {problem}") from None
            if (answer := body(service, request)) is not None:
                yield answer

        return Rpc(answers, stays_open=stays_open)

    return rpc_of


class Controller:
    """Ends the process when the engine asks for it."""

    def __init__(self, shutdown: Shutdown) -> None:
        self._shutdown = shutdown

    @_rpc()
    def Shutdown(self, _: Empty) -> Empty:
        self._shutdown.ask()
        return Empty()


class Stdio:
    """A stream that stays open and empty: what this process prints goes to its log instead."""

    @_rpc(stays_open=True)
    def StreamStdio(self, _: Empty) -> None:
        return None


class Broker:
    """A stream for sub-connections. Providers have none: what an engine says there is not read. The engine ends it."""

    StartStream: Rpc[Broker] = Rpc(lambda _service, _read: iter(()))


class Health:
    """Answers go-plugin's pings."""

    @_rpc()
    def Check(self, request: HealthCheckRequest) -> HealthCheckResponse:
        if request.service not in ("", HEALTH_SERVICE):
            raise CallError(StatusCode.NOT_FOUND, "unknown service")
        return HealthCheckResponse(status=HealthCheckResponse.SERVING)

    Watch = Check
