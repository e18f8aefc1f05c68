"""Stands between an engine and the provider, passes everything on, and writes down what was asked.

Each connection gets a provider of its own, as an engine launches a process for each walk. The private bytes of every answer are
exchanged for a label, so that a call tells whose private bytes it brings. An object that a call brings is named after the first
answer that had the same.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from google.protobuf.message import Message
from google.protobuf.message_factory import GetMessageClass
from grpclib.client import Channel, UnaryUnaryMethod
from grpclib.const import Cardinality, Handler
from grpclib.server import Server, Stream

from provider.framework.provider import Provider
from provider.plugin.grpc.server import Shutdown
from provider.plugin.process import listening
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.client import PluginClient
from tests.harness.loop import LoopThread
from tests.harness.values import decode

_HOST = "127.0.0.1"
_SERVICE = pb.DESCRIPTOR.services_by_name["Provider"]
_LEFT_OUT = {"GetProviderSchema", "GetMetadata", "GetResourceIdentitySchemas", "ValidateProviderConfig", "StopProvider"}
"""Calls that are about no object, and that engines make as often as they like."""

_OBJECTS = ("raw_state", "current_state", "prior_state")
_ANSWERED = ("upgraded_state", "new_state", "planned_state")

_LABEL = re.compile(r"\b((?:plan |apply )?[a-z]+) (\d+)")
_OF_OBJECT = re.compile(r"object of [a-z ]+\d*")

Calls = dict[str, list[str]]
"""The calls of one walk, by the type of object, in their order."""


@dataclass
class _Process:
    """A provider on its own, and what it was asked."""

    channel: Channel
    calls: Calls = field(default_factory=dict)


@dataclass
class Recorder:
    """A provider that writes down what it is asked."""

    loop: LoopThread
    make: Callable[[], Provider[Any]]
    port: int = field(init=False)
    _processes: dict[object, _Process] = field(default_factory=dict)
    """By the address of the client."""
    _private: dict[bytes, bytes] = field(default_factory=dict)
    _objects: dict[str, str] = field(default_factory=dict)
    _counts: Counter[str] = field(default_factory=Counter)
    _providers: ExitStack = field(default_factory=ExitStack)

    @contextmanager
    def served(self) -> Iterator[Recorder]:
        """Serve until the block is left."""
        with self._providers, socket.create_server((_HOST, 0)) as listener:
            self.port = listener.getsockname()[1]
            server = self.loop.run(self._start(listener))
            try:
                yield self
            finally:
                self.loop.run(self._end(server))

    @contextmanager
    def launch(self) -> Iterator[PluginClient]:
        """What the player of engines launches."""
        with PluginClient(self.loop, "tcp", f"{_HOST}:{self.port}", None) as client:
            yield client

    def reattached(self, address: str) -> str:
        """`TF_REATTACH_PROVIDERS`, which lets a real engine ask this provider instead of launching one."""
        listening_at = {"Network": "tcp", "String": f"{_HOST}:{self.port}"}
        one = {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": os.getpid(), "Test": True, "Addr": listening_at}
        return json.dumps({address: one})

    @property
    def walks(self) -> list[Calls]:
        """What was asked, without the processes that were asked nothing but whether a configuration is valid."""
        asked = [each.calls for each in self._processes.values()]
        walks = [each for each in asked if any(not call.startswith("Validate") for calls in each.values() for call in calls)]
        return _in_one_order(walks)

    # --- passing on -------------------------------------------------------------------------------------------------------------

    def __mapping__(self) -> dict[str, Handler]:
        """What grpclib asks of a service."""
        handlers = {}
        for method in _SERVICE.methods:
            asks, answers = GetMessageClass(method.input_type), GetMessageClass(method.output_type)
            if not method.server_streaming:
                passed_on = partial(self._pass_on, method.name)
                handlers[_route(method.name)] = Handler(passed_on, Cardinality.UNARY_UNARY, asks, answers)
        return handlers

    async def _start(self, listener: socket.socket) -> Server:
        server = Server([self])
        await server.start(sock=listener)
        return server

    async def _end(self, server: Server) -> None:
        server.close()
        for each in self._processes.values():
            each.channel.close()

    async def _process(self, client: object) -> _Process:
        if client not in self._processes:
            directory = self._providers.enter_context(tempfile.TemporaryDirectory(prefix="plugin-"))
            shutdown = self._providers.enter_context(contextlib.closing(Shutdown()))
            endpoint = self._providers.enter_context(listening(self.make(), Path(directory), shutdown, None))
            self._processes[client] = _Process(Channel(path=endpoint.address))
        return self._processes[client]

    async def _pass_on(self, name: str, stream: Stream[Any, Any]) -> None:
        process = await self._process(stream.peer.addr())
        request = await stream.recv_message()
        label = self._asked(process, name, request)
        answer = await UnaryUnaryMethod(process.channel, _route(name), type(request), _answer_of(name))(request)
        self._answered(label, answer)
        await stream.send_message(answer)

    # --- writing down -----------------------------------------------------------------------------------------------------------

    def _asked(self, process: _Process, name: str, request: Any) -> str:
        """Write the call down, and give the provider its own private bytes back; what the call's answer is called."""
        type_name = getattr(request, "type_name", "")
        if not type_name or name in _LEFT_OUT:
            return name
        verb = _verb(name, request)
        self._counts[f"{type_name} {verb}"] += 1
        label = verb if verb.startswith("Validate") else f"{verb} {self._counts[f'{type_name} {verb}']}"
        brings = [label]
        for each in ("private", "prior_private", "planned_private"):
            if brought := getattr(request, each, b""):
                brings.append(f"{each} of {brought.decode()}")
                setattr(request, each, self._private[brought])
        if name == "PlanResourceChange" and request.client_capabilities.store_planned_private:
            brings.append("may keep planned private")
        for each in _OBJECTS:
            if value := _object(request, each):
                brings.append(f"object of {self._objects.get(value, 'nobody')}")
        if any(_has(request, each) for each in ("current_identity", "prior_identity", "planned_identity", "identity")):
            brings.append("identity")
        process.calls.setdefault(type_name, []).append(", ".join(brings))
        return label

    def _answered(self, label: str, answer: Any) -> None:
        for message in (answer, *getattr(answer, "imported_resources", ())):
            for each in ("private", "planned_private"):
                if hasattr(message, each):
                    self._private[label.encode()] = getattr(message, each)
                    setattr(message, each, label.encode())
            for each in (*_ANSWERED, "state"):
                if value := _object(message, each):
                    self._objects.setdefault(value, label)


def _in_one_order(walks: list[Calls]) -> list[Calls]:
    """The walks with their calls numbered anew, where the calls about one object come before those about the next.

    An engine asks about several objects of a type at once, such as a deposed one beside the one that replaced it, in any order.
    """
    ordered: list[Calls] = [{name: _by_object(calls) for name, calls in walk.items()} for walk in walks]
    numbers: dict[tuple[str, str], int] = {}
    counts: Counter[tuple[str, str]] = Counter()
    for walk in ordered:
        for name, calls in walk.items():
            for verb, _, number in (call.partition(", ")[0].rpartition(" ") for call in calls):
                counts[name, verb] += 1
                numbers[name, f"{verb} {number}"] = counts[name, verb]

    def renumbered(name: str, call: str) -> str:
        return _LABEL.sub(lambda found: f"{found[1]} {numbers.get((name, found[0]), found[2])}", call)

    return [{name: [renumbered(name, call) for call in calls] for name, calls in walk.items()} for walk in ordered]


def _by_object(calls: list[str]) -> list[str]:
    objects = [found[0] if (found := _OF_OBJECT.search(call)) else "" for call in calls]
    if len({*objects} - {""}) < 2:
        return calls  # one object: the order is what is looked at
    return [call for _, call in sorted(zip(objects, calls, strict=True), key=lambda each: each[0])]


def _verb(name: str, request: Any) -> str:
    """What a call is about, in words."""
    if name not in ("PlanResourceChange", "ApplyResourceChange"):
        return {"ReadResource": "read", "UpgradeResourceState": "upgrade", "ImportResourceState": "import"}.get(name, name)
    step = "plan" if name.startswith("Plan") else "apply"
    if not _object(request, "prior_state"):
        return f"{step} create"
    return f"{step} update" if _object(request, "config") else f"{step} delete"


def _object(message: Any, name: str) -> str:
    """A canonical text of an object that a message has; "" for none."""
    if not _has(message, name):
        return ""
    value = getattr(message, name)
    if getattr(value, "json", b""):
        found = json.loads(value.json)
    elif getattr(value, "msgpack", b""):
        found = decode(value)
    else:
        return ""
    return "" if found is None else json.dumps(found, sort_keys=True, default=str)


def _has(message: Any, name: str) -> bool:
    return name in type(message).DESCRIPTOR.fields_by_name and message.HasField(name)


def _route(name: str) -> str:
    return f"/{_SERVICE.full_name}/{name}"


def _answer_of(name: str) -> type[Message]:
    return GetMessageClass(_SERVICE.methods_by_name[name].output_type)
