"""Turns `DynamicValue` into plain Python and back. Unknown is msgpack extension 0; refined unknowns (12) count as unknown.

What comes is held to what the protocol allows before anything else sees it: kinds, depth and size. So a resource never meets a
value that no configuration can hold, and a few bytes cannot become much memory.
"""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

import msgpack

from ..framework.values import UNKNOWN, Json, Unknown, Value, Values, is_wholly_known
from .wire import tfplugin6_pb2 as pb

MOST_BYTES = 2**20
"""The most that one value may have. Values of a provider have some kilobytes."""
DEEPEST = 64
"""Levels of lists and maps."""
MOST_CONTAINERS = 20_000
"""Lists and maps in one value. An empty one takes one byte on the wire, and seventy in memory."""

_UNKNOWN = msgpack.ExtType(0, b"\x00")
_REFINED = 12
_PLAIN = {type(None), bool, int, Unknown}
_TOO_DEEP = f"it is nested more than {DEEPEST} levels deep"


class Unreadable(ValueError):
    """A value that cannot be read. The text gives the reason and quotes nothing, since values can be secret.

    `what` names the part of the request, as in "Unreadable configuration".
    """

    def __init__(self, reason: str, what: str = "value") -> None:
        super().__init__(reason)
        self.what = what


def decode(value: pb.DynamicValue, what: str = "value") -> Value:
    """The value that an engine sent. An absent value and a null are None. Raises `Unreadable`."""
    try:
        if value.msgpack:
            return _checked(_from_msgpack(value.msgpack))
        return _checked(_from_json(value.json)) if value.json else None
    except Unreadable as problem:
        raise Unreadable(str(problem), what) from None


def decode_object(value: pb.DynamicValue, what: str) -> Values | None:
    """The same for a value that must be an object or null."""
    decoded = decode(value, what)
    if decoded is not None and not isinstance(decoded, dict):
        raise Unreadable("it is not an object", what)
    return decoded


def decode_known(value: pb.DynamicValue, what: str) -> Values | None:
    """The same for a value that must be an object without unknown values, or null."""
    decoded = decode_object(value, what)
    if not is_wholly_known(decoded):
        raise Unreadable("it holds values that are not known yet", what)
    return decoded


def encode(value: object) -> pb.DynamicValue:
    """The value for an engine. A character that UTF-8 lacks (half of a pair, in an API's answer) becomes `?`."""
    return pb.DynamicValue(msgpack=msgpack.packb(value, default=_packable, unicode_errors="replace"))


def decode_json(raw: pb.RawState, what: str = "state") -> Json:
    """A state or identity as it was stored. Raises `Unreadable`."""
    if raw.flatmap:
        raise Unreadable("it has the form of Terraform 0.11, which no engine that can run this provider writes", what)
    return decode_json_object(raw.json or b"{}", what)


def decode_json_object(raw: bytes, what: str) -> Json:
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
        return _JSON.decode(raw.decode())
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


def _extension(code: int, _data: bytes) -> Unknown:
    if code in (0, _REFINED):
        return UNKNOWN
    raise Unreadable(f"msgpack extension {code} is not part of the protocol")


def _constant(_name: str) -> NoReturn:
    raise Unreadable("NaN and Infinity are no numbers here")


_JSON = json.JSONDecoder(parse_constant=_constant)


def _checked(value: Value) -> Value:
    """The value, if it holds only what the protocol allows. The search goes level by level, since the value may be deep."""
    level: list[Any] = [value]
    depth = 0
    while level:
        within: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict or kind is list:
                if depth == DEEPEST:
                    raise Unreadable(_TOO_DEEP)
                within += item
                within += item.values() if kind is dict else ()
            elif kind is str:
                if not item.isascii() and any("\ud800" <= character <= "\udfff" for character in item):
                    raise Unreadable("it holds text with half of a surrogate pair")
            elif kind is float:
                if not math.isfinite(item):
                    raise Unreadable("NaN and Infinity are no numbers here")
            elif kind not in _PLAIN:
                raise Unreadable("it holds bytes or a time, which no attribute can be")
        level, depth = within, depth + 1
    return value


def _packable(value: object) -> object:
    """What msgpack packs for what it cannot pack itself."""
    if value is UNKNOWN:
        return _UNKNOWN
    if isinstance(value, int):
        return str(value)  # the protocol's form for numbers that msgpack cannot hold
    raise TypeError(f"no value of a configuration is a {type(value).__name__}")
