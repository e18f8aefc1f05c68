"""Resources that are not whole cannot be declared."""

from __future__ import annotations

import pytest

from provider.framework.resource import Resource
from tests.framework.toy import Shelf, Thing


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
