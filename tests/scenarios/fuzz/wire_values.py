"""Values that no engine sends, and values that one could. Everything is chosen by the generator that is handed in."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from random import Random
from typing import Any

import msgpack

from provider.framework.values import UNKNOWN, Values
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.schema import AttributeSchema, Schema
from tests.harness.values import encode

CANARY = "c4n4ry-0f-4-s3cr3t"
"""Stands in every value, and must come back in no diagnostic about a value that cannot be read, and in no log."""

_TEXTS = (
    "",
    "text",
    CANARY,
    "ü€😀",
    "\x00",
    "AC" + "0" * 32,
    "CR" + "f" * 32,
    "*",
    "https://bucket.s3.amazonaws.com/",
    "x" * 5000,
)
_NUMBERS = (0, -1, 1, 2**63, -(2**63), 2**64 - 1, 1.5, 1e300, "12", "1" + "0" * 300)


def valid(rng: Random, kind: Any) -> Any:
    """A value of a type, by its JSON type expression."""
    if isinstance(kind, list):
        shape, element = kind
        if shape == "map":
            return {text: valid(rng, element) for text in rng.sample(_TEXTS, 2)}
        if shape == "object":
            return {name: valid(rng, each) for name, each in element.items()}
        return [valid(rng, element) for _ in range(rng.randrange(4))]
    if kind == "bool":
        return False  # what is switched on waits for Twilio's activation
    return rng.choice(_TEXTS if kind == "string" else _NUMBERS)


def valid_object(rng: Random, schema: Schema, *, nulls: float = 0.3) -> Values:
    """An object whose values are of their types, and otherwise anything; so many of them null."""
    values: Values = {
        name: None if rng.random() < nulls else valid(rng, attribute.type) for name, attribute in schema.attributes.items()
    }
    return values | dict.fromkeys(schema.blocks)


def without_canary(value: Any) -> Any:
    """The same value with another text in place of the canary: what may be quoted, such as a word that is not one of a few."""
    if isinstance(value, dict):
        return {without_canary(key): without_canary(each) for key, each in value.items()}
    if isinstance(value, list):
        return [without_canary(each) for each in value]
    return "a text" if value == CANARY else value


def wrong_type(rng: Random, attribute: AttributeSchema) -> Any:
    """A value that is not of the attribute's type, nor can be taken for it."""
    kind = attribute.type[0] if isinstance(attribute.type, list) else attribute.type
    wrong: dict[str, list[Any]] = {
        "string": [[CANARY], {CANARY: 1}, []],
        "bool": [CANARY, 1, [True], {}, "yes"],
        "number": [CANARY, True, [1], {}, "1" + "0" * 5000],
        "list": [CANARY, 7, {"a": CANARY}, [[[CANARY]]], True],
        "map": [CANARY, 7, [CANARY], False],
        "object": [CANARY, 7, [CANARY], False],
        "set": [CANARY, 7, {"a": CANARY}, True],
    }
    return rng.choice(wrong[kind])


def _packed(values: Values, name: str, raw: bytes) -> pb.DynamicValue:
    """An object in which one attribute's value is `raw`."""
    others = {key: value for key, value in values.items() if key != name}
    head = bytes([0xDE]) + struct.pack(">H", len(others) + 1)
    return pb.DynamicValue(msgpack=head + msgpack.packb(name) + raw + b"".join(map(msgpack.packb, _flat(others))))


def _flat(values: Values) -> list[Any]:
    return [part for pair in values.items() for part in pair]


def _one(rng: Random, values: Values) -> str:
    return rng.choice(sorted(values))


def garbage(rng: Random, _values: Values) -> pb.DynamicValue:
    first = rng.choice([byte for byte in range(256) if not (0x80 <= byte <= 0x8F or byte in (0xC0, 0xDE, 0xDF))])
    return pb.DynamicValue(msgpack=bytes([first]) + rng.randbytes(rng.randrange(200)))


def truncated(rng: Random, values: Values) -> pb.DynamicValue:
    whole = encode(values | {"more": CANARY}).msgpack
    return pb.DynamicValue(msgpack=whole[: rng.randrange(1, len(whole))])


def trailing(rng: Random, values: Values) -> pb.DynamicValue:
    return pb.DynamicValue(msgpack=encode(values).msgpack + rng.randbytes(rng.randrange(1, 50)))


def extension(rng: Random, values: Values) -> pb.DynamicValue:
    code = rng.choice([code for code in range(-128, 128) if code not in (0, 12)])
    body = CANARY.encode()
    return _packed(values, _one(rng, values), b"\xc7" + struct.pack("Bb", len(body), code) + body)


def claim(rng: Random, values: Values) -> pb.DynamicValue:
    """A length of which almost nothing is there."""
    return _packed(values, _one(rng, values), rng.choice([b"\xdd", b"\xdf", b"\xdb", b"\xc6", b"\xc9"]) + b"\xff\xff\xff\xf0")


def deep(rng: Random, values: Values) -> pb.DynamicValue:
    level = rng.choice([b"\x91", b"\x81\xa1a"])
    return _packed(values, _one(rng, values), level * rng.choice([64, 100, 600, 1100, 50_000]) + b"\xc0")


def not_utf_8(rng: Random, values: Values) -> pb.DynamicValue:
    text = rng.choice([b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", b"\xf8\x88\x80\x80\x80"]) + CANARY.encode()
    return _packed(values, _one(rng, values), bytes([0xA0 | len(text)]) + text)


def binary(rng: Random, values: Values) -> pb.DynamicValue:
    return _packed(values, _one(rng, values), msgpack.packb(CANARY.encode()))


def key(rng: Random, values: Values) -> pb.DynamicValue:
    """A map whose key is no text."""
    wrong = rng.choice([b"\x01", b"\x90", b"\x80", b"\xc0", b"\xc3", b"\xc4\x01a", b"\xd4\x00\x00", b"\xcb" + b"\x00" * 8])
    return _packed(values, _one(rng, values), b"\x81" + wrong + b"\x01")


def root(rng: Random, _values: Values) -> pb.DynamicValue:
    return encode(rng.choice([[], [CANARY], CANARY, 7, 1.5, True, UNKNOWN, "", [[{}]]]))


def not_a_number(rng: Random, values: Values) -> pb.DynamicValue:
    return encode(values | {_one(rng, values): rng.choice([float("nan"), float("inf"), -float("inf")])})


def many(rng: Random, values: Values) -> pb.DynamicValue:
    """Much memory for few bytes."""
    count = rng.choice([30_000, 65_000])
    return _packed(values, _one(rng, values), b"\xdc" + struct.pack(">H", count) + rng.choice([b"\x80", b"\x90"]) * count)


def large(rng: Random, values: Values) -> pb.DynamicValue:
    return encode(values | {_one(rng, values): CANARY * (2**20 // len(CANARY) + 1)})


def json_text(rng: Random, values: Values) -> bytes:
    """JSON that no object can be read from."""
    name, whole = json.dumps(_one(rng, values)), json.dumps(values | {"more": CANARY})
    return rng.choice(
        [
            whole[: rng.randrange(1, len(whole))].encode(),
            (whole + whole).encode(),
            b"[" * 50_000,
            f"{{{name}: {'[' * 50_000}{']' * 50_000}}}".encode(),
            f"{{{name}:".encode() * 20_000,
            f'{{{name}: "\\ud800"}}'.encode(),
            f"{{{name}: {'9' * 5000}}}".encode(),
            f"{{{name}: NaN}}".encode(),
            f"{{{name}: -Infinity}}".encode(),
            f"{{{name}: 1e999}}".encode(),
            f'{{{name}: "'.encode() + b'\xff"}',
            whole.encode("utf-16"),
            json.dumps(rng.choice([[CANARY], CANARY, 7, True, 1.5])).encode(),
            f"{{{name}: '{CANARY}'}}".encode(),
        ]
    )


def in_json(rng: Random, values: Values) -> pb.DynamicValue:
    return pb.DynamicValue(json=json_text(rng, values))


Breaking = Callable[[Random, Values], pb.DynamicValue]
BREAKING: dict[str, tuple[Breaking, int]] = {
    "garbage": (garbage, 10),
    "truncated": (truncated, 10),
    "trailing bytes": (trailing, 5),
    "extension types": (extension, 5),
    "claimed sizes": (claim, 10),
    "deep msgpack": (deep, 10),
    "invalid UTF-8": (not_utf_8, 5),
    "binary": (binary, 5),
    "keys": (key, 5),
    "other roots": (root, 10),
    "not a number": (not_a_number, 5),
    "many containers": (many, 1),
    "large": (large, 1),
    "JSON": (in_json, 15),
}
"""By kind, with how often it is chosen."""
