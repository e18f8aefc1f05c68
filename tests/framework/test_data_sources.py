"""Data sources, which are derived from resources."""

from __future__ import annotations

from typing import Self

import pytest

from provider.framework.data_sources import schema_of_data
from provider.framework.resource import Context, Lookup
from provider.framework.schema.blocks import schema_of
from provider.framework.server import ProviderServer
from provider.framework.values import Values
from tests.engine.managed import Managed
from tests.framework.toy import THING, Shelf, ShelfError, Thing, ToyProvider, lamp, state_of
from tests.harness.client import Answered

SCHEMA = schema_of_data(Thing)


def lookup(number: str) -> Values:
    return SCHEMA.null() | {"id": number}


def test_the_key_is_required_and_everything_else_read_only() -> None:
    for name, attribute in SCHEMA.attributes.items():
        assert attribute.required == (name == "id")
        assert attribute.optional is False
        assert attribute.computed_on_wire == (name != "id")


def test_what_steers_the_resource_is_secret_or_never_told_is_left_out() -> None:
    assert set(schema_of(Thing).attributes) - set(SCHEMA.attributes) == {"careful", "secret", "secret_wo", "sealed"}


def test_nothing_in_a_data_source_replaces_or_is_deprecated_and_only_its_key_is_checked() -> None:
    assert not any(each.requires_replace or each.deprecated for each in SCHEMA.attributes.values())
    assert [name for name, each in SCHEMA.attributes.items() if each.checks] == ["id"]


def test_an_empty_key_is_refused(server: ProviderServer[Shelf]) -> None:
    diagnostics = server.validate_data(THING, lookup(""))
    assert [(each.summary, each.path) for each in diagnostics.errors] == [("Invalid id", ("id",))]


class Book(Thing, name="book"):
    """A thing that is found by its number or by its name."""

    data_source = Lookup("id", "name")

    @classmethod
    def find_by(cls, ctx: Context[Shelf], argument: str, value: str) -> Self:
        if argument == "id":
            return cls.find(ctx, value)
        (number,) = (number for number, held in ctx.client.things.items() if held["name"] == value)
        return cls.find(ctx, number)


BOOK = schema_of_data(Book)


@pytest.fixture
def books(server: ProviderServer[Shelf], toy: ToyProvider, monkeypatch: pytest.MonkeyPatch) -> ProviderServer[Shelf]:
    monkeypatch.setattr(toy, "resources", {**toy.resources, "toy_book": Book})
    return server


def test_what_several_attributes_can_find_needs_exactly_one_of_them(books: ProviderServer[Shelf]) -> None:
    neither = books.validate_data("toy_book", BOOK.null())
    both = books.validate_data("toy_book", BOOK.null() | {"id": "1", "name": "Ours"})

    assert [each.summary for each in (*neither.errors, *both.errors)] == ["Missing id", "name conflicts with id"]
    assert {name for name, each in BOOK.attributes.items() if each.optional and each.computed_on_wire} == {"id", "name"}
    assert not any(each.required for each in BOOK.attributes.values())


@pytest.mark.parametrize("key", [{"id": "1"}, {"name": "thing"}])
def test_it_is_found_by_whichever_is_given(thing: Managed, books: ProviderServer[Shelf], key: Values) -> None:
    thing.apply(lamp(name="thing", colour="green"))

    found = state_of(books.read_data("toy_book", BOOK.null() | key))

    assert (found["id"], found["name"], found["colour"]) == ("1", "thing", "green")


def test_there_is_a_time_limit_for_reading_alone() -> None:
    assert set(SCHEMA.blocks["timeouts"].schema.attributes) == {"read"}


def test_a_resource_without_a_key_gives_a_data_source_without_arguments() -> None:
    class Only(Thing, name="only"):
        """The only thing."""

        data_source = Lookup()

    assert not any(each.required for each in schema_of_data(Only).attributes.values())


def test_a_data_source_reads_the_object(thing: Managed, server: ProviderServer[Shelf]) -> None:
    thing.apply(lamp(colour="green"))
    answer = server.read_data(THING, lookup("1"))
    assert set(state_of(answer)) == set(SCHEMA.null())
    assert (state_of(answer)["id"], state_of(answer)["colour"]) == ("1", "green")


def test_a_data_source_keeps_its_timeouts_and_goes_by_them(made: Answered, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    answer = server.read_data(THING, lookup(made.object["id"]) | {"timeouts": {"read": "7s"}})
    assert state_of(answer)["timeouts"] == {"read": "7s"}
    assert shelf.contexts[-1].seconds == 7


def test_an_object_that_is_not_there_is_an_error(server: ProviderServer[Shelf]) -> None:
    answer = server.read_data(THING, lookup("404"))
    assert answer.state is None
    assert answer.diagnostics.errors[0].summary == "Not on the shelf"


def test_an_error_of_the_api_is_told_in_the_providers_words(server: ProviderServer[Shelf], shelf: Shelf) -> None:
    shelf.failing = ShelfError("dark")
    assert server.read_data(THING, lookup("1")).diagnostics.errors[0].summary == "The shelf complains"


def test_without_a_client_nothing_is_read(unconfigured: ProviderServer[Shelf]) -> None:
    assert unconfigured.read_data(THING, lookup("1")).diagnostics.errors[0].summary == "Provider not configured"


def test_the_time_limit_is_checked(server: ProviderServer[Shelf]) -> None:
    diagnostics = server.validate_data(THING, lookup("1") | {"timeouts": {"read": "soon"}})
    assert [each.path for each in diagnostics.errors] == [("timeouts", "read")]


def test_an_unknown_data_source_is_named(server: ProviderServer[Shelf]) -> None:
    assert "toy_teapot" in server.validate_data("toy_teapot", {}).errors[0].detail


def test_a_resource_that_is_no_data_source_cannot_be_read_as_one(
    server: ProviderServer[Shelf], toy: ToyProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = type("Hidden", (Thing,), {"data_source": None}, name="hidden")
    monkeypatch.setattr(toy, "resources", {"toy_hidden": hidden})
    assert [each.summary for each in server.read_data("toy_hidden", lookup("1")).diagnostics.errors] == [
        "Unknown data source type"
    ]
    assert toy.shelf.calls == []
