"""The fixed order of a plan, one step after the other, and null and unknown in each place."""

from __future__ import annotations

from typing import Any

import pytest

from provider.framework.operations.plan import PlannedChange, plan_change, writes_anything
from provider.framework.schema.attributes import attr, provider_computed
from provider.framework.schema.blocks import Block, schema_of
from provider.framework.server import ProviderServer
from provider.framework.values import UNKNOWN, Values
from tests.engine.managed import Managed
from tests.framework.toy import SECRET, THING, Shelf, Thing, config, lamp
from tests.harness.client import Answered

SCHEMA = schema_of(Thing)
STATE: Values = SCHEMA.null() | {
    "id": "1",
    "revision": 3,
    "name": "lamp",
    "colour": "red",
    "size": 7,
    "maker": "the shelf",
    "shape": "round",
    "tags": [],
    "careful": False,
}
"""What a thing looks like that was made of a configuration with a name only."""

COMPUTED = ("id", "revision", "size", "maker")


def planned(prior: Values | None, **given: Any) -> PlannedChange:
    """The plan for a configuration, proposed as engines propose it."""
    wanted = config(**given)
    proposed = dict(wanted)
    for name, attribute in SCHEMA.attributes.items():
        if prior is not None and attribute.computed_on_wire and wanted[name] is None:
            proposed[name] = prior[name]
    return plan_change(SCHEMA, prior, proposed, wanted)


def test_a_create_plans_what_is_configured() -> None:
    change = planned(None, note="for reading", motto="light")
    assert (change.values["name"], change.values["note"], change.values["motto"]) == ("lamp", "for reading", "light")


def test_a_plan_with_nothing_new_is_the_state_itself() -> None:
    change = planned(STATE)
    assert change.values == STATE
    assert not change.writes
    assert change.requires_replace == []


def test_a_nested_block_is_planned_as_configured() -> None:
    timeouts = {"create": "5m", "read": None, "update": None, "delete": None}
    assert planned(STATE, timeouts=timeouts).values["timeouts"] == timeouts


def test_a_block_that_is_no_longer_configured_is_planned_absent_whatever_is_proposed() -> None:
    """Terraform 1.0 proposes the block of the state, and refuses a plan that has it."""
    timeouts = {"create": "5m", "read": None, "update": None, "delete": None}
    prior, wanted = STATE | {"timeouts": timeouts}, config()
    assert plan_change(SCHEMA, prior, wanted | {"timeouts": timeouts}, wanted).values["timeouts"] is None


def test_a_default_stands_for_null() -> None:
    change = planned(None)
    assert (change.values["colour"], change.values["tags"], change.values["careful"]) == ("red", [], False)


def test_removing_an_argument_goes_back_to_its_default() -> None:
    change = planned(STATE | {"colour": "green"})
    assert change.values["colour"] == "red"
    assert change.writes


def test_removing_an_optional_argument_makes_it_null() -> None:
    change = planned(STATE | {"note": "old", "motto": "light"})
    assert change.values["note"] is None
    assert change.writes


def test_a_planned_default_is_a_copy() -> None:
    planned(None).values["tags"].append("mine")
    assert planned(None).values["tags"] == []


@pytest.mark.parametrize("given", [SECRET, UNKNOWN, None])
def test_a_write_only_value_is_never_planned(given: Any) -> None:
    assert planned(None, secret_wo=given, secret_wo_version=1).values["secret_wo"] is None
    assert planned(STATE, secret_wo=given, secret_wo_version=1).values["secret_wo"] is None


def test_a_write_only_value_alone_is_no_change_since_nothing_is_there_to_compare() -> None:
    change = planned(STATE | {"secret_wo_version": 1}, secret_wo=SECRET, secret_wo_version=1)
    assert not change.writes


def test_its_version_makes_the_change() -> None:
    assert planned(STATE | {"secret_wo_version": 1}, secret_wo=SECRET, secret_wo_version=2).writes


def test_the_spelling_of_the_state_stays_where_it_means_the_same() -> None:
    change = planned(STATE | {"motto": "LIGHT"}, motto="light")
    assert change.values["motto"] == "LIGHT"
    assert not change.writes


def test_another_meaning_is_a_change() -> None:
    change = planned(STATE | {"motto": "LIGHT"}, motto="dark")
    assert change.values["motto"] == "dark"
    assert change.writes


def test_an_unknown_value_does_not_mean_the_same_as_anything() -> None:
    assert planned(STATE | {"motto": "LIGHT"}, motto=UNKNOWN).values["motto"] is UNKNOWN


def test_null_does_not_mean_the_same_as_anything() -> None:
    assert planned(STATE, motto="light").values["motto"] == "light"
    assert planned(STATE | {"motto": "LIGHT"}).values["motto"] is None


def test_true_does_not_mean_the_same_as_one() -> None:
    assert not SCHEMA.attributes["size"].semantically_equal(1, True)


@pytest.mark.parametrize("name", COMPUTED)
def test_what_the_api_sets_is_unknown_in_a_create(name: str) -> None:
    assert planned(None).values[name] is UNKNOWN


def test_what_the_api_may_set_is_known_where_somebody_says_it() -> None:
    change = planned(None, size=9, maker="me")
    assert (change.values["size"], change.values["maker"]) == (9, "me")


def test_a_change_makes_unknown_what_it_can_alter_and_nothing_else() -> None:
    change = planned(STATE, name="torch")
    assert {name for name, value in change.values.items() if value is UNKNOWN} == {"revision", "size"}
    assert change.values["id"] == "1"
    assert change.values["maker"] == "the shelf"


def test_a_value_to_be_used_from_state_that_state_lacks_is_unknown_in_a_change() -> None:
    assert planned(STATE | {"maker": None}, name="torch").values["maker"] is UNKNOWN


def test_a_local_change_makes_nothing_unknown_and_writes_nothing() -> None:
    change = planned(STATE, careful=True)
    assert change.values == STATE | {"careful": True}
    assert not change.writes


def test_a_change_of_timeouts_writes_nothing() -> None:
    change = planned(STATE, timeouts={"create": "5m", "read": None, "update": None, "delete": None})
    assert not change.writes


def test_a_change_of_what_cannot_be_changed_needs_a_new_object() -> None:
    assert planned(STATE, shape="square").requires_replace == [("shape",)]


def test_going_back_to_a_default_can_need_a_new_object() -> None:
    assert planned(STATE | {"shape": "square"}).requires_replace == [("shape",)]


def test_an_unknown_value_may_be_another_and_so_needs_a_new_object() -> None:
    assert planned(STATE, shape=UNKNOWN).requires_replace == [("shape",)]


def test_a_create_replaces_nothing() -> None:
    assert planned(None, shape="square").requires_replace == []


def test_what_an_import_could_not_read_is_taken_from_the_configuration_without_a_new_object() -> None:
    change = planned(STATE, sealed="wax")
    assert change.requires_replace == []
    assert change.values["sealed"] == "wax"


def test_what_is_never_read_needs_a_new_object_once_it_is_in_state() -> None:
    assert planned(STATE | {"sealed": "wax"}, sealed="lead").requires_replace == [("sealed",)]


OPTIONAL = [name for name, attribute in SCHEMA.attributes.items() if attribute.optional]


CONFIGURABLE = [name for name, attribute in SCHEMA.attributes.items() if attribute.configurable]


@pytest.mark.parametrize("name", CONFIGURABLE)
@pytest.mark.parametrize("prior", [None, STATE], ids=["create", "update"])
def test_an_unknown_argument_is_planned_as_unknown(prior: Values | None, name: str) -> None:
    change = planned(prior, **{name: UNKNOWN})
    assert change.values[name] is (None if SCHEMA.attributes[name].write_only else UNKNOWN)


@pytest.mark.parametrize("name", [name for name in OPTIONAL if SCHEMA.attributes[name].default is None])
@pytest.mark.parametrize("prior", [None, STATE], ids=["create", "update"])
def test_a_null_argument_without_a_default_is_planned_as_null(prior: Values | None, name: str) -> None:
    assert planned(prior, **{name: None}).values[name] is None


def test_an_unknown_element_makes_a_change_of_the_list() -> None:
    change = planned(STATE | {"tags": ["a"]}, tags=[UNKNOWN])
    assert change.values["tags"] == [UNKNOWN]
    assert change.writes


def test_an_update_writes_if_and_only_if_something_is_sent() -> None:
    assert writes_anything(SCHEMA, STATE, STATE | {"name": "torch"})
    assert not writes_anything(SCHEMA, STATE, STATE | {"careful": True})
    assert not writes_anything(SCHEMA, STATE, STATE)


# What only the provider computes


class Recorded(Block):
    """Something of which the provider computes a part."""

    name: str = attr("A name.")
    before: str | None = provider_computed("What was there before.")


def test_what_the_provider_knows_nothing_of_stays_null_in_an_update() -> None:
    prior = {"name": "lamp", "before": None}
    wanted = {"name": "torch", "before": None}
    assert plan_change(schema_of(Recorded), prior, wanted, wanted).values == wanted


# Through the engine


def test_planning_asks_the_api_nothing(thing: Managed, shelf: Shelf) -> None:
    thing.plan(lamp())
    assert shelf.calls == []


def test_a_destroy_plan_says_what_will_happen(thing: Managed, made: Answered, shelf: Shelf) -> None:
    planned = thing.plan_destroy()
    assert [each.summary for each in planned.diagnostics] == ["It will be gone"]
    assert planned.private == made.private
    assert shelf.names == ["create"]


def test_planning_the_destroy_of_nothing_does_nothing(server: ProviderServer[Shelf]) -> None:
    planned = server.plan(THING, None, None, None, b"")
    assert (planned.state, list(planned.diagnostics)) == (None, [])


def test_the_resource_has_the_last_word_in_a_plan(thing: Managed) -> None:
    planned = thing.plan(lamp(note="warn", motto="x"))
    assert [(each.summary, each.path) for each in planned.diagnostics] == [("Noted", ("note",))]


@pytest.mark.parametrize("timeouts", [UNKNOWN, {"create": UNKNOWN, "read": None, "update": None, "delete": None}])
def test_timeouts_can_be_unknown_while_a_plan_is_made(thing: Managed, timeouts: object) -> None:
    planned = thing.plan(lamp(timeouts=timeouts))
    assert planned.diagnostics == []
    assert planned.object["timeouts"] == timeouts
