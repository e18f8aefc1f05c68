"""What an operation notes is kept however it ends, and an import is what the resource makes of what it found."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Self

import pytest

from provider.framework.resource import Context, Incomplete, PlanContext
from provider.framework.server import ProviderServer, Response
from tests.framework.toy import SECRET, Shelf, ShelfError, Thing, ToyProvider
from tests.framework.walk import THING, Walk, config, state_of


class Noting(Thing, name="thing"):
    """A thing that notes what was tried, and whose import ID is written with a number sign or without."""

    def create(self, ctx: Context[Shelf]) -> Self:
        made = super().create(ctx)
        if self.note == "half":
            raise Incomplete(dataclasses.replace(made, secret_wo=self.secret_wo), ShelfError("It fell off."))
        return made

    def delete(self, ctx: Context[Shelf]) -> None:
        ctx.private["tried"] = "delete"
        super().delete(ctx)

    def plan_destroy(self, ctx: PlanContext[Shelf]) -> None:
        ctx.private["seen"] = self.name

    @classmethod
    def key_of(cls, import_id: str) -> str:
        return import_id.removeprefix("#")

    def imported(self, ctx: Context[Shelf]) -> Self:
        return dataclasses.replace(self, maker=f"found by {ctx.seconds:.0f} s")


class NotingProvider(ToyProvider):
    resources = {"toy_thing": Noting}  # noqa: RUF012


@pytest.fixture
def toy() -> ToyProvider:
    return NotingProvider()


def noted(response: Response) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(response.private)
    return values


def test_what_a_destroy_plan_notes_goes_on_to_the_destroy(walk: Walk, server: ProviderServer[Shelf]) -> None:
    made = walk.made()
    planned = server.plan(THING, made.state, None, None, made.private)
    assert noted(planned) == noted(made) | {"seen": "lamp"}


def test_what_a_destroy_that_fails_has_noted_is_kept_with_the_object(
    walk: Walk, server: ProviderServer[Shelf], shelf: Shelf
) -> None:
    made = walk.made()
    shelf.failing = ShelfError("It is nailed down.")
    failed = server.apply(THING, made.state, None, None, made.private)
    assert failed.state == made.state
    assert noted(failed) == noted(made) | {"tried": "delete"}


def half_made(walk: Walk) -> Response:
    wanted = config(note="half", motto="m", secret_wo=SECRET, secret_wo_version=1)
    return walk.apply(wanted, walk.plan(wanted))


def test_what_a_create_noted_is_kept_with_the_object_that_it_left(walk: Walk) -> None:
    failed = half_made(walk)
    assert [each.detail for each in failed.found.errors] == ["It fell off."]
    assert noted(failed)["made_by"] == "create"


def test_an_object_that_a_failed_create_left_has_no_write_only_secret_in_state(walk: Walk) -> None:
    left = state_of(half_made(walk))
    assert left["id"] == "1"
    assert SECRET not in str(left)


def test_an_import_has_what_the_resource_makes_of_what_it_found_in_the_time_of_a_read(
    walk: Walk, server: ProviderServer[Shelf]
) -> None:
    walk.made()
    assert state_of(server.import_state(THING, "1", None))["maker"] == "found by 40 s"


def test_an_import_id_can_be_written_in_another_way(walk: Walk, server: ProviderServer[Shelf]) -> None:
    walk.made()
    assert state_of(server.import_state(THING, "#1", None))["id"] == "1"


def test_an_import_id_comes_before_an_identity(walk: Walk, server: ProviderServer[Shelf]) -> None:
    walk.made()
    walk.made(name="torch")
    assert state_of(server.import_state(THING, "2", {"id": "1"}))["name"] == "torch"
