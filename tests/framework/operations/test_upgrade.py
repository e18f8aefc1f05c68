"""State that an older version or another provider wrote."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from provider.framework.diagnostics import format_path
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import BlockSchema, schema_of
from provider.framework.server import ProviderServer
from provider.framework.values import Json
from tests.framework.toy import THING, Shelf, Thing, ToyProvider, state_of

STORED = {"id": "1", "revision": 1, "name": "lamp", "colour": "red", "size": 7, "maker": "me", "shape": "round", "tags": []}


def test_the_providers_own_state_comes_back_as_it_is(server: ProviderServer[Shelf]) -> None:
    stored = schema_of(Thing).null() | STORED | {"careful": True, "note": ""}
    assert server.upgrade_state(THING, 1, stored).state == stored


def test_attributes_that_the_schema_does_not_have_are_dropped(server: ProviderServer[Shelf]) -> None:
    assert "weight" not in state_of(server.upgrade_state(THING, 0, STORED | {"weight": 5, "blocks": [{}]}))


def test_attributes_that_the_state_does_not_have_are_null(server: ProviderServer[Shelf]) -> None:
    assert state_of(server.upgrade_state(THING, 0, STORED))["labels"] is None


def test_an_empty_string_in_an_optional_argument_is_null(server: ProviderServer[Shelf]) -> None:
    assert state_of(server.upgrade_state(THING, 0, STORED | {"note": ""}))["note"] is None


def test_an_empty_string_elsewhere_stays(server: ProviderServer[Shelf]) -> None:
    state = state_of(server.upgrade_state(THING, 0, STORED | {"name": "", "id": ""}))
    assert (state["name"], state["id"]) == ("", "")


def test_what_only_steers_this_provider_takes_its_default(server: ProviderServer[Shelf]) -> None:
    assert state_of(server.upgrade_state(THING, 0, STORED))["careful"] is False


def test_other_defaults_are_not_invented(server: ProviderServer[Shelf]) -> None:
    assert state_of(server.upgrade_state(THING, 0, STORED | {"colour": None}))["colour"] is None


def test_values_stored_as_text_become_what_the_schema_says(server: ProviderServer[Shelf]) -> None:
    state = state_of(server.upgrade_state(THING, 0, STORED | {"revision": "3", "careful": "true"}))
    assert (state["revision"], state["careful"]) == (3, True)


def test_a_value_that_cannot_be_read_is_named(server: ProviderServer[Shelf]) -> None:
    answer = server.upgrade_state(THING, 0, STORED | {"revision": "many"})
    assert answer.state is None
    assert [each.path for each in answer.diagnostics.errors] == [("revision",)]


def test_every_value_that_cannot_be_read_is_named_at_once(server: ProviderServer[Shelf]) -> None:
    wrong = {"revision": "many", "tags": ["a", {}, []], "labels": {"x": [1]}, "timeouts": {"create": {}, "read": []}}

    answer = server.upgrade_state(THING, 0, STORED | wrong)

    assert [format_path(each.path) for each in answer.diagnostics.errors] == [
        "revision", "tags[1]", "tags[2]", 'labels["x"]', "timeouts.create", "timeouts.read",
    ]  # fmt: skip


def test_state_of_a_newer_version_is_refused_with_both_versions(server: ProviderServer[Shelf]) -> None:
    answer = server.upgrade_state(THING, 2, STORED)
    (problem,) = answer.diagnostics.errors
    assert answer.state is None
    assert "schema version 2" in problem.detail
    assert "provider 1.2.3 knows version 1" in problem.detail


def test_upgrading_needs_no_client(unconfigured: ProviderServer[Shelf], shelf: Shelf) -> None:
    assert unconfigured.upgrade_state(THING, 0, STORED).state is not None
    assert shelf.calls == []


@pytest.mark.parametrize("source", ["registry.terraform.io/other/toy", "registry.opentofu.org/Other/Toy"])
def test_state_of_a_compatible_provider_can_move_here(server: ProviderServer[Shelf], source: str) -> None:
    moved = server.move_state(source, THING, THING, STORED | {"note": "", "weight": 5})
    assert state_of(moved)["note"] is None
    assert state_of(moved)["id"] == "1"
    assert not moved.diagnostics.items


def test_moved_state_has_its_identity(server: ProviderServer[Shelf]) -> None:
    assert server.move_state("registry.terraform.io/other/toy", THING, THING, STORED).identity == {"id": "1"}


@pytest.mark.parametrize(
    ("source", "source_type"),
    [("registry.terraform.io/someone/else", THING), ("registry.terraform.io/other/toy", "toy_other"), ("", THING)],
)
def test_other_state_cannot_move_here_and_the_way_on_is_told(
    server: ProviderServer[Shelf], source: str, source_type: str
) -> None:
    moved = server.move_state(source, source_type, THING, STORED)
    assert moved.state is None
    assert "Import the object instead" in moved.diagnostics.errors[0].detail
    assert "other/toy" in moved.diagnostics.errors[0].detail


# Another version of the schema


def renamed(schema: BlockSchema, state: Json) -> Json:
    """Version 0 called the shade `tint`."""
    return {**{name: value for name, value in state.items() if name != "tint"}, "shade": state["tint"]}


def in_words(schema: BlockSchema, state: Json) -> Json:
    """Version 1 had the shade as a number."""
    return state | {"shade": f"shade {state['shade']}"}


class Painted(Thing, name="painted"):
    """A thing whose schema changed twice."""

    schema_version = 2
    upgraders: ClassVar = {0: renamed, 1: in_words}

    shade: str = attr("Its shade.", default="none")


@pytest.fixture
def painted() -> ProviderServer[Shelf]:
    provider = ToyProvider()
    provider.resources = {"toy_painted": Painted}
    return ProviderServer(provider)


@pytest.mark.parametrize(
    ("version", "stored", "shade"), [(0, {"tint": 3}, "shade 3"), (1, {"shade": 3}, "shade 3"), (2, {"shade": "3"}, "3")]
)
def test_upgraders_lead_from_a_states_version_to_todays(
    painted: ProviderServer[Shelf], version: int, stored: dict[str, Any], shade: str
) -> None:
    upgraded = state_of(painted.upgrade_state("toy_painted", version, {"id": "1", "name": "chair", **stored}))
    assert (upgraded["shade"], upgraded["name"]) == (shade, "chair")
    assert set(upgraded) == set(schema_of(Painted).null())


def test_an_upgrader_that_fails_loses_no_state(painted: ProviderServer[Shelf], caplog: pytest.LogCaptureFixture) -> None:
    answer = painted.upgrade_state("toy_painted", 0, {"id": "1"})
    assert answer.state is None
    assert "KeyError" in answer.diagnostics.errors[0].detail
    assert caplog.records
