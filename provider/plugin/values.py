"""`DynamicValue` to plain Python and back. Unknown is msgpack extension 0; refined unknowns (12) count as unknown.

What comes is held to what the protocol allows before anything else sees it: kinds, depth and size. So a resource never meets a
value that no configuration can hold, and a few bytes cannot become much memory.
"""

from __future__ import annotations

import json
import math
from typing import Any

import msgpack

from ..framework.values import UNKNOWN, is_wholly_known
from .wire import tfplugin6_pb2 as pb

MOST_BYTES = 2**20
"""Of one value. The largest that this provider has are some kilobytes (a key, a layout)."""
DEEPEST = 64
"""Levels of lists and maps. The deepest schema here has three."""
MOST_CONTAINERS = 20_000
"""Lists and maps in one value: an empty one is one byte on the wire, and seventy in memory."""

_UNKNOWN = msgpack.ExtType(0, b"\x00")
_REFINED = 12
_INT64 = range(-(2**63), 2**64)
_TOO_DEEP = f"it is nested more than {DEEPEST} levels deep"


class Unreadable(ValueError):
    """What was sent cannot be read. The text is the reason in words of our own: it quotes nothing, since values can be secret.

    `what` names the part of the request, as in "Unreadable configuration".
    """

    def __init__(self, reason: str, what: str = "value") -> None:
        super().__init__(reason)
        self.what = what


def decode(value: pb.DynamicValue, what: str = "value") -> Any:
    """What an engine sent. An absent value is None, as is a null one. Raises `Unreadable`."""
    try:
        if value.msgpack:
            return _checked(_from_msgpack(value.msgpack))
        return _checked(_from_json(value.json)) if value.json else None
    except Unreadable as problem:
        raise Unreadable(str(problem), what) from None


def decode_object(value: pb.DynamicValue, what: str) -> dict[str, Any] | None:
    """What must be an object or null."""
    decoded = decode(value, what)
    if decoded is not None and not isinstance(decoded, dict):
        raise Unreadable("it is not an object", what)
    return decoded


def decode_known(value: pb.DynamicValue, what: str) -> dict[str, Any] | None:
    """What must be an object without unknown values, or null."""
    decoded = decode_object(value, what)
    if not is_wholly_known(decoded):
        raise Unreadable("it holds values that are not known yet", what)
    return decoded


def encode(value: Any) -> pb.DynamicValue:
    """What an engine is to get. A character that UTF-8 does not have (half of a pair, in an API's answer) becomes `?`."""
    return pb.DynamicValue(msgpack=msgpack.packb(_packable(value), unicode_errors="replace"))


def decode_json(raw: pb.RawState, what: str = "state") -> dict[str, Any]:
    """A state or identity as it was stored. Raises `Unreadable`."""
    if raw.flatmap:
        raise Unreadable("it has the form of Terraform 0.11, which no engine that can run this provider writes", what)
    return decode_json_object(raw.json or b"{}", what)


def decode_json_object(raw: bytes, what: str) -> dict[str, Any]:
    """JSON text that must be an object. Raises `Unreadable`."""
    try:
        decoded = _checked(_from_json(raw))
    except Unreadable as problem:
        raise Unreadable(str(problem), what) from None
    if not isinstance(decoded, dict):
        raise Unreadable("it is not an object", what)
    return decoded


def _from_msgpack(raw: bytes) -> Any:
    _limit_size(raw)
    count = _Containers()
    try:
        return msgpack.unpackb(raw, ext_hook=_extension, list_hook=count, object_hook=count)
    except Unreadable:
        raise
    except UnicodeDecodeError:
        raise Unreadable("it holds text that is not UTF-8") from None
    except (msgpack.StackError, RecursionError):
        raise Unreadable(_TOO_DEEP) from None
    except msgpack.ExtraData:
        raise Unreadable("something follows after its end") from None
    except (ValueError, TypeError, OverflowError):  # cut short, not msgpack, a length that is not there, a key that is no text
        raise Unreadable("it is not whole and well-formed msgpack") from None


def _from_json(raw: bytes) -> Any:
    _limit_size(raw)
    try:
        return json.loads(raw.decode(), parse_constant=_constant)
    except UnicodeDecodeError:
        raise Unreadable("it holds text that is not UTF-8") from None
    except json.JSONDecodeError as problem:
        raise Unreadable(f"it is not JSON from line {problem.lineno}, column {problem.colno} on") from None
    except RecursionError:
        raise Unreadable(_TOO_DEEP) from None
    except Unreadable:
        raise
    except ValueError:  # Python reads no integer of more than 4,300 digits
        raise Unreadable("it holds a number of thousands of digits") from None


def _limit_size(raw: bytes) -> None:
    if len(raw) > MOST_BYTES:
        raise Unreadable(f"it has {len(raw)} bytes, and {MOST_BYTES} are the most that is read")


class _Containers:
    """Counts lists and maps while they are made."""

    def __init__(self) -> None:
        self._made = 0

    def __call__(self, made: Any) -> Any:
        self._made += 1
        if self._made > MOST_CONTAINERS:
            raise Unreadable(f"it holds more than {MOST_CONTAINERS} lists and maps")
        return made


def _extension(code: int, _data: bytes) -> Any:
    if code in (0, _REFINED):
        return UNKNOWN
    raise Unreadable(f"msgpack extension {code} is not part of the protocol")


def _constant(_name: str) -> Any:
    raise Unreadable("NaN and Infinity are no numbers here")


def _checked(value: Any) -> Any:
    """`value`, if it consists of nothing but what values consist of. Level by level: its depth is not known yet."""
    level, depth = [value], 0
    while level:
        within: list[Any] = []
        for item in level:
            if not isinstance(item, dict | list):
                _check_scalar(item)
            elif depth == DEEPEST:
                raise Unreadable(_TOO_DEEP)
            else:
                within += item
                within += item.values() if isinstance(item, dict) else ()
        level, depth = within, depth + 1
    return value


def _check_scalar(item: Any) -> None:
    if isinstance(item, str):
        if not item.isascii() and any("\ud800" <= character <= "\udfff" for character in item):
            raise Unreadable("it holds text with half of a surrogate pair")
    elif isinstance(item, float):
        if not math.isfinite(item):
            raise Unreadable("NaN and Infinity are no numbers here")
    elif item is not None and item is not UNKNOWN and not isinstance(item, bool | int):
        raise Unreadable("it holds bytes or a time, which no attribute can be")


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
