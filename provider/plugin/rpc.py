"""What every RPC of the provider does around its body: read the request, answer, and say what went wrong."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from functools import wraps
from typing import TypeVar

from google.protobuf.message import Message

from ..framework.defects import defect
from ..framework.diagnostics import Diagnostic, Failure, error, unreadable
from . import schemas
from .grpc.calls import Rpc
from .values import Unreadable
from .wire import tfplugin6_pb2 as pb

log = logging.getLogger(__package__)

Q = TypeVar("Q", bound=Message)
A = TypeVar("A", bound=Message)
S = TypeVar("S")
Body = Callable[[S, Q], A]
Streaming = Callable[[S, Q], Iterator[A]]


def rpc(
    refusal: Callable[..., A], keep: Callable[[Q], A] | None = None, *, waits: bool = False
) -> Callable[[Body[S, Q, A]], Rpc[S]]:
    """Makes a method of a service of a body, which turns a request into an answer.

    Where something cannot be read, the answer is `refusal(diagnostics=…)`, with what `keep` says is to stay as it came.
    """

    def rpc_of(body: Body[S, Q, A]) -> Rpc[S]:
        @wraps(body)
        def answers(service: S, read: Callable[[], Q]) -> Iterator[A]:
            request = None
            try:
                answer = body(service, request := read())
            except Exception as problem:  # noqa: BLE001  # the outermost frame: engines show nothing of a call that breaks off
                answer = refusal(diagnostics=_diagnostics(body.__name__, problem))
                if keep is not None and request is not None:
                    answer.MergeFrom(keep(request))
            yield answer

        return Rpc(answers, waits=waits)

    return rpc_of


def stream_rpc(refusal: Callable[..., A]) -> Callable[[Streaming[S, Q, A]], Rpc[S]]:
    """Makes a method of a service of a body, which turns a request into any number of answers.

    It goes on only when an answer was sent. Where it raises, `refusal(diagnostics=…)` is the last answer. Where the engine gives
    up, it is closed after the answer that it is at.
    """

    def rpc_of(body: Streaming[S, Q, A]) -> Rpc[S]:
        @wraps(body)
        def answers(service: S, read: Callable[[], Q]) -> Iterator[A]:
            try:
                yield from body(service, read())
            except Exception as problem:  # noqa: BLE001  # as in `rpc`
                yield refusal(diagnostics=_diagnostics(body.__name__, problem))

        return Rpc(answers, waits=True)

    return rpc_of


def absent(refusal: Callable[..., A], feature: str) -> Rpc[object]:
    """The method of a call for a feature that this provider lacks."""

    def body(_service: object, _request: Message) -> A:
        raise Failure(error("Not supported", f"This provider has no {feature}."))

    body.__name__ = feature
    return rpc(refusal)(body)


def _diagnostics(name: str, problem: Exception) -> list[pb.Diagnostic]:
    if isinstance(problem, Failure):
        return schemas.diagnostics(problem.diagnostics)
    return schemas.diagnostics([_unreadable(name, problem) if isinstance(problem, Unreadable) else defect(problem, name)])


def _unreadable(name: str, problem: Unreadable) -> Diagnostic:
    """The diagnostic of a value that cannot be read. The log has the call as well."""
    log.error("%s: unreadable %s: %s", name, problem.what, problem)
    return unreadable(problem.what, str(problem))
