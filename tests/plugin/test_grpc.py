"""The gRPC server on its own, with a client that is not ours: messages of any size, errors, and an end in the midst."""

from __future__ import annotations

import socket
import tempfile
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from google.protobuf.wrappers_pb2 import BytesValue
from grpclib.client import Channel, UnaryStreamMethod, UnaryUnaryMethod
from grpclib.const import Status
from grpclib.exceptions import GRPCError, StreamTerminatedError

from provider.daemon_threads import DaemonThreads
from provider.plugin.grpc.calls import CallError, Handler, StatusCode, message
from provider.plugin.grpc.server import GrpcServer
from tests.harness.loop import PATIENCE, LoopThread

LARGE = bytes(range(256)) * 4096
"""1 MiB: more than a client lets come at once, by a factor of 16."""
PATH = "/a.Service/Call"
Answers = Callable[[BytesValue], Iterator[BytesValue]]


@contextmanager
def served(answers: Answers, *, waits: bool = False, streams: bool = False) -> Iterator[Path]:
    """The socket of a server of one call."""

    def of_bytes(data: bytes) -> Iterator[BytesValue]:
        return answers(message(BytesValue, data))

    handler = Handler(of_bytes, waits=waits, stays_open=False, client_streams=False, server_streams=streams)
    with tempfile.TemporaryDirectory() as directory, socket.socket(socket.AF_UNIX) as listener:
        path = Path(directory) / "socket"
        listener.bind(str(path))
        listener.listen()
        threads = DaemonThreads("test")
        server = GrpcServer(listener, None, {PATH: handler}, threads)
        server.start()
        try:
            yield path
        finally:
            server.end(0)
            threads.close()


@contextmanager
def connected(loop: LoopThread, path: Path) -> Iterator[Channel]:
    async def channel() -> Channel:
        return Channel(path=str(path))

    async def close(opened: Channel) -> None:
        opened.close()

    opened = loop.run(channel())
    try:
        yield opened
    finally:
        loop.run(close(opened))


def call(loop: LoopThread, path: Path, sent: bytes, *, streams: bool = False) -> list[bytes]:
    """What is answered."""

    async def answered(channel: Channel) -> list[BytesValue]:
        if streams:
            return await UnaryStreamMethod(channel, PATH, BytesValue, BytesValue)(BytesValue(value=sent))
        return [await UnaryUnaryMethod(channel, PATH, BytesValue, BytesValue)(BytesValue(value=sent))]

    with connected(loop, path) as channel:
        return [each.value for each in loop.run(answered(channel))]


@pytest.mark.parametrize("waits", [False, True], ids=["where it is read", "in a thread"])
def test_a_message_of_any_size_comes_and_goes_whole(loop: LoopThread, waits: bool) -> None:
    with served(lambda request: iter([request]), waits=waits) as path:
        assert call(loop, path, LARGE) == [LARGE]
        assert call(loop, path, b"") == [b""]


def test_large_answers_of_a_stream_arrive_in_their_order(loop: LoopThread) -> None:
    parts = [LARGE, b"", LARGE[::-1]]
    with served(lambda _: (BytesValue(value=each) for each in parts), streams=True) as path:
        assert call(loop, path, b"", streams=True) == parts


def test_an_error_comes_with_its_status_and_its_text(loop: LoopThread) -> None:
    def refused(_: BytesValue) -> Iterator[BytesValue]:
        raise CallError(StatusCode.NOT_FOUND, "no \u201cthing\u201d: 100 %")

    with served(refused) as path, pytest.raises(GRPCError) as failure:
        call(loop, path, b"")
    assert (failure.value.status, failure.value.message) == (Status.NOT_FOUND, "no \u201cthing\u201d: 100 %")


def test_a_defect_of_a_call_ends_that_call_alone_and_says_nothing_of_it(loop: LoopThread) -> None:
    def broken(request: BytesValue) -> Iterator[BytesValue]:
        if request.value == b"secret":
            raise ValueError(request.value)
        yield request

    with served(broken) as path:
        with pytest.raises(GRPCError) as failure:
            call(loop, path, b"secret")
        assert (failure.value.status, failure.value.message) == (Status.INTERNAL, None)
        assert call(loop, path, b"other") == [b"other"]


def test_a_stream_that_the_end_cuts_off_does_not_look_whole(loop: LoopThread) -> None:
    has_begun, is_over = threading.Event(), threading.Event()

    def endless(request: BytesValue) -> Iterator[BytesValue]:
        yield request
        is_over.wait(PATIENCE)

    async def all_of(channel: Channel) -> list[BytesValue]:
        async with UnaryStreamMethod(channel, PATH, BytesValue, BytesValue).open() as stream:
            await stream.send_message(BytesValue(), end=True)
            first = await stream.recv_message()
            has_begun.set()
            return [*([first] if first else []), *[each async for each in stream]]

    with ExitStack() as client, ThreadPoolExecutor() as threads:
        with served(endless, streams=True) as path:
            heard = threads.submit(loop.run, all_of(client.enter_context(connected(loop, path))))
            assert has_begun.wait(PATIENCE)
        is_over.set()
        with pytest.raises(StreamTerminatedError):
            heard.result(PATIENCE)
