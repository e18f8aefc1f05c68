"""`DynamicValue` to plain Python and back. Unknown is msgpack extension 0; refined unknowns (12) count as unknown."""

from __future__ import annotations

import json
from typing import Any

import msgpack

from ..framework.values import UNKNOWN
from .wire import tfplugin6_pb2 as pb

_UNKNOWN = msgpack.ExtType(0, b"\x00")
_REFINED = 12
_INT64 = range(-(2**63), 2**64)


def decode(value: pb.DynamicValue) -> Any:
    """What an engine sent. An absent value is None, as is a null one."""
    if value.msgpack:
        return msgpack.unpackb(value.msgpack, ext_hook=_extension, strict_map_key=False)
    return json.loads(value.json) if value.json else None


def encode(value: Any) -> pb.DynamicValue:
    """What an engine is to get."""
    return pb.DynamicValue(msgpack=msgpack.packb(_packable(value)))


def decode_json(raw: pb.RawState) -> dict[str, Any]:
    """A state or identity as it was stored; raises ValueError where it is not a JSON object."""
    if raw.flatmap:
        raise ValueError("the state is in the form of Terraform 0.11, which no engine that can run this provider writes")
    decoded = json.loads(raw.json or b"{}")
    if not isinstance(decoded, dict):
        raise ValueError("the stored value is not an object")  # noqa: TRY004  # of text, not of a Python type
    return decoded


def _extension(code: int, _data: bytes) -> Any:
    if code in (0, _REFINED):
        return UNKNOWN
    raise ValueError(f"msgpack extension {code} is not part of the protocol")


def _packable(value: Any) -> Any:
    if value is UNKNOWN:
        return _UNKNOWN
    if isinstance(value, dict):
        return {key: _packable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_packable(item) for item in value]
    if isinstance(value, int) and value not in _INT64:
        return str(value)  # the protocol's form for numbers that msgpack cannot hold
    return value
