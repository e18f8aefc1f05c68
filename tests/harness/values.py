"""An engine's side of `DynamicValue`, written from the protocol's description and not from the provider's own codec."""

from __future__ import annotations

from typing import Any

import msgpack

from provider.framework.values import UNKNOWN, Values
from provider.plugin.wire import tfplugin6_pb2 as pb


def encode(value: Any) -> pb.DynamicValue:
    """As engines send it: a null value is msgpack's nil, never an absent message."""
    return pb.DynamicValue(msgpack=msgpack.packb(_wire(value)))


def decode(value: pb.DynamicValue) -> Any:
    """What the provider answered. An absent value is an error of the provider's wherever this is asked, so it raises."""
    assert value.msgpack, "the provider answered no value at all"
    return msgpack.unpackb(value.msgpack, ext_hook=_unknown, strict_map_key=False)


def decode_object(value: pb.DynamicValue) -> Values | None:
    decoded = decode(value)
    assert decoded is None or isinstance(decoded, dict)
    return decoded


def _wire(value: Any) -> Any:
    if value is UNKNOWN:
        return msgpack.ExtType(0, b"\x00")
    if isinstance(value, dict):
        return {key: _wire(item) for key, item in value.items()}
    return [_wire(item) for item in value] if isinstance(value, list | tuple) else value


def _unknown(code: int, data: bytes) -> Any:
    assert (code, data) == (0, b"\x00"), "unknown is extension 0 with one zero byte"
    return UNKNOWN
