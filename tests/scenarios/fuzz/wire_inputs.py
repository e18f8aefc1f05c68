"""What is sent: each input follows from a seed and its index, and says what must come of it."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Any

from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor
from google.protobuf.message import Message

from provider.framework.values import UNKNOWN, Values
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.schema import Schema
from tests.harness.values import decode, encode
from tests.scenarios.fuzz.wire_values import BREAKING, CANARY, json_text, valid, valid_object, without_canary, wrong_type

SERVICE = pb.DESCRIPTOR.services_by_name["Provider"]
METHODS: dict[str, MethodDescriptor] = {method.name: method for method in SERVICE.methods}
COMPANIONS = ("plugin.GRPCStdio/StreamStdio", "plugin.GRPCController/Shutdown", "grpc.health.v1.Health/Check")

READS: dict[str, tuple[str, ...]] = {
    "ValidateProviderConfig": ("config",),
    "ConfigureProvider": ("config",),
    "ValidateResourceConfig": ("config",),
    "UpgradeResourceState": ("raw_state",),
    "UpgradeResourceIdentity": ("raw_identity",),
    "ReadResource": ("current_state",),
    "PlanResourceChange": ("prior_state", "proposed_new_state", "config"),
    "ApplyResourceChange": ("prior_state", "planned_state", "config"),
    "ImportResourceState": ("identity",),
    "MoveResourceState": ("source_state",),
    "ValidateDataResourceConfig": ("config",),
    "ReadDataSource": ("config",),
    "CallFunction": ("arguments",),
}
"""What each method reads of its request: where it can be hurt."""

PRIVATE = {"ReadResource": "private", "PlanResourceChange": "prior_private", "ApplyResourceChange": "planned_private"}
_TYPE_NAMES = ("type_name", "target_type_name", "name")
_TYPED = [name for name in READS if name not in ("ValidateProviderConfig", "ConfigureProvider", "UpgradeResourceIdentity")]
_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"


class Due(Enum):
    """What an answer must hold."""

    ERROR = "an error"
    WORD = "an error or a warning"
    ANSWER = "an answer"
    INVALID = "INVALID_ARGUMENT, where there are no diagnostics"


@dataclass(frozen=True)
class CallInput:
    """One RPC. `body` is all that goes over its stream."""

    kind: str
    path: str
    body: bytes
    due: Due
    discreet: bool = True
    """Whether what it holds may come back in no diagnostic. What was read may be quoted."""


@dataclass(frozen=True)
class BytesInput:
    """One connection, and what is sent over it. `shows`: the certificate."""

    kind: str
    shows: str
    data: bytes


Input = CallInput | BytesInput


def framed(message: bytes, *, compressed: int = 0, claimed: int | None = None) -> bytes:
    return struct.pack(">BI", compressed, len(message) if claimed is None else claimed) + message


def path_of(method: str) -> str:
    return f"{SERVICE.full_name}/{method}"


class Inputs:
    """All inputs of one seed, for a provider with this schema."""

    def __init__(self, schema: pb.GetProviderSchema.Response, seed: int) -> None:
        self._seed = seed
        self._schemas: Mapping[str, Schema] = {name: Schema.of(each) for name, each in schema.resource_schemas.items()}
        self._data: Mapping[str, Schema] = {name: Schema.of(each) for name, each in schema.data_source_schemas.items()}
        self._functions: Mapping[str, pb.Function] = dict(schema.functions)
        self._provider = Schema.of(schema.provider)

    def __getitem__(self, index: int) -> Input:
        rng = Random(f"{self._seed}:{index}")
        making = rng.choices(
            [self._broken, self._wrong, self._unnamed, self._private, self._odd, self._message, self._frame, self._bytes],
            [50, 12, 5, 5, 10, 8, 5, 5],
        )[0]
        return making(rng)

    # Values

    def _broken(self, rng: Random) -> Input:
        """One value that cannot be read, in a request that is right otherwise."""
        method = rng.choice(list(READS))
        request, values = self._right(rng, method)
        field = rng.choice(READS[method])
        if METHODS[method].input_type.fields_by_name[field].message_type is pb.RawState.DESCRIPTOR:
            getattr(request, field).json = json_text(rng, values)
            return self._call("JSON", method, request, Due.ERROR)
        kind = rng.choices(list(BREAKING), [often for _, often in BREAKING.values()])[0]
        if method == "CallFunction" and kind in ("other roots", "JSON"):
            kind = "garbage"  # an argument need not be an object
        _put(request, field, BREAKING[kind][0](rng, values))
        return self._call(kind, method, request, Due.ERROR)

    def _wrong(self, rng: Random) -> Input:
        """One attribute of a wrong type."""
        method = rng.choice(
            [name for name in READS if name not in ("CallFunction", "ImportResourceState", "UpgradeResourceIdentity")]
        )
        request, values = self._right(rng, method)
        values = without_canary(values)  # wrong values are told beside wrong types
        schema = self._schema_of(method, request)
        attribute = rng.choice(list(schema.attributes.values()))
        wrong = values | {attribute.name: wrong_type(rng, attribute)}
        if schema.blocks and rng.random() < 0.2:
            wrong = values | {rng.choice(sorted(schema.blocks)): rng.choice([CANARY, 7, [CANARY], {"read": [CANARY]}])}
        _put(request, rng.choice(READS[method]), encode(wrong))
        return self._call("wrong types", method, request, Due.ERROR)

    def _unnamed(self, rng: Random) -> Input:
        """A name that nothing has."""
        method = rng.choice(_TYPED)
        request, _ = self._right(rng, method)
        _put_name(
            request, rng.choice(["", "twilio_teapot", "x" * 10_000, "\x00", "../../etc", "twilio_video_recording_settings "])
        )
        return self._call("unknown names", method, request, Due.ERROR, discreet=False)

    def _private(self, rng: Random) -> Input:
        method = rng.choice(list(PRIVATE))
        request, _ = self._right(rng, method)
        wrong = [b"\x00\xff" + CANARY.encode(), b"[" * 50_000, b'"' + CANARY.encode() + b'"', b"{", rng.randbytes(50), b"[1]"]
        setattr(request, PRIVATE[method], rng.choice(wrong))
        return self._call("private state", method, request, Due.WORD, discreet=False)

    def _odd(self, rng: Random) -> Input:
        """What an engine would not send, but can be read: it may be taken or refused."""
        method = rng.choice([name for name in READS if name != "ConfigureProvider"])
        request, values = self._right(rng, method)
        odd = rng.choice(
            [
                values | {"no_such_attribute": CANARY, "nor_this": {"a": [1, UNKNOWN]}},
                values | dict.fromkeys(rng.sample(sorted(values), min(3, len(values))), UNKNOWN),
                dict.fromkeys(values),
                {},
                None,
            ]
        )
        field = rng.choice(READS[method])
        if METHODS[method].input_type.fields_by_name[field].message_type is not pb.RawState.DESCRIPTOR:
            _put(request, field, encode(odd))
        return self._call("odd but readable", method, request, Due.ANSWER, discreet=False)

    # Messages and frames

    def _message(self, rng: Random) -> Input:
        """Bytes that are no message of the method, or one by chance."""
        method = rng.choice([name for name in METHODS if name not in ("ConfigureProvider", "StopProvider")])
        whole = self._right(rng, method)[0].SerializeToString() if method in READS else b"\x0a\x03abc"
        kind = rng.choice(["random bytes", "flipped bits", "cut short"])
        if kind == "random bytes":
            raw = rng.randbytes(rng.randrange(1, 300))
        elif kind == "cut short":
            raw = whole[: rng.randrange(len(whole))]
        else:
            flipped = bytearray(whole)
            for _ in range(rng.randrange(1, 5)):
                flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
            raw = bytes(flipped)
        return CallInput(f"protobuf: {kind}", path_of(method), framed(raw), Due.ANSWER, discreet=False)

    def _frame(self, rng: Random) -> Input:
        """A frame around the message that cannot be right."""
        method = rng.choice(list(READS))
        whole = self._right(rng, method)[0].SerializeToString()
        kind, body = rng.choice(
            [
                ("no message", b""),
                ("cut prefix", b"\x00\x00"),
                ("compressed", framed(whole, compressed=1)),
                ("longer claimed", framed(whole, claimed=len(whole) + 1)),
                ("4 GiB claimed", framed(whole, claimed=2**32 - 1)),
                ("5 MiB", framed(bytes(5 * 2**20))) if rng.random() < 0.05 else ("no message", b""),
            ]
        )
        if rng.random() < 0.2:
            return CallInput("gRPC frame of a companion", rng.choice(COMPANIONS), body, Due.INVALID)
        return CallInput(f"gRPC frame: {kind}", path_of(method), body, Due.ERROR)

    def _bytes(self, rng: Random) -> Input:
        shows = rng.choices(["no TLS", "no certificate", "another certificate", "the engine's certificate"], [1, 1, 1, 7])[0]
        kind = rng.choice(["random bytes", "frames", "headers", "resets", "pings", "streams", "continuations"])
        data = rng.randbytes(rng.randrange(1, 2000))
        if kind != "random bytes":
            data = _PREFACE + _SETTINGS + _frames(rng, kind)
        return BytesInput(f"{shows}: {kind}" if shows.startswith("the") else shows, shows, data)

    # What is right

    def _right(self, rng: Random, method: str) -> tuple[Message, Values]:
        """A request that could come from an engine, and the object that is in it."""
        request: Message = message_factory.GetMessageClass(METHODS[method].input_type)()
        if method == "CallFunction":
            name = rng.choice(sorted(self._functions))
            _put_name(request, name)
            kinds = [json.loads(parameter.type) for parameter in self._functions[name].parameters]
            getattr(request, "arguments").extend(encode(valid(rng, kind)) for kind in kinds)  # noqa: B009  # untyped as yet
            return request, {"argument": CANARY}
        names = sorted(self._data if "Data" in method else self._schemas)
        _put_name(request, rng.choice(names))
        # What is carried out was validated whole, and one of some arguments is needed.
        values = valid_object(rng, self._schema_of(method, request), nulls=0 if method == "ApplyResourceChange" else 0.3)
        if isinstance(request, pb.MoveResourceState.Request):
            request.source_provider_address = "registry.terraform.io/RJPearson94/twilio"
            request.source_type_name = request.target_type_name
        if isinstance(request, pb.ImportResourceState.Request | pb.UpgradeResourceIdentity.Request):
            values = {"sid": CANARY, "account_sid": CANARY}
        for field in READS[method]:
            _put(request, field, encode(values))
        if isinstance(request, pb.ApplyResourceChange.Request | pb.PlanResourceChange.Request) and rng.random() < 0.5:
            request.prior_state.CopyFrom(encode(None))
        return request, values

    def _schema_of(self, method: str, request: Any) -> Schema:
        if method in ("ValidateProviderConfig", "ConfigureProvider"):
            return self._provider
        name = request.target_type_name if method == "MoveResourceState" else request.type_name
        return (self._data if "Data" in method else self._schemas)[name]

    @staticmethod
    def _call(kind: str, method: str, request: Message, due: Due, *, discreet: bool = True) -> CallInput:
        return CallInput(kind, path_of(method), framed(request.SerializeToString()), due, discreet)


def _put_name(request: Message, name: str) -> None:
    for field in _TYPE_NAMES:
        if field in request.DESCRIPTOR.fields_by_name:
            setattr(request, field, name)


def _put(request: Any, field: str, value: pb.DynamicValue) -> None:
    """`value` as this field's; of a function, as the last argument's."""
    kind = request.DESCRIPTOR.fields_by_name[field].message_type
    if field == "arguments":
        request.arguments[-1].CopyFrom(value)
    elif kind is pb.RawState.DESCRIPTOR:
        getattr(request, field).json = value.json or json.dumps(decode(value), default=str).encode()
    elif kind is pb.ResourceIdentityData.DESCRIPTOR:
        request.identity.identity_data.CopyFrom(value)
    else:
        getattr(request, field).CopyFrom(value)


def frame(kind: int, flags: int, stream: int, payload: bytes = b"") -> bytes:
    """An HTTP/2 frame."""
    return len(payload).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + payload


_HEADERS, _RST, _PING, _CONTINUATION = 1, 3, 6, 9
_POST = b"\x83\x86\x44\x0bno/such/path\x00"


def _frames(rng: Random, kind: str) -> bytes:
    if kind == "headers":
        return b"".join(frame(_HEADERS, 0x4, 2 * n + 1, rng.randbytes(rng.randrange(100))) for n in range(5))
    if kind == "resets":
        return b"".join(
            frame(_HEADERS, 0x4, 2 * n + 1, b"\x83\x86") + frame(_RST, 0, 2 * n + 1, b"\x00\x00\x00\x08") * 2 for n in range(200)
        )
    if kind == "pings":
        return frame(_PING, 0, 0, b"12345678") * 2000
    if kind == "streams":
        return b"".join(frame(_HEADERS, 0x4, 2 * n + 1, b"\x83\x86") for n in range(300))
    if kind == "continuations":
        return frame(_HEADERS, 0, 1, b"\x83") + frame(_CONTINUATION, 0, 1, b"\x86") * 500
    return b"".join(
        frame(rng.randrange(12), rng.randrange(256), rng.choice([0, 1, 2, 3, 2**31 - 1]), rng.randbytes(rng.randrange(60)))
        for _ in range(20)
    )
