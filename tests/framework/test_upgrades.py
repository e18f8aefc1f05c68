"""States of older schema versions, and resources that are not whole."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from provider.framework.blocks import BlockSchema, attr, schema_of
from provider.framework.resource import Resource
from provider.framework.server import ProviderServer
from provider.framework.values import Json
from tests.framework.toy import Shelf, Thing, ToyProvider
from tests.framework.walk import state_of


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
    assert "KeyError" in answer.found.errors[0].detail
    assert caplog.records


def test_a_schema_version_without_an_upgrader_is_refused_where_the_class_is_declared() -> None:
    with pytest.raises(TypeError, match="resource varnished has no upgrader for schema version 1, 2"):

        class Varnished(Thing, name="varnished"):
            schema_version = 3


@pytest.mark.parametrize("operation", ["create", "read", "update", "delete", "find"])
def test_a_resource_that_lacks_an_operation_cannot_be_declared(operation: str) -> None:
    others = {name: vars(Thing)[name] for name in ("create", "read", "update", "delete", "find") if name != operation}
    with pytest.raises(TypeError, match=rf"resource half \(Half\) lacks {operation}$"):
        type("Half", (Resource,), {"identity": ("id",), **others}, name="half")


def test_a_resource_without_identity_cannot_be_declared() -> None:
    operations = {name: vars(Thing)[name] for name in ("create", "read", "update", "delete", "find")}
    with pytest.raises(TypeError, match="lacks identity"):
        type("Nameless", (Resource,), operations, name="nameless")


def test_a_base_of_resources_may_leave_operations_to_them() -> None:
    class Base(Resource[Shelf]):
        """No resource by itself: it has no name."""

    assert Base.type_name == ""
