"""A type is one class. This one stands in this file alone, and every layer takes it: nothing else knows what types there are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from constructs_lib._values import accept
from constructs_lib.generate.members import given_type, members
from provider.framework.schema import types as kinds
from provider.framework.schema.attributes import attr
from provider.framework.schema.blocks import Block, BlockSchema, schema_of
from provider.framework.schema.types import Number, TypeMismatch
from provider.framework.values import Value
from provider.plugin import schemas
from provider.resources import answers


class Share(float):
    """What declares the type."""


class ShareType(Number):
    """A number from 0 to 1."""

    name, title = "share", "Share"
    wanted = described = "a number from 0 to 1"
    python = Share
    json = "number"

    def holds(self, value: object) -> bool:
        return isinstance(value, int | float) and super().holds(value) and 0 <= value <= 1

    def _conform(self, value: object) -> Value:
        number = super()._conform(value)
        if not self.holds(number):
            raise self._mismatch()
        return number


@pytest.fixture
def cake(monkeypatch: pytest.MonkeyPatch) -> BlockSchema:
    monkeypatch.setattr(kinds, "TYPES", (ShareType, *kinds.TYPES))

    class Cake(Block):
        """What is left of it."""

        left: Share = attr("How much is left.")
        by_guest: dict[str, Share] = attr("How much each had.")

    return schema_of(Cake)


def test_engines_get_its_type(cake: BlockSchema) -> None:
    block = schemas.block(cake)
    assert {each.name: json.loads(each.type) for each in block.attributes} == {"left": "number", "by_guest": ["map", "number"]}


def test_what_engines_bring_is_held_to_it(cake: BlockSchema) -> None:
    assert cake.conform({"left": "0.5", "by_guest": {"a": 1}}) == {"left": 0.5, "by_guest": {"a": 1}}
    with pytest.raises(TypeMismatch, match="a number from 0 to 1 is wanted here") as refused:
        cake.conform({"left": 0, "by_guest": {"a": 2}})
    assert [each.path for each in refused.value.wrong] == [("by_guest", "a")]


def test_answers_are_held_to_it(cake: BlockSchema) -> None:
    reading = answers.read(cake, ["left"], {"left": 2})
    assert reading.problems == {"left": "`left` is a number, and a number from 0 to 1 is expected"}
    assert answers.read(cake, ["left"], {"left": 0.5}).values == {"left": 0.5}


def test_constructs_are_held_to_it(cake: BlockSchema) -> None:
    def no_token(number: float) -> str:
        raise ValueError(number)

    assert accept(cake.attributes["by_guest"].type, {"a": 0.5}, "by_guest", no_token) == {"a": 0.5}
    with pytest.raises(TypeError, match=r"by_guest\[a\] must be a number from 0 to 1"):
        accept(cake.attributes["by_guest"].type, {"a": 2}, "by_guest", no_token)


def test_bindings_have_members_for_it(cake: BlockSchema) -> None:
    assert given_type(cake.attributes["left"], None) == "int | float"
    assert 'return self.get_number_attribute("left")' in "\n".join(members(cake.attributes["left"], None))
    assert 'self.get_number_map_attribute("by_guest")' in "\n".join(members(cake.attributes["by_guest"], None))


def test_no_layer_tells_types_apart_by_their_class() -> None:
    root = Path(__file__).parents[1]
    for part in ("provider", "constructs_lib", "tools"):
        for file in (root / part).rglob("*.py"):
            if file.name != "types.py":
                text = file.read_text(encoding="utf-8")
                assert not [word for word in ("kinds.String", "kinds.Bool", "kinds.Integer", "kinds.List") if word in text], file
