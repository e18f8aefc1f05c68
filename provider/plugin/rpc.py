"""What every RPC does around its body: read the request, run the body, say what could not be read, answer."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from functools import wraps
from typing import Any, Protocol, TypeVar

from google.protobuf.message import Message
from grpclib.server import Stream

from ..framework.diagnostics import Diagnostic, Failure, error, unreadable
from . import schemas
from .messages import received
from .values import Unreadable
from .wire import tfplugin6_pb2 as pb

log = logging.getLogger(__package__)

Q = TypeVar("Q", bound=Message)
A = TypeVar("A", bound=Message)


class Service(Protocol):
    """What has RPCs: a pool of threads for bodies that wait."""

    @property
    def executor(self) -> Executor: ...


S = TypeVar("S", bound=Service)
Body = Callable[[S, Q], A]
Method = Callable[[S, Stream[Q, A]], Coroutine[Any, Any, None]]


def rpc(
    refusal: Callable[..., A], keep: Callable[[Q], A] | None = None, *, waits: bool = False
) -> Callable[[Body[S, Q, A]], Method[S, Q, A]]:
    """Makes a body, which turns a request into an answer, into a method of the service.

    Where something cannot be read, the answer is `refusal(diagnostics=…)`, with what `keep` says is to stay as it came. A body
    that `waits`, for an API or for much to be loaded, runs in a thread. No other does: the way there and back takes longer.
    """

    def method_of(body: Body[S, Q, A]) -> Method[S, Q, A]:
        name = body.__name__

        def answer(service: S, request: Q) -> A:
            try:
                return body(service, request)
            except Exception as problem:  # noqa: BLE001  # the outermost frame: engines show nothing of a call that breaks off
                refused = refusal(diagnostics=_told(name, problem))
                if keep is not None:
                    refused.MergeFrom(keep(request))
                return refused

        @wraps(body)
        async def method(service: S, stream: Stream[Q, A]) -> None:
            try:
                request = await received(stream)
            except Unreadable as problem:
                await stream.send_message(refusal(diagnostics=_told(name, problem)))
                return
            if waits:
                loop = asyncio.get_running_loop()
                await stream.send_message(await loop.run_in_executor(service.executor, answer, service, request))
            else:
                await stream.send_message(answer(service, request))

        return method

    return method_of


def absent(refusal: Callable[..., A], feature: str) -> Method[Service, Message, A]:
    """The method of a call that needs what this provider does not have."""

    def body(_service: Service, _request: Message) -> A:
        raise Failure(error("Not supported", f"This provider has no {feature}."))

    body.__name__ = feature
    return rpc(refusal)(body)


def _told(name: str, problem: Exception) -> list[pb.Diagnostic]:
    if isinstance(problem, Failure):
        return schemas.diagnostics(problem.diagnostics)
    return schemas.diagnostics([_unreadable(name, problem) if isinstance(problem, Unreadable) else _defect(name, problem)])


def _unreadable(name: str, problem: Unreadable) -> Diagnostic:
    """What the user is told of something that cannot be read; the log has the call as well."""
    log.error("%s: unreadable %s: %s", name, problem.what, problem)
    return unreadable(problem.what, str(problem))


def _defect(name: str, problem: Exception) -> Diagnostic:
    # Frames only: an exception's own text may quote a value that is secret.
    log.error("%s: unexpected %s:\n%s", name, type(problem).__name__, "".join(traceback.format_tb(problem.__traceback__)))
    return error(
        "Internal error in the provider",
        f"{type(problem).__name__} in {name}: this is a defect of the provider; please report it with the log of TF_LOG=ERROR.",
    )
