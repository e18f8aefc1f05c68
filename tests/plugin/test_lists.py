"""Lists of objects over the wire, as `terraform query` asks for them."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from provider.framework.resource import Context
from provider.framework.schema.blocks import schema_of
from provider.framework.values import Values
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.framework.operations.test_list import BOOK, Library, Shelves, asked, put
from tests.framework.toy import Configuration, Shelf
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import PATIENCE, LoopThread
from tests.harness.values import decode_object, encode


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def library(loop: LoopThread, engine_certificate: ClientCertificate, shelf: Shelf) -> Iterator[PluginClient]:
    with served(loop, engine_certificate, Library(shelf)) as client:
        client.configure(schema_of(Configuration).null() | {"place": "the hall"}).without_errors()
        yield client


def request(*, limit: int = 100, include: bool = False, **given: object) -> pb.ListResource.Request:
    return pb.ListResource.Request(type_name=BOOK, config=encode(asked(**given)), limit=limit, include_resource_object=include)


def listed(client: PluginClient, asked_for: pb.ListResource.Request) -> list[pb.ListResource.Event]:
    call: Any = client.call
    events: list[pb.ListResource.Event] = call(client.stub.ListResource, asked_for)
    return events


def test_the_schema_has_what_a_list_takes(library: PluginClient) -> None:
    (name, schema), *others = library.schema().list_resource_schemas.items()
    assert (name, others) == (BOOK, [])
    assert {each.name for each in schema.block.attributes} == set(schema_of(Shelves).attributes)
    metadata = library.call(library.stub.GetMetadata, pb.GetMetadata.Request())
    assert [each.type_name for each in metadata.list_resources] == [BOOK]


def test_an_object_comes_with_its_identity_and_name_and_whole_where_it_is_asked_for(library: PluginClient, shelf: Shelf) -> None:
    put(shelf, "atlas")
    (short,) = listed(library, request())
    assert decode_object(short.identity.identity_data) == {"id": "1"}
    assert short.display_name == "The atlas"
    assert not short.HasField("resource_object")
    (whole,) = listed(library, request(include=True))
    state = decode_object(whole.resource_object)
    assert state is not None
    assert state["name"] == "atlas"


def test_no_more_come_than_are_asked_for(library: PluginClient, shelf: Shelf) -> None:
    put(shelf, "atlas", "bible", "comic")
    assert [each.display_name for each in listed(library, request(limit=2))] == ["The atlas", "The bible"]


def test_an_error_ends_the_stream_and_keeps_what_came_before(library: PluginClient, shelf: Shelf) -> None:
    put(shelf, "atlas", "broken", "comic")
    first, last = listed(library, request())
    assert first.display_name == "The atlas"
    (told,) = last.diagnostic
    assert told.severity == pb.Diagnostic.ERROR


def test_a_configuration_is_validated_before_it_is_used(library: PluginClient) -> None:
    wrong = pb.ValidateListResourceConfig.Request(type_name=BOOK, config=encode(asked(boards="many")))
    (told,) = library.call(library.stub.ValidateListResourceConfig, wrong).diagnostics
    assert told.attribute.steps[0].attribute_name == "boards"


@dataclass
class Slow(Shelf):
    """Finds one thing at once, and the next one when the user interrupts."""

    searches: threading.Event = field(default_factory=threading.Event)
    """Set when it looks for the next one."""

    def call(self, name: str, ctx: Context[Any], values: Values) -> None:
        super().call(name, ctx, values)
        if len(self.calls) > 1:
            self.searches.set()
            assert ctx.stop.wait(PATIENCE)


@pytest.mark.parametrize("shelf", [Slow()])
def test_an_interrupt_ends_a_list_that_has_more(library: PluginClient, loop: LoopThread, shelf: Slow) -> None:
    put(shelf, *(f"volume {number}" for number in range(9)))

    async def interrupted() -> list[str]:
        async with library.stub.ListResource.open() as stream:
            await stream.send_message(request(), end=True)
            names = [(await stream.__anext__()).display_name]
            assert await asyncio.to_thread(shelf.searches.wait, PATIENCE)
            await library.stub.StopProvider(pb.StopProvider.Request())
            return names + [event.display_name async for event in stream]

    assert loop.run(interrupted()) == ["The volume 0", "The volume 1"], "what it is at is still told"
    assert shelf.names == ["find", "find"]


def test_a_generated_configuration_leaves_out_what_is_implied(library: PluginClient, shelf: Shelf) -> None:
    put(shelf, "atlas")
    (whole,) = listed(library, request(include=True))
    asked_for = pb.GenerateResourceConfig.Request(type_name=BOOK, state=whole.resource_object)
    config = decode_object(library.call(library.stub.GenerateResourceConfig, asked_for).config)
    assert config is not None
    assert (config["name"], config["maker"], config["id"]) == ("atlas", None, None)
    assert library.schema().server_capabilities.generate_resource_config
