"""An RPC that answers with a stream: each answer goes out as soon as it is made, and nothing is made for an engine that left."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import SimpleQueue
from typing import Any

import pytest

from provider.framework.diagnostics import Failure, error
from provider.plugin.rpc import stream_rpc
from provider.plugin.service import ProviderService
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.framework.toy import ToyProvider
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import PATIENCE, LoopThread

REQUEST = pb.ListResource.Request(type_name="toy_thing")
END = object()


def refusal(diagnostics: Any) -> pb.ListResource.Event:
    return pb.ListResource.Event(diagnostic=diagnostics)


class Source:
    """Makes answers of what a test puts in; a failure is raised, and `END` ends the stream."""

    def __init__(self) -> None:
        self.given: SimpleQueue[Any] = SimpleQueue()
        self.left = threading.Event()

    def answers(self) -> Iterator[pb.ListResource.Event]:
        try:
            while (given := self.given.get(timeout=PATIENCE)) is not END:
                if isinstance(given, Exception):
                    raise given
                yield pb.ListResource.Event(display_name=given)
        finally:
            self.left.set()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def client(
    loop: LoopThread, engine_certificate: ClientCertificate, source: Source, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PluginClient]:
    @stream_rpc(refusal)
    def from_source(_: ProviderService, request: pb.ListResource.Request) -> Iterator[pb.ListResource.Event]:
        assert request == REQUEST
        return source.answers()

    monkeypatch.setattr(ProviderService, "ListResource", from_source)
    with served(loop, engine_certificate, ToyProvider()) as connected:
        yield connected


def all_of(client: PluginClient) -> list[pb.ListResource.Event]:
    call: Any = client.call
    events: list[pb.ListResource.Event] = call(client.stub.ListResource, REQUEST)
    return events


def test_an_answer_comes_before_the_next_one_is_made(client: PluginClient, loop: LoopThread, source: Source) -> None:
    async def first_and_then_all() -> list[str]:
        async with client.stub.ListResource.open() as stream:
            await stream.send_message(REQUEST, end=True)
            source.given.put("first")
            names = [(await stream.__anext__()).display_name]
            source.given.put("second")
            source.given.put(END)
            return names + [event.display_name async for event in stream]

    assert loop.run(first_and_then_all()) == ["first", "second"]


def test_a_stream_may_be_empty(client: PluginClient, source: Source) -> None:
    source.given.put(END)
    assert all_of(client) == []


def test_what_goes_wrong_is_the_last_answer(client: PluginClient, source: Source) -> None:
    source.given.put("first")
    source.given.put(Failure(error("No more", "The rest cannot be read.")))
    first, last = all_of(client)
    assert first.display_name == "first"
    (told,) = last.diagnostic
    assert (told.severity, told.summary) == (pb.Diagnostic.ERROR, "No more")


def test_nothing_more_is_made_for_an_engine_that_gave_up(client: PluginClient, loop: LoopThread, source: Source) -> None:
    async def first_and_no_more() -> None:
        async with client.stub.ListResource.open() as stream:
            await stream.send_message(REQUEST, end=True)
            source.given.put("first")
            await stream.__anext__()
            await stream.cancel()

    loop.run(first_and_no_more())
    assert client.schema().resource_schemas, "other calls are answered"  # what came before them on the connection was read, too
    source.given.put("second")
    assert source.left.wait(PATIENCE)
    assert source.given.empty()
