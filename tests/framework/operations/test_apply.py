"""What an apply asks of the API, and what it brings back into state."""

from __future__ import annotations

from typing import Any

import pytest

from provider.framework.diagnostics import Diagnostics
from provider.framework.operations.apply import reconcile
from provider.framework.schema.blocks import schema_of
from provider.framework.server import ProviderServer
from provider.framework.values import UNKNOWN, Values
from tests.engine.managed import Managed
from tests.framework.toy import SECRET, THING, Shelf, Thing, lamp
from tests.harness.client import Answered


def test_a_create_makes_the_object_and_keeps_what_the_api_says(thing: Managed, shelf: Shelf) -> None:
    state = thing.apply(lamp(note="a", motto="b")).without_errors().object
    assert shelf.names == ["create"]
    assert (state["id"], state["revision"], state["size"], state["colour"]) == ("1", 1, 7, "red")


def test_an_update_gets_what_is_wanted_and_what_was(thing: Managed, made: Answered, shelf: Shelf) -> None:
    changed = thing.apply(lamp(name="torch")).without_errors().object
    assert shelf.names == ["create", "update"]
    assert (changed["name"], changed["revision"], changed["id"]) == ("torch", made.object["revision"] + 1, "1")


def test_a_change_of_what_only_steers_the_provider_asks_the_api_nothing(thing: Managed, made: Answered, shelf: Shelf) -> None:
    changed = thing.apply(lamp(careful=True)).without_errors().object
    assert shelf.names == ["create"]
    assert changed == made.object | {"careful": True}


def test_a_change_of_timeouts_asks_the_api_nothing_and_is_kept(thing: Managed, made: Answered, shelf: Shelf) -> None:
    timeouts = {"create": None, "read": "1m", "update": None, "delete": None}
    changed = thing.apply(lamp(timeouts=timeouts)).without_errors().object
    assert shelf.names == ["create"]
    assert changed == made.object | {"timeouts": timeouts}


def test_a_destroy_removes_the_object_and_leaves_nothing(thing: Managed, made: Answered, shelf: Shelf) -> None:
    gone = thing.destroy()
    assert shelf.things == {}
    assert (gone.state, gone.private) == (None, b"")


def test_the_write_only_value_of_the_configuration_reaches_the_api_and_nothing_else(thing: Managed, shelf: Shelf) -> None:
    wanted = lamp(secret_wo=SECRET, secret_wo_version=1)
    planned = thing.plan(wanted)
    made = thing.apply(wanted)
    assert shelf.calls[0][1]["secret_wo"] == SECRET
    assert SECRET not in f"{planned.state}{planned.private!r}{made.state}{made.private!r}{made.diagnostics}"


@pytest.mark.parametrize(("limit", "seconds"), [("90s", 90.0), (None, 600.0)])
def test_the_timeouts_block_says_how_long_an_operation_may_take(
    thing: Managed, shelf: Shelf, limit: str | None, seconds: float
) -> None:
    thing.apply(lamp(timeouts={"create": limit, "read": None, "update": None, "delete": None}))
    assert shelf.contexts[-1].seconds == seconds


def test_each_operation_has_a_limit_of_its_own(thing: Managed, shelf: Shelf) -> None:
    timeouts = {"create": "1s", "read": "2s", "update": "3s", "delete": "4s"}
    thing.apply(lamp(timeouts=timeouts))
    thing.refresh()
    thing.apply(lamp(name="torch", timeouts=timeouts))
    thing.destroy()
    assert [context.seconds for context in shelf.contexts] == [1.0, 2.0, 3.0, 4.0]


def test_stop_reaches_every_operation(thing: Managed, shelf: Shelf) -> None:
    thing.apply(lamp())
    assert not shelf.contexts[-1].stop.is_set()
    assert thing.walk.client.stop() == ""
    assert shelf.contexts[-1].stop.is_set()


def test_every_attribute_of_the_schema_is_in_every_answer(thing: Managed, server: ProviderServer[Shelf]) -> None:
    names = set(schema_of(Thing).null())
    planned, made = thing.plan(lamp()), thing.apply(lamp())
    for answer in (planned, made, server.read(THING, made.object, b""), server.import_state(THING, "1", None)):
        assert set(answer.state or {}) == names


def test_an_object_has_its_identity_once_it_is_known(thing: Managed, server: ProviderServer[Shelf]) -> None:
    assert thing.plan(lamp()).identity is None
    made = thing.apply(lamp())
    assert made.identity == {"id": "1"}
    assert thing.plan(lamp(name="torch")).identity == {"id": "1"}
    assert server.read(THING, made.object, made.private).identity == {"id": "1"}
    assert server.import_state(THING, "1", None).identity == {"id": "1"}


# What came back

SCHEMA = schema_of(Thing)
HELD: Values = SCHEMA.null() | {"id": "1", "revision": 1, "name": "lamp", "colour": "red", "size": 7, "tags": []}


def reconciled(planned: dict[str, Any], result: dict[str, Any], *, created: bool = True) -> tuple[Values, Diagnostics]:
    diagnostics = Diagnostics()
    return reconcile(SCHEMA, HELD | planned, HELD | result, diagnostics, created=created), diagnostics


def test_what_was_unknown_becomes_what_the_api_says() -> None:
    state, diagnostics = reconciled({"id": UNKNOWN, "size": UNKNOWN}, {"id": "9", "size": 8})
    assert (state["id"], state["size"]) == ("9", 8)
    assert not diagnostics.items


def test_the_planned_spelling_stays_where_the_api_says_the_same_in_other_words() -> None:
    state, diagnostics = reconciled({"motto": "Light"}, {"motto": "LIGHT"})
    assert state["motto"] == "Light"
    assert not diagnostics.items


def test_each_value_that_came_back_different_is_an_error_with_both_and_what_is_kept() -> None:
    state, diagnostics = reconciled({"colour": "red", "name": "lamp", "note": None}, {"colour": "green", "note": "so"})
    assert [each.path for each in diagnostics.errors] == [("colour",), ("note",)]
    assert '"red" was sent and the API answered "green"' in diagnostics.errors[0].detail
    assert 'null was sent and the API answered "so"' in diagnostics.errors[1].detail
    assert (state["colour"], state["note"]) == ("green", "so")


def test_an_error_after_a_create_tells_of_the_taint() -> None:
    _, diagnostics = reconciled({"colour": "red"}, {"colour": "green"}, created=True)
    assert "tainted" in diagnostics.errors[0].detail
    assert "untaint" in diagnostics.errors[0].detail


def test_an_error_after_an_update_tells_of_the_next_plan() -> None:
    _, diagnostics = reconciled({"colour": "red"}, {"colour": "green"}, created=False)
    assert "next plan" in diagnostics.errors[0].detail
    assert "taint" not in diagnostics.errors[0].detail


def test_a_sensitive_value_that_came_back_different_is_not_shown() -> None:
    _, diagnostics = reconciled({"secret": SECRET}, {"secret": f"{SECRET}!"})
    assert [each.path for each in diagnostics.errors] == [("secret",)]
    assert SECRET not in str(diagnostics.items)
    assert not diagnostics.errors[0].quotable, "engines show the source at the path of an error, and so the secret in it"


def test_a_write_only_value_does_not_reach_state() -> None:
    state, diagnostics = reconciled({"secret_wo": None}, {"secret_wo": SECRET})
    assert state["secret_wo"] is None
    assert not diagnostics.items


@pytest.mark.parametrize("value", [UNKNOWN, [UNKNOWN]])
def test_nothing_unknown_reaches_state(value: Any) -> None:
    state, diagnostics = reconciled({"tags": UNKNOWN}, {"tags": value})
    assert state["tags"] is None
    assert "unknown after apply" in diagnostics.errors[0].summary


def test_a_nested_block_stays_as_planned() -> None:
    timeouts = {"create": "5m", "read": None, "update": None, "delete": None}
    state, _ = reconciled({"timeouts": timeouts}, {"timeouts": None})
    assert state["timeouts"] == timeouts
