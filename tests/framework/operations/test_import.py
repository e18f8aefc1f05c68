"""Imports: by ID, by identity, and what the resource makes of what it found."""

from __future__ import annotations

import dataclasses
from typing import Self

import pytest

from provider.framework.resource import Context
from provider.framework.server import ProviderServer
from tests.engine.managed import Managed
from tests.framework.toy import THING, Shelf, Thing, ToyProvider, lamp, state_of
from tests.harness.client import Answered


def test_an_import_finds_the_object_and_a_plan_after_it_changes_nothing(thing: Managed, made: Answered, shelf: Shelf) -> None:
    thing.import_("1")
    assert shelf.names == ["create", "find", "read"]
    assert thing.state == made.state
    thing.assert_settled(lamp())


def test_an_import_by_identity_is_an_import_by_its_value(made: Answered, server: ProviderServer[Shelf]) -> None:
    assert server.import_state(THING, "", made.identity).state == server.import_state(THING, "1", None).state


def test_an_import_of_what_is_not_there_says_so(server: ProviderServer[Shelf]) -> None:
    imported = server.import_state(THING, "404", None)
    assert imported.state is None
    assert [each.detail for each in imported.diagnostics.errors] == ["There is no thing 404."]


def test_an_import_takes_the_default_of_what_only_steers_the_provider(server: ProviderServer[Shelf], shelf: Shelf) -> None:
    shelf.things["5"] = {"id": "5", "name": "lamp", "colour": "red"}
    assert state_of(server.import_state(THING, "5", None))["careful"] is False


class Found(Thing, name="thing"):
    """A thing whose import ID is written with a number sign or without, and that says who found it."""

    @classmethod
    def key_of(cls, import_id: str) -> str:
        return import_id.removeprefix("#")

    def imported(self, ctx: Context[Shelf]) -> Self:
        return dataclasses.replace(self, maker=f"found by {ctx.seconds:.0f} s")


@pytest.fixture
def finding(toy: ToyProvider) -> None:
    toy.resources = {THING: Found}


@pytest.mark.usefixtures("finding")
def test_an_import_has_what_the_resource_makes_of_what_it_found_in_the_time_of_a_read(
    made: Answered, server: ProviderServer[Shelf]
) -> None:
    assert state_of(server.import_state(THING, made.object["id"], None))["maker"] == "found by 40 s"


@pytest.mark.usefixtures("finding")
def test_an_import_id_can_be_written_in_another_way(made: Answered, server: ProviderServer[Shelf]) -> None:
    assert state_of(server.import_state(THING, "#1", None))["id"] == made.object["id"]


def test_an_import_id_comes_before_an_identity(server: ProviderServer[Shelf], shelf: Shelf) -> None:
    shelf.things |= {"1": {"id": "1", "name": "lamp"}, "2": {"id": "2", "name": "torch"}}
    assert state_of(server.import_state(THING, "2", {"id": "1"}))["name"] == "torch"
