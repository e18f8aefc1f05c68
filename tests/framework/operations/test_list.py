"""Lists of objects that exist, and the configurations that are generated of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Self

import pytest

from provider.framework.diagnostics import Severity
from provider.framework.resource import Context
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block, schema_of
from provider.framework.server import Listed, ProviderServer
from provider.framework.values import Values
from tests.framework.toy import Configuration, Shelf, ShelfError, Thing, ToyProvider

BOOK = "toy_book"


class Shelves(Block):
    """Which books."""

    colour: str | None = attr("Of this colour.", default=None)
    boards: int = attr("How many boards to look at.", default=9)


class Book(Thing, name="book"):
    """A thing that can be listed."""

    list_arguments = Shelves

    @classmethod
    def find_all(cls, ctx: Context[Shelf], arguments: Block) -> Iterator[Self | Exception]:
        assert isinstance(arguments, Shelves)
        for key, held in list(ctx.client.things.items())[: arguments.boards]:
            if held["name"] == "lost":
                ctx.diagnostics.warning("Dusty", "Nobody reads these.")
                yield ShelfError("one is lost")
            elif held["name"] == "broken":
                raise ShelfError("the shelf breaks")
            elif arguments.colour in (None, held["colour"]):
                yield cls.find(ctx, key)

    @property
    def display_name(self) -> str:
        return f"The {self.name}"

    def implied(self, client: Shelf) -> Collection[str]:
        return ("maker",) if self.maker == "me" else ()


class Library(ToyProvider):
    resources = {BOOK: Book}  # noqa: RUF012


@pytest.fixture
def library(shelf: Shelf) -> ProviderServer[Shelf]:
    server = ProviderServer(Library(shelf))
    assert not server.configure(schema_of(Configuration).null() | {"place": "the hall"}).items
    return server


def put(shelf: Shelf, *names: str, **values: object) -> None:
    for name in names:
        number = str(len(shelf.things) + 1)
        thing = {"id": number, "revision": 1, "name": name, "colour": "red", "size": 1, "maker": "me", "shape": "round"}
        shelf.things[number] = thing | values


def asked(**given: object) -> Values:
    return schema_of(Shelves).null() | given


def names(listed: list[Listed]) -> list[str]:
    return [each.display_name for each in listed if each.identity is not None]


def test_each_object_has_its_identity_its_name_and_its_state(library: ProviderServer[Shelf], shelf: Shelf) -> None:
    put(shelf, "atlas")
    (only,) = library.list_objects(BOOK, asked(), limit=10)
    assert (only.identity, only.display_name, only.diagnostics) == ({"id": "1"}, "The atlas", ())
    assert only.state is not None
    assert (only.state["name"], only.state["careful"]) == ("atlas", False)


def test_arguments_say_what_is_listed_and_have_their_defaults(library: ProviderServer[Shelf], shelf: Shelf) -> None:
    put(shelf, "atlas", "bible")
    put(shelf, "comic", colour="green")
    assert names(list(library.list_objects(BOOK, asked(colour="green"), limit=10))) == ["The comic"]
    assert names(list(library.list_objects(BOOK, asked(boards=2), limit=10))) == ["The atlas", "The bible"]


def test_an_object_is_there_before_the_next_is_looked_for(library: ProviderServer[Shelf], shelf: Shelf) -> None:
    put(shelf, "atlas", "bible")
    listed = library.list_objects(BOOK, asked(), limit=10)
    next(listed)
    assert shelf.names == ["find"]


def test_nothing_is_looked_for_beyond_the_limit(library: ProviderServer[Shelf], shelf: Shelf) -> None:
    put(shelf, "atlas", "bible", "comic")
    assert names(list(library.list_objects(BOOK, asked(), limit=2))) == ["The atlas", "The bible"]
    assert shelf.names == ["find", "find"]


def test_nothing_is_looked_for_after_an_interrupt(library: ProviderServer[Shelf], shelf: Shelf) -> None:
    put(shelf, "atlas", "bible")
    listed = library.list_objects(BOOK, asked(), limit=10)
    next(listed)
    library.stop()
    assert list(listed) == []


def test_what_cannot_be_found_is_a_warning_and_the_rest_is_listed(library: ProviderServer[Shelf], shelf: Shelf) -> None:
    put(shelf, "atlas", "lost", "comic")
    listed = list(library.list_objects(BOOK, asked(), limit=10))
    assert names(listed) == ["The atlas", "The comic"]
    told = [problem for each in listed for problem in each.diagnostics]
    assert [(each.severity, each.summary) for each in told] == [
        (Severity.WARNING, "Dusty"),
        (Severity.WARNING, "The shelf complains"),
    ]
    assert all(each.identity is None for each in listed if each.diagnostics), "engines pass over a warning only without one"


def test_what_ends_the_search_is_an_error_after_what_was_found(library: ProviderServer[Shelf], shelf: Shelf) -> None:
    put(shelf, "atlas", "broken", "comic")
    first, last = library.list_objects(BOOK, asked(), limit=10)
    assert (first.display_name, last.identity) == ("The atlas", None)
    assert [(each.severity, each.summary) for each in last.diagnostics] == [(Severity.ERROR, "The shelf complains")]


def test_what_is_wrong_in_a_list_block_is_told_when_it_is_validated(library: ProviderServer[Shelf]) -> None:
    assert [each.path for each in library.validate_list(BOOK, asked(boards="many")).errors] == [("boards",)]
    assert not library.validate_list(BOOK, asked()).items


def test_a_type_without_a_list_says_so(server: ProviderServer[Shelf]) -> None:
    (told,) = server.list_objects("toy_thing", {}, limit=1)
    assert [each.detail for each in told.diagnostics] == ["Provider toy has no list of toy_thing."]


def test_a_resource_that_says_what_lists_take_must_list() -> None:
    with pytest.raises(TypeError, match=r"resource silent .* lacks find_all"):

        class Silent(Thing, name="silent"):
            list_arguments = Shelves


def test_a_generated_configuration_has_the_arguments_and_not_what_the_provider_implies(
    library: ProviderServer[Shelf], shelf: Shelf
) -> None:
    put(shelf, "atlas", note="A remark.", old="way")
    put(shelf, "bible", maker="somebody")
    mine, theirs = (each.state for each in library.list_objects(BOOK, asked(), limit=10))
    assert mine is not None
    assert theirs is not None

    config = library.generate_config(BOOK, mine).state

    assert config is not None
    set_ = {"name": "atlas", "colour": "red", "note": "A remark.", "size": 1, "shape": "round", "careful": False}
    assert {name: value for name, value in config.items() if value is not None} == set_
    assert (library.generate_config(BOOK, theirs).state or {})["maker"] == "somebody"
