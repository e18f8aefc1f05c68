"""Private state: what an operation notes goes on to the next, however it ends, and what is not ours is no obstacle to it."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Self

import pytest

from provider.framework.operations.managed import decode_private
from provider.framework.resource import Context, Incomplete, PlanContext
from provider.framework.server import ProviderServer, Response
from provider.framework.values import Values
from tests.engine.managed import Managed
from tests.framework.toy import SECRET, THING, Shelf, ShelfError, Thing, ToyProvider, config, lamp
from tests.harness.client import Answered, PluginClient


class Noting(Thing, name="thing"):
    """A thing that notes in private state what was done with it."""

    def create(self, ctx: Context[Shelf]) -> Self:
        made = super().create(ctx)
        if self.note == "half":
            raise Incomplete(dataclasses.replace(made, secret_wo=self.secret_wo), ShelfError("It fell off."))
        return made

    def read(self, ctx: Context[Shelf]) -> Self | None:
        ctx.private["reads"] = ctx.private.get("reads", 0) + 1
        return super().read(ctx)

    def delete(self, ctx: Context[Shelf]) -> None:
        ctx.private["tried"] = "delete"
        super().delete(ctx)

    def plan_destroy(self, ctx: PlanContext[Shelf]) -> None:
        ctx.private["seen"] = self.name


class NotingProvider(ToyProvider):
    resources = {"toy_thing": Noting}  # noqa: RUF012


@pytest.fixture
def toy() -> ToyProvider:
    return NotingProvider()


def noted(answer: Answered | Response) -> Values:
    values: Any = json.loads(answer.private)
    assert isinstance(values, dict)
    return values


def test_private_state_goes_from_operation_to_operation(thing: Managed, made: Answered) -> None:
    assert noted(made) == {"planned": True, "made_by": "create"}
    changed = thing.apply(lamp(name="torch"))
    assert noted(changed) == {"planned": True, "made_by": "create", "changed_by": "update"}


def test_an_import_has_private_state_too(server: ProviderServer[Shelf], shelf: Shelf) -> None:
    shelf.things["1"] = {"id": "1", "name": "lamp"}
    assert noted(server.import_state(THING, "1", None)) == {"made_by": "import"}


def test_what_a_read_notes_is_there_at_the_next_read_beside_what_was_noted_before(client: PluginClient, made: Answered) -> None:
    once = client.read(THING, made.object, made.private).without_errors()
    again = client.read(THING, once.object, once.private).without_errors()

    assert noted(once) == noted(made) | {"reads": 1}
    assert noted(again) == noted(made) | {"reads": 2}


def test_what_a_destroy_plan_notes_goes_on_to_the_destroy(thing: Managed, made: Answered) -> None:
    assert noted(thing.plan_destroy()) == noted(made) | {"seen": "lamp"}


def test_what_a_destroy_that_fails_has_noted_is_kept_with_the_object(thing: Managed, made: Answered, shelf: Shelf) -> None:
    shelf.failing = ShelfError("It is nailed down.")
    failed = thing.destroy()
    assert failed.state == made.state
    assert noted(failed) == noted(made) | {"seen": "lamp", "tried": "delete"}


def half_made(thing: Managed) -> Answered:
    return thing.apply(lamp(note="half", motto="m", secret_wo=SECRET, secret_wo_version=1))


def test_what_a_create_noted_is_kept_with_the_object_that_it_left(thing: Managed) -> None:
    failed = half_made(thing)
    assert [each.detail for each in failed.errors] == ["It fell off."]
    assert noted(failed)["made_by"] == "create"


def test_an_object_that_a_failed_create_left_has_no_write_only_secret_in_state(thing: Managed) -> None:
    left = half_made(thing).object
    assert left["id"] == "1"
    assert SECRET not in str(left)


FOREIGN = [b"\x00\xff", b"not json", b"[1]", b'"text"']


@pytest.mark.parametrize("foreign", FOREIGN)
def test_private_state_that_is_not_ours_counts_as_empty(foreign: bytes) -> None:
    assert decode_private(foreign) == {}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_private_state_of_another_provider_is_no_obstacle_to_a_read(client: PluginClient, made: Answered, foreign: bytes) -> None:
    read = client.read(THING, made.object, foreign)

    assert [told.summary for told in read.diagnostics] == ["Unreadable private state"]
    assert (read.errors, read.state) == ([], made.state)
    assert noted(read) == {"reads": 1}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_private_state_of_another_provider_is_no_obstacle_to_an_update(
    client: PluginClient, made: Answered, foreign: bytes
) -> None:
    given = config(name="torch")
    proposed = made.object | given | {name: made.object[name] for name in ("id", "revision", "size", "maker")}

    planned = client.plan(THING, prior=made.state, proposed=proposed, config=given, private=foreign).without_errors()
    changed = client.apply(THING, prior=made.state, planned=planned.object, config=given, private=foreign).without_errors()

    assert noted(planned) == {"planned": True}
    assert noted(changed) == {"changed_by": "update"}
