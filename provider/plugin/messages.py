"""A call's message, read with a bound on its size."""

from __future__ import annotations

from typing import TypeVar

from google.protobuf.message import DecodeError, Message
from grpclib.server import Stream

from .values import Unreadable

MOST_BYTES = 4 * 2**20
"""Of one message: what gRPC takes by custom. Messages of this provider have some kilobytes."""

_PREFIX_BYTES = 5
_REQUEST = "request"
Q = TypeVar("Q", bound=Message)
A = TypeVar("A", bound=Message)


async def receive(stream: Stream[Q, A]) -> Q | None:
    """The next message, or None after the last. Raises `Unreadable`.

    `Stream.recv_message` would take as many bytes as a client claims to send, and what it raises ends as "Internal Server Error".
    """
    wire = stream._stream
    try:
        prefix = await wire.recv_data(_PREFIX_BYTES)
        if not prefix:
            return None
        compressed, size = prefix[0], int.from_bytes(prefix[1:], "big")
        if compressed:
            raise Unreadable("it is compressed, which was not agreed on", _REQUEST)
        if size > MOST_BYTES:
            raise Unreadable(f"it has {size} bytes, and {MOST_BYTES} are the most that is read", _REQUEST)
        raw = await wire.recv_data(size)
    except AssertionError:  # grpclib's way to say so
        raise Unreadable("it ends too early", _REQUEST) from None
    try:
        if len(raw) == size:
            return stream._recv_type.FromString(raw)
    except DecodeError:
        raise Unreadable("it is not the protocol buffer message of this call", _REQUEST) from None
    raise Unreadable("it ends too early", _REQUEST)


async def received(stream: Stream[Q, A]) -> Q:
    """The message of a call that has exactly one. Raises `Unreadable`."""
    request = await receive(stream)
    if request is None:
        raise Unreadable("it is empty", _REQUEST)
    return request
