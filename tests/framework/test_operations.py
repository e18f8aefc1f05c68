"""The operations on a resource, from plan to destroy: what the API is asked, and what is kept."""

from __future__ import annotations

import json

import pytest

from provider.framework.blocks import schema_of
from provider.framework.server import ProviderServer, Response
from provider.framework.values import UNKNOWN
from tests.framework.toy import SECRET, Shelf, Thing
from tests.framework.walk import THING, Walk, config, state_of


def test_planning_asks_the_api_nothing(walk: Walk, shelf: Shelf) -> None:
    walk.plan(config())
    assert shelf.calls == []


def test_a_create_makes_the_object_and_keeps_what_the_api_says(walk: Walk, shelf: Shelf) -> None:
    state = state_of(walk.made(note="a", motto="b"))
    assert shelf.names == ["create"]
    assert (state["id"], state["revision"], state["size"], state["colour"]) == ("1", 1, 7, "red")


def test_an_update_gets_what_is_wanted_and_what_was(walk: Walk, shelf: Shelf) -> None:
    changed = state_of(walk.changed(walk.made(), name="torch"))
    assert shelf.names == ["create", "update"]
    assert (changed["name"], changed["revision"], changed["id"]) == ("torch", 2, "1")


def test_a_change_of_what_only_steers_the_provider_asks_the_api_nothing(walk: Walk, shelf: Shelf) -> None:
    changed = state_of(walk.changed(walk.made(), careful=True))
    assert shelf.names == ["create"]
    assert changed["careful"] is True


def test_a_change_of_timeouts_asks_the_api_nothing_and_is_kept(walk: Walk, shelf: Shelf) -> None:
    timeouts = {"create": None, "read": "1m", "update": None, "delete": None}
    changed = state_of(walk.changed(walk.made(), timeouts=timeouts))
    assert shelf.names == ["create"]
    assert changed["timeouts"] == timeouts


def test_a_destroy_removes_the_object_and_leaves_nothing(walk: Walk, shelf: Shelf) -> None:
    gone = walk.destroyed(walk.made())
    assert shelf.things == {}
    assert (gone.state, gone.private) == (None, b"")


def test_a_destroy_plan_says_what_will_happen(walk: Walk, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    made = walk.made()
    planned = server.plan(THING, made.state, None, None, made.private)
    assert [each.summary for each in planned.found] == ["It will be gone"]
    assert planned.private == made.private
    assert shelf.names == ["create"]


def test_planning_the_destroy_of_nothing_does_nothing(server: ProviderServer[Shelf]) -> None:
    planned = server.plan(THING, None, None, None, b"")
    assert (planned.state, list(planned.found)) == (None, [])


def test_the_write_only_value_of_the_configuration_reaches_the_api_and_nothing_else(walk: Walk, shelf: Shelf) -> None:
    wanted = config(secret_wo=SECRET, secret_wo_version=1)
    planned = walk.plan(wanted)
    made = walk.apply(wanted, planned)
    assert shelf.calls[0][1]["secret_wo"] == SECRET
    assert SECRET not in f"{planned.state}{planned.private!r}{made.state}{made.private!r}{made.found}"


def test_a_read_reports_what_changed(walk: Walk, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    made = walk.made()
    shelf.things["1"]["colour"] = "green"
    assert state_of(server.read(THING, state_of(made), made.private))["colour"] == "green"


def test_an_object_that_is_gone_reads_as_none(walk: Walk, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    made = walk.made()
    shelf.things.clear()
    read = server.read(THING, state_of(made), made.private)
    assert (read.state, read.identity, list(read.found)) == (None, None, [])


def test_an_import_finds_the_object_and_a_plan_after_it_changes_nothing(
    walk: Walk, server: ProviderServer[Shelf], shelf: Shelf
) -> None:
    walk.made()
    imported = server.import_state(THING, "1", None)
    assert shelf.names[-1] == "find"
    assert walk.plan(config(), imported).state == imported.state


def test_an_import_by_identity_is_an_import_by_its_value(walk: Walk, server: ProviderServer[Shelf]) -> None:
    walk.made()
    assert server.import_state(THING, "", {"id": "1"}).state == server.import_state(THING, "1", None).state


def test_an_import_of_what_is_not_there_says_so(server: ProviderServer[Shelf]) -> None:
    imported = server.import_state(THING, "404", None)
    assert imported.state is None
    assert [each.detail for each in imported.found.errors] == ["There is no thing 404."]


def test_an_import_takes_the_default_of_what_only_steers_the_provider(server: ProviderServer[Shelf], shelf: Shelf) -> None:
    shelf.things["5"] = {"id": "5", "name": "lamp", "colour": "red"}
    assert state_of(server.import_state(THING, "5", None))["careful"] is False


# Identity


def test_an_object_has_its_identity_once_it_is_known(walk: Walk, server: ProviderServer[Shelf]) -> None:
    assert walk.plan(config()).identity is None
    made = walk.made()
    assert made.identity == {"id": "1"}
    assert walk.plan(config(name="torch"), made).identity == {"id": "1"}
    assert server.read(THING, state_of(made), made.private).identity == {"id": "1"}
    assert server.import_state(THING, "1", None).identity == {"id": "1"}


# Private state


def private(answer: Response) -> dict[str, object]:
    decoded = json.loads(answer.private)
    assert isinstance(decoded, dict)
    return decoded


def test_private_state_goes_from_operation_to_operation(walk: Walk) -> None:
    made = walk.made()
    assert private(made) == {"planned": True, "made_by": "create"}
    changed = walk.changed(made, name="torch")
    assert private(changed) == {"planned": True, "made_by": "create", "changed_by": "update"}


def test_an_import_has_private_state_too(walk: Walk, server: ProviderServer[Shelf]) -> None:
    walk.made()
    assert private(server.import_state(THING, "1", None)) == {"made_by": "import"}


# The hook and timeouts


def test_the_resource_has_the_last_word_in_a_plan(walk: Walk) -> None:
    planned = walk.plan(config(note="warn", motto="x"))
    assert [(each.summary, each.path) for each in planned.found] == [("Noted", ("note",))]


@pytest.mark.parametrize(("limit", "seconds"), [("90s", 90.0), (None, 600.0)])
def test_the_timeouts_block_says_how_long_an_operation_may_take(
    walk: Walk, shelf: Shelf, limit: str | None, seconds: float
) -> None:
    walk.made(timeouts={"create": limit, "read": None, "update": None, "delete": None})
    assert shelf.contexts[-1].seconds == seconds


@pytest.mark.parametrize("timeouts", [UNKNOWN, {"create": UNKNOWN, "read": None, "update": None, "delete": None}])
def test_timeouts_can_be_unknown_while_a_plan_is_made(walk: Walk, timeouts: object) -> None:
    planned = walk.plan(config(timeouts=timeouts))
    assert not planned.found.items
    assert state_of(planned)["timeouts"] == timeouts


def test_each_operation_has_a_limit_of_its_own(walk: Walk, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    timeouts = {"create": "1s", "read": "2s", "update": "3s", "delete": "4s"}
    made = walk.made(timeouts=timeouts)
    server.read(THING, state_of(made), made.private)
    changed = walk.changed(made, name="torch", timeouts=timeouts)
    walk.destroyed(changed)
    assert [context.seconds for context in shelf.contexts] == [1.0, 2.0, 3.0, 4.0]


def test_stop_reaches_every_operation(walk: Walk, server: ProviderServer[Shelf], shelf: Shelf) -> None:
    walk.made()
    assert not shelf.contexts[-1].stop.is_set()
    server.stop()
    assert shelf.contexts[-1].stop.is_set()


# Write-only arguments, for engines that have them and for those that do not


def test_an_engine_without_write_only_arguments_is_told_the_way_on(server: ProviderServer[Shelf]) -> None:
    wanted = config(secret_wo=SECRET, secret_wo_version=1)
    found = server.validate_resource(THING, wanted, write_only_allowed=False)
    (problem,) = found.errors
    assert problem.path == ("secret_wo",)
    assert "1.11" in problem.detail
    assert SECRET not in str(found.items)


def test_an_engine_with_write_only_arguments_is_told_of_the_better_way(server: ProviderServer[Shelf]) -> None:
    (warning,) = server.validate_resource(THING, config(secret=SECRET), write_only_allowed=True)
    assert warning.summary == "Available Write-only Attribute Alternative"
    assert warning.path == ("secret",)
    assert SECRET not in warning.detail


def test_an_engine_without_them_is_not_told_of_a_way_that_it_does_not_have(server: ProviderServer[Shelf]) -> None:
    assert not server.validate_resource(THING, config(secret=SECRET), write_only_allowed=False).items


def test_validation_needs_no_client(unconfigured: ProviderServer[Shelf], shelf: Shelf) -> None:
    assert not unconfigured.validate_resource(THING, config(), write_only_allowed=True).items
    assert unconfigured.validate_resource(THING, config(colour="blue"), write_only_allowed=True).errors
    assert shelf.calls == []


def test_a_value_of_the_wrong_type_is_told_with_its_path(server: ProviderServer[Shelf]) -> None:
    (problem,) = server.validate_resource(THING, config(size="many"), write_only_allowed=True).errors
    assert (problem.summary, problem.path) == ("Wrong type", ("size",))


def test_every_attribute_of_the_schema_is_in_every_answer(walk: Walk, server: ProviderServer[Shelf]) -> None:
    names = set(schema_of(Thing).null())
    made = walk.made()
    for answer in (walk.plan(config()), made, server.read(THING, state_of(made), b""), server.import_state(THING, "1", None)):
        assert set(state_of(answer)) == names
