"""A record is what the standard library makes of the same class, as far as anyone can see."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import KW_ONLY, dataclass, field
from typing import ClassVar

import pytest

from provider.record import record


@record(frozen=True)
class Place:
    """Where something is."""

    name: str
    tags: list[str] = field(default_factory=list)
    _: KW_ONLY
    secret: str = field(default="", repr=False)
    looks: int = field(default=0, compare=False)
    kind: ClassVar[str] = "place"


@record(frozen=True, kw_only=True)
class House(Place):
    """A place with a number."""

    number: int


@record()
class Counter:
    """Counts from where it is told to."""

    start: int = 0
    seen: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.seen = [self.start]


@record(eq=False, repr=False)
class Handle:
    """Something that is itself and nothing else."""

    number: int


@record(frozen=True)
class Spelled:
    """It has methods of its own."""

    text: str

    def __repr__(self) -> str:
        return "spelled"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Spelled) and other.text.lower() == self.text.lower()

    def __hash__(self) -> int:
        return hash(self.text.lower())


@dataclass(frozen=True)
class StandardPlace:
    """`Place`, of the standard library."""

    name: str
    tags: list[str] = field(default_factory=list)
    _: KW_ONLY
    secret: str = field(default="", repr=False)
    looks: int = field(default=0, compare=False)
    kind: ClassVar[str] = "place"


def test_fields_are_given_by_position_or_by_name_and_defaults_stand_in() -> None:
    assert dataclasses.asdict(Place("here", secret="k")) == dataclasses.asdict(StandardPlace("here", secret="k"))
    assert House(number=1, name="there").number == 1


def test_a_default_factory_makes_a_new_value_for_each_object() -> None:
    first, second = Place("a"), Place("b")
    first.tags.append("old")

    assert second.tags == []


@pytest.mark.parametrize(
    ("given", "named", "told"),
    [
        ((), {}, "lacks name"),
        (("a",), {"colour": "red"}, "has no colour"),
        ((), {"colour": "red"}, "has no colour, lacks name"),
        (("a", [], "k"), {}, "takes name, tags by position"),
        (("a",), {"name": "b"}, "each field once"),
        (("a",), {"kind": "b"}, "has no kind"),
    ],
)
def test_wrong_arguments_are_told_all_at_once(given: tuple[object, ...], named: dict[str, object], told: str) -> None:
    with pytest.raises(TypeError, match=told):
        Place(*given, **named)  # type: ignore[arg-type]


def test_a_keyword_only_record_takes_nothing_by_position() -> None:
    with pytest.raises(TypeError, match="takes nothing by position"):
        record(kw_only=True)(type("Pair", (), {"__doc__": "A pair.", "__annotations__": {"one": "int"}}))(1)


def test_a_frozen_record_can_be_neither_changed_nor_emptied() -> None:
    place = Place("here")

    with pytest.raises(dataclasses.FrozenInstanceError, match=r"Place\.name cannot be changed"):
        place.name = "there"  # type: ignore[misc]
    with pytest.raises(dataclasses.FrozenInstanceError):
        del place.name
    assert place.name == "here"


def test_a_record_that_is_not_frozen_can_be_changed() -> None:
    counter = Counter(3)
    counter.start = 4

    assert (counter.start, counter.seen) == (4, [3])


def test_what_is_kept_out_of_the_text_is_not_shown() -> None:
    assert repr(Place("here", secret="hunter2")) == repr(StandardPlace("here", secret="hunter2")).removeprefix("Standard")
    assert "hunter2" not in repr(House(name="here", secret="hunter2", number=1))
    assert "number=1" not in repr(Handle(1))


def test_records_are_equal_by_class_and_compared_fields() -> None:
    assert Place("a", looks=1) == Place("a", looks=2)
    assert Place("a") != Place("b")
    assert Place("a", secret="k") != Place("a")
    assert Place("a") != House(name="a", number=1)
    assert Handle(1) != Handle(1)


def test_only_frozen_records_and_those_that_are_themselves_can_be_keys() -> None:
    one, other = Spelled("A"), Spelled("a")

    assert {one: 1}[other] == 1
    assert hash(dataclasses.replace(Place("a"), tags=())) == hash(dataclasses.replace(Place("a"), tags=(), looks=1))  # type: ignore[arg-type]
    assert len({Handle(1), Handle(1)}) == 2
    with pytest.raises(TypeError, match="unhashable"):
        hash(Counter())


def test_methods_that_a_class_has_itself_stay() -> None:
    assert repr(Spelled("a")) == "spelled"
    assert Spelled("a") == Spelled("A")


def test_replace_fields_and_copies_work_as_for_any_dataclass() -> None:
    house = House(name="here", secret="k", number=1)

    assert dataclasses.replace(house, number=2) == House(name="here", secret="k", number=2)
    assert [each.name for each in dataclasses.fields(House)] == ["name", "tags", "secret", "looks", "number"]
    assert pickle.loads(pickle.dumps(house)) == copy.deepcopy(house) == house
