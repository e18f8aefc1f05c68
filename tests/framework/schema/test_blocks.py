"""From a declared class to the schema that everything else is derived from."""

from __future__ import annotations

import dataclasses

import pytest

from provider.framework.diagnostics import format_path
from provider.framework.resource import Timeouts
from provider.framework.schema.attributes import attr, computed
from provider.framework.schema.blocks import Block, schema_of, to_instance, to_values
from provider.framework.schema.types import TypeMismatch
from provider.framework.values import UNKNOWN
from provider.plugin import schemas
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.framework.toy import Thing, config

ATTRIBUTES = {each.name: each for each in schemas.schema(schema_of(Thing)).block.attributes}


def wire(name: str) -> tuple[bool, bool, bool]:
    """(required, optional, computed) as engines are told."""
    each = ATTRIBUTES[name]
    return each.required, each.optional, each.computed


def test_an_attribute_without_a_default_is_required() -> None:
    assert wire("name") == (True, False, False)


def test_an_attribute_with_a_null_default_is_optional() -> None:
    assert wire("note") == (False, True, False)


def test_an_attribute_with_another_default_is_computed_as_well_or_engines_would_refuse_it() -> None:
    assert wire("colour") == (False, True, True)
    assert wire("tags") == (False, True, True)


def test_an_attribute_left_to_the_api_is_optional_and_computed() -> None:
    assert wire("size") == (False, True, True)


def test_what_only_the_api_sets_is_computed() -> None:
    assert wire("id") == (False, False, True)


@pytest.mark.parametrize(
    ("name", "expression"),
    [
        ("name", b'"string"'),
        ("careful", b'"bool"'),
        ("size", b'"number"'),
        ("tags", b'["list","string"]'),
        ("labels", b'["map","string"]'),
    ],
)
def test_a_python_type_becomes_a_type_expression(name: str, expression: bytes) -> None:
    assert ATTRIBUTES[name].type == expression


def test_sensitive_write_only_and_deprecated_reach_the_engine() -> None:
    assert ATTRIBUTES["secret"].sensitive
    assert ATTRIBUTES["secret_wo"].write_only
    assert ATTRIBUTES["old"].deprecated
    assert ATTRIBUTES["old"].deprecation_message == "Use note instead."
    assert not ATTRIBUTES["note"].deprecated


def test_descriptions_are_markdown_from_the_declaration() -> None:
    assert ATTRIBUTES["colour"].description == "Its colour."
    assert ATTRIBUTES["colour"].description_kind == pb.MARKDOWN
    assert schemas.schema(schema_of(Thing)).block.description == "A thing on the shelf."


def test_a_block_in_a_block_can_stand_once() -> None:
    (nested,) = schemas.schema(schema_of(Thing)).block.block_types
    assert (nested.type_name, nested.nesting) == ("timeouts", pb.Schema.NestedBlock.SINGLE)
    assert {each.name for each in nested.block.attributes} == {"create", "read", "update", "delete"}


def test_a_declared_class_is_a_frozen_keyword_only_dataclass() -> None:
    class Point(Block):
        """A point."""

        x: int = attr("Across.")
        y: int = attr("Up.", default=0)

    point = Point(x=1)
    assert (point.x, point.y) == (1, 0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point.x = 2  # type: ignore[misc]


def test_a_subclass_has_the_attributes_of_its_base_first() -> None:
    class Base(Block):
        """Base."""

        one: str = attr("First.")

    class Derived(Base):
        """Derived."""

        two: str = computed("Second.")

    assert list(schema_of(Derived).attributes) == ["one", "two"]


def test_a_family_can_word_its_shared_descriptions() -> None:
    class Family(Block):
        """About {media}."""

        name: str = attr("Name of the {media}.")

        @classmethod
        def describe(cls, text: str) -> str:
            return text.replace("{media}", "recordings")

    assert schema_of(Family).description == "About recordings."
    assert schema_of(Family).attributes["name"].description == "Name of the recordings."


def test_a_type_that_terraform_does_not_have_is_refused_when_the_schema_is_derived() -> None:
    class Wrong(Block):
        """Wrong."""

        moment: complex = attr("No such thing.")

    with pytest.raises(TypeError, match="no Terraform type for"):
        schema_of(Wrong)


def test_values_survive_the_way_through_the_typed_class_and_back() -> None:
    values = config(tags=["a"], timeouts={"create": "5m", "read": None, "update": UNKNOWN, "delete": None})
    instance = to_instance(Thing, values)
    assert isinstance(instance.timeouts, Timeouts)
    assert to_values(instance) == values


def test_a_default_list_is_no_ones_to_change() -> None:
    first = to_values(Thing(id="", revision=0, name="a", size=1, maker=""))
    first["tags"].append("mine")
    assert to_values(Thing(id="", revision=0, name="b", size=1, maker=""))["tags"] == []


def test_what_is_missing_becomes_null_and_what_is_unknown_to_the_schema_is_dropped() -> None:
    conformed = schema_of(Thing).conform({"name": "lamp", "from_elsewhere": 1})
    assert conformed == schema_of(Thing).null() | {"name": "lamp"}


def test_a_value_of_the_wrong_type_is_named_by_its_path() -> None:
    with pytest.raises(TypeMismatch) as mismatch:
        schema_of(Thing).conform({"tags": ["a", {"b": "c"}]})
    assert [each.path for each in mismatch.value.wrong] == [("tags", 1)]


def test_a_map_key_in_a_path_is_a_key_and_no_attribute_name() -> None:
    with pytest.raises(TypeMismatch) as mismatch:
        schema_of(Thing).conform({"labels": {"a.b": ["c"]}})
    assert mismatch.value.wrong[0].path == ("labels", "a.b")
    assert format_path(mismatch.value.wrong[0].path) == 'labels["a.b"]'
    first, second = schemas.path(mismatch.value.wrong[0].path).steps
    assert (first.attribute_name, second.element_key_string) == ("labels", "a.b")


def test_a_value_of_the_wrong_type_in_a_nested_block_is_named_by_its_path() -> None:
    with pytest.raises(TypeMismatch) as mismatch:
        schema_of(Thing).conform({"timeouts": {"create": ["5m"]}})
    assert [each.path for each in mismatch.value.wrong] == [("timeouts", "create")]


def test_a_whole_block_can_be_unknown() -> None:
    assert schema_of(Thing).conform({"timeouts": UNKNOWN})["timeouts"] is UNKNOWN


def test_text_where_a_block_belongs_is_refused() -> None:
    with pytest.raises(TypeMismatch, match="a block is wanted here"):
        schema_of(Thing).conform({"timeouts": "5m"})
