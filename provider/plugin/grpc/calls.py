"""Calls of gRPC: what answers them, and the messages that they bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import IntEnum
from functools import partial
from typing import Any, Generic, TypeVar

from google.protobuf.descriptor import ServiceDescriptor
from google.protobuf.message import DecodeError, Message
from google.protobuf.message_factory import GetMessageClass

from ...record import record
from ..values import Unreadable

MOST_BYTES = 4 * 2**20
"""The most that one message may have: gRPC's usual limit. Messages of a provider have some kilobytes."""
PREFIX_BYTES = 5
_REQUEST = "request"

Q = TypeVar("Q", bound=Message)
S = TypeVar("S")


class StatusCode(IntEnum):
    """How a call ends, as gRPC numbers it: those that this server uses."""

    OK = 0
    INVALID_ARGUMENT = 3
    NOT_FOUND = 5
    UNIMPLEMENTED = 12
    INTERNAL = 13


class CallError(Exception):
    """Ends a call with this status and text."""

    def __init__(self, status: StatusCode, text: str) -> None:
        super().__init__(text)
        self.status = status


@record(frozen=True)
class Rpc(Generic[S]):
    """A method of a service `S`."""

    answers: Callable[[S, Callable[[], Any]], Iterator[Message]]
    """All answers to a request, or a `CallError`. To call the second argument is to read the request, or `Unreadable`."""
    waits: bool = False
    """For an API, or for much to be loaded. Then it runs in a thread of its own; no other does: the way there takes longer."""
    stays_open: bool = False
    """Its stream ends only with the process."""


@record(frozen=True)
class Handler:
    """What answers the calls of one path."""

    answers: Callable[[bytes], Iterator[Message]]
    """All answers to the bytes that a client sent."""
    waits: bool
    stays_open: bool
    client_streams: bool
    """A client may wait for the first headers before it sends anything."""
    server_streams: bool
    """There may be any number of answers, and each is sent before the next one is made."""


def handlers(service: ServiceDescriptor, methods: object) -> dict[str, Handler]:
    """The handlers of a service, by path: the protocol's own description says which there are, and which messages they have.

    `methods` has an `Rpc` for each, by its name. AttributeError names the first that is missing.
    """
    return {f"/{service.full_name}/{each.name}": _handler(each, methods) for each in service.methods}


def _handler(method: Any, methods: object) -> Handler:
    rpc: Rpc[Any] = getattr(methods, method.name)
    kind = GetMessageClass(method.input_type)

    def answers(data: bytes) -> Iterator[Message]:
        return rpc.answers(methods, partial(message, kind, data))

    return Handler(answers, rpc.waits, rpc.stays_open, method.client_streaming, method.server_streaming)


def message(kind: type[Q], data: bytes) -> Q:
    """The first message that a client sent. Raises `Unreadable`."""
    if not data:
        raise Unreadable("it is empty", _REQUEST)
    size = int.from_bytes(data[1:PREFIX_BYTES], "big")
    if data[0]:
        raise Unreadable("it is compressed, which was not agreed on", _REQUEST)
    if size > MOST_BYTES:
        raise Unreadable(f"it has {size} bytes, and {MOST_BYTES} are the most that is read", _REQUEST)
    raw = data[PREFIX_BYTES : PREFIX_BYTES + size]
    if len(data) < PREFIX_BYTES or len(raw) < size:
        raise Unreadable("it ends too early", _REQUEST)
    try:
        return kind.FromString(raw)
    except DecodeError:
        raise Unreadable("it is not the protocol buffer message of this call", _REQUEST) from None


def framed(answer: Message) -> bytes:
    """A message as gRPC sends it."""
    raw = answer.SerializeToString()
    return b"\0" + len(raw).to_bytes(PREFIX_BYTES - 1, "big") + raw
