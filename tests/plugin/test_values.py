"""`DynamicValue` in every form that an engine may give it."""

from __future__ import annotations

from typing import Any

import msgpack
import pytest

from provider.framework.values import UNKNOWN
from provider.plugin.values import decode, decode_json, encode
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness import values as engine


@pytest.mark.parametrize(
    "value",
    [None, True, False, "", "text", "ü", 0, -1, 2**63, 1.5, [], ["a", None], {}, {"a": {"b": [1, UNKNOWN]}}, UNKNOWN],
    ids=repr,
)
def test_a_value_survives_both_ways(value: Any) -> None:
    assert engine.decode(encode(value)) == value
    assert decode(engine.encode(value)) == value


def test_a_refined_unknown_is_unknown() -> None:
    refined = msgpack.ExtType(12, msgpack.packb({1: False}))
    assert decode(pb.DynamicValue(msgpack=msgpack.packb(refined))) is UNKNOWN


def test_another_extension_is_refused() -> None:
    with pytest.raises(ValueError, match="extension 5"):
        decode(pb.DynamicValue(msgpack=msgpack.packb(msgpack.ExtType(5, b""))))


def test_an_absent_value_is_null() -> None:
    assert decode(pb.DynamicValue()) is None


def test_json_is_read_as_well() -> None:
    assert decode(pb.DynamicValue(json=b'{"a": [1, null]}')) == {"a": [1, None]}


@pytest.mark.parametrize("number", [2**64, -(2**63) - 1])
def test_a_number_too_large_for_msgpack_goes_as_its_decimal_digits(number: int) -> None:
    assert engine.decode(encode(number)) == str(number)


def test_a_tuple_goes_as_a_list() -> None:
    assert engine.decode(encode(("a", "b"))) == ["a", "b"]


def test_a_stored_object_is_read() -> None:
    assert decode_json(pb.RawState(json=b'{"id": "x"}')) == {"id": "x"}


def test_no_stored_object_at_all_is_an_empty_one() -> None:
    assert decode_json(pb.RawState()) == {}
