"""The parts of grpclib that the plugin uses although they are not documented. If a new version lacks one, this says which."""

from __future__ import annotations

import asyncio
import tomllib

import pytest
from google.protobuf.empty_pb2 import Empty
from grpclib import _typing
from grpclib.client import Channel, UnaryUnaryMethod
from grpclib.const import Cardinality, Handler
from grpclib.encoding.proto import ProtoCodec
from grpclib.protocol import H2Protocol
from grpclib.protocol import Stream as WireStream
from grpclib.server import Server, Stream
from packaging.requirements import Requirement

from tests.test_architecture import ROOT

UNDOCUMENTED = [
    (Server, "_protocol_factory", "PluginServer puts a connection of its own in the place of grpclib's"),
    (Channel, "_protocol_factory", "the warm-up connects over a pair of sockets"),
    (Channel, "_create_connection", "the warm-up connects over a pair of sockets"),
    (WireStream, "recv_data", "messages are read with a bound on their size"),
    (_typing, "IServable", "the type of what a server serves"),
]
"""What has it, its name, and what it is for."""

SET_BY_START = [
    ("server", "_server", "PluginServer ends in bounded time"),
    ("protocol", "handler", "a connection is made of the parts of grpclib's own"),
    ("protocol", "config", "a connection is made of the parts of grpclib's own"),
    ("protocol", "h2_config", "a connection is made of the parts of grpclib's own"),
    ("protocol", "processor", "a connection closes its streams"),
    ("h2_config", "normalize_outbound_headers", "headers of answers are not checked twice"),
    ("h2_config", "validate_outbound_headers", "headers of answers are not checked twice"),
    ("processor", "close", "a connection closes its streams"),
    ("stream", "_stream", "messages are read with a bound on their size"),
    ("stream", "_recv_type", "messages are read with a bound on their size"),
]
"""The same of objects that have it once they are at work."""


class _Service:
    """Keeps the stream of the call that comes."""

    def __init__(self) -> None:
        self.streams: list[Stream[Empty, Empty]] = []

    def __mapping__(self) -> dict[str, Handler]:
        return {"/a.Service/Call": Handler(self._call, Cardinality.UNARY_UNARY, Empty, Empty)}

    async def _call(self, stream: Stream[Empty, Empty]) -> None:
        self.streams.append(stream)
        await stream.send_message(Empty())


@pytest.fixture(scope="module")
def at_work() -> dict[str, object]:
    """grpclib's objects after a call, by name."""

    async def called() -> dict[str, object]:
        service = _Service()
        server = Server([service], codec=ProtoCodec())
        await server.start("127.0.0.1", 0)
        port = server._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        async with Channel("127.0.0.1", port, codec=ProtoCodec()) as channel:
            await UnaryUnaryMethod(channel, "/a.Service/Call", Empty, Empty)(Empty())
            protocol = await channel.__connect__()
        server.close()
        parts = {"h2_config": protocol.h2_config, "processor": protocol.processor}
        return {"server": server, "protocol": protocol, "stream": service.streams[0], **parts}

    return asyncio.run(called())


@pytest.mark.parametrize(("owner", "name", "purpose"), UNDOCUMENTED)
def test_grpclib_has_each_undocumented_part(owner: object, name: str, purpose: str) -> None:
    assert hasattr(owner, name), f"grpclib's {owner} has no {name} any more, and {purpose}"


@pytest.mark.parametrize(("owner", "name", "purpose"), SET_BY_START)
def test_grpclib_at_work_has_each_undocumented_part(at_work: dict[str, object], owner: str, name: str, purpose: str) -> None:
    assert hasattr(at_work[owner], name), f"grpclib's {owner} has no {name} any more, and {purpose}"


def test_a_connection_is_made_of_the_three_parts_that_grpclib_gives_it(at_work: dict[str, object]) -> None:
    plain = at_work["protocol"]
    assert isinstance(plain, H2Protocol)
    again = H2Protocol(plain.handler, plain.config, plain.h2_config)
    assert (again.handler, again.config, again.h2_config) == (plain.handler, plain.config, plain.h2_config)


def test_a_version_that_was_not_tried_is_not_installed() -> None:
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    (grpclib,) = (need for need in map(Requirement, needed) if need.name == "grpclib")
    assert "0.4.9" in grpclib.specifier
    assert "0.5.0" not in grpclib.specifier
