"""An identity of several attributes, over gRPC: two values tell one object from all others, and both are its import ID."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Iterator
from typing import Self

import msgpack
import pytest

from provider.framework.diagnostics import Diagnostic, Diagnostics, Failure, error
from provider.framework.provider import Provider
from provider.framework.resource import Context, Resource
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block
from provider.framework.values import UNKNOWN
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread

BOOK, LEAFLET = "library_book", "library_leaflet"
Library = dict[tuple[str, str], str]


class Book(Resource[Library], name="book"):
    """A book, of which each shelf can have one of the same title."""

    identity = ("shelf", "title")

    shelf: str = attr("Where it stands.", requires_replace=True)
    title: str = attr("What it is called.", requires_replace=True)
    remark: str | None = attr("A remark.", default=None)

    def create(self, ctx: Context[Library]) -> Self:
        ctx.client[self.shelf, self.title] = self.remark or ""
        return self

    def read(self, ctx: Context[Library]) -> Self | None:
        remark = ctx.client.get((self.shelf, self.title))
        return None if remark is None else dataclasses.replace(self, remark=remark or None)

    def update(self, ctx: Context[Library], prior: Self) -> Self:
        return self.create(ctx)

    def delete(self, ctx: Context[Library]) -> None:
        ctx.client.pop((self.shelf, self.title), None)

    @classmethod
    def find(cls, ctx: Context[Library], key: str) -> Self:
        shelf, _, title = key.partition("/")
        if (found := cls(shelf=shelf, title=title).read(ctx)) is None:
            raise Failure(error("No such book", f"There is no {title} on {shelf}."))
        return found


class Leaflet(Book, name="leaflet"):
    """A book that is looked for on the north shelf, if no other is named."""

    identity_optional = ("shelf",)

    @classmethod
    def find(cls, ctx: Context[Library], key: str) -> Self:
        return super().find(ctx, key if "/" in key else f"north/{key}")


class Configuration(Block):
    """Nothing to configure."""


class Lending(Provider[Library]):
    name, version, config = "library", "0.1.0", Configuration
    resources = {BOOK: Book, LEAFLET: Leaflet}  # noqa: RUF012

    def configure(self, config: Block, stop: threading.Event, diagnostics: Diagnostics) -> Library | None:
        return {("north", "Emma"): "worn", ("south", "Emma"): "new"}

    def explain(self, error_: Exception) -> Diagnostic | None:
        return None


@pytest.fixture
def client(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[PluginClient]:
    with served(loop, engine_certificate, Lending()) as connected:
        connected.configure({}).without_errors()
        yield connected


def test_engines_are_told_every_attribute_of_the_identity(client: PluginClient) -> None:
    answer = client.call(client.stub.GetResourceIdentitySchemas, pb.GetResourceIdentitySchemas.Request())
    attributes = answer.identity_schemas[BOOK].identity_attributes
    assert [(each.name, each.required_for_import) for each in attributes] == [("shelf", True), ("title", True)]


def test_an_import_id_of_two_parts_finds_the_one_object(client: PluginClient) -> None:
    imported = client.import_(BOOK, "south/Emma").without_errors()
    assert imported.object == {"shelf": "south", "title": "Emma", "remark": "new"}
    assert imported.identity == {"shelf": "south", "title": "Emma"}


def test_an_import_by_identity_finds_the_same(client: PluginClient) -> None:
    imported = client.import_(BOOK, identity={"shelf": "south", "title": "Emma"}).without_errors()
    assert imported.object["remark"] == "new"


def test_an_import_by_identity_may_leave_out_what_is_optional(client: PluginClient) -> None:
    answer = client.call(client.stub.GetResourceIdentitySchemas, pb.GetResourceIdentitySchemas.Request())
    attributes = answer.identity_schemas[LEAFLET].identity_attributes
    assert [(each.name, each.required_for_import, each.optional_for_import) for each in attributes] == [
        ("shelf", False, True),
        ("title", True, False),
    ]
    imported = client.import_(LEAFLET, identity={"shelf": None, "title": "Emma"}).without_errors()
    assert imported.object["shelf"] == "north"
    assert client.import_(LEAFLET, identity={"shelf": "south", "title": "Emma"}).object["shelf"] == "south"


def test_an_identity_of_before_an_attribute_was_added_has_null_there(client: PluginClient) -> None:
    answer = client.call(
        client.stub.UpgradeResourceIdentity,
        pb.UpgradeResourceIdentity.Request(type_name=BOOK, raw_identity=pb.RawState(json=b'{"title": "Emma", "gone": 1}')),
    )
    assert not answer.diagnostics
    assert msgpack.unpackb(answer.upgraded_identity.identity_data.msgpack) == {"shelf": None, "title": "Emma"}


def test_an_object_of_which_one_part_is_not_known_yet_has_no_identity_yet(client: PluginClient) -> None:
    whole = client.plan(BOOK, prior=None, proposed=_book("east", "Emma"), config=_book("east", "Emma")).without_errors()
    assert whole.identity == {"shelf": "east", "title": "Emma"}
    part = client.plan(BOOK, prior=None, proposed=_book(UNKNOWN, "Emma"), config=_book(UNKNOWN, "Emma")).without_errors()
    assert part.identity is None


def test_an_identity_that_is_one_word_and_no_tuple_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match=r"identity is a tuple of names, such as \('title',\)"):
        type("Pamphlet", (Book,), {"identity": "title"}, name="pamphlet")


def _book(shelf: object, title: str) -> dict[str, object]:
    return {"shelf": shelf, "title": title, "remark": None}
