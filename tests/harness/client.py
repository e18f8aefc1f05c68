"""A plugin's service as an engine calls it: mutual TLS, the generated stubs, and values in and out as plain Python."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

from google.protobuf.message import Message
from grpclib.client import Channel
from grpclib.config import Configuration

from provider.framework.diagnostics import Diagnostic, Severity
from provider.framework.values import Values
from provider.plugin.wire import tfplugin6_pb2 as pb
from tests.harness.loop import LoopThread
from tests.harness.values import decode, decode_object, encode
from tests.harness.wire.tfplugin6_grpc import ProviderStub

A = TypeVar("A", bound=Message)

ENGINE_CAPABILITIES = pb.ClientCapabilities(write_only_attributes_allowed=True)
"""What Terraform 1.11 and OpenTofu 1.11 say of themselves."""


@dataclass(frozen=True)
class Told:
    """What the user is told."""

    diagnostics: list[Diagnostic]

    @property
    def errors(self) -> list[Diagnostic]:
        return [each for each in self.diagnostics if each.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Diagnostic]:
        return [each for each in self.diagnostics if each.severity is Severity.WARNING]

    @property
    def text(self) -> str:
        """All of it, as one text to search in."""
        return "\n".join(str(each) for each in self.diagnostics)

    def without_errors(self) -> Self:
        """Itself; AssertionError with all that was told if there are errors."""
        assert not self.errors, self.text
        return self


@dataclass(frozen=True)
class Answered(Told):
    """An object that came back. What is not part of the operation's answer is empty."""

    state: Values | None = None
    private: bytes = b""
    identity: Values | None = None
    replace: list[tuple[str | int, ...]] = field(default_factory=list)

    @property
    def object(self) -> Values:
        """The state, which must be there."""
        assert self.state is not None, f"no object came back: {self.text}"
        return self.state


class PluginClient:
    """One connection to a plugin. A context manager; `close` it otherwise."""

    def __init__(self, loop: LoopThread, network: str, address: str, tls: ssl.SSLContext | None) -> None:
        self._loop = loop
        self.channel = loop.run(self._connected(network, address, tls))
        self.stub = ProviderStub(self.channel)

    @staticmethod
    async def _connected(network: str, address: str, tls: ssl.SSLContext | None) -> Channel:
        config = Configuration(ssl_target_name_override="localhost" if tls else None)
        if network == "unix":
            return Channel(path=address, ssl=tls, config=config)
        host, _, port = address.rpartition(":")
        return Channel(host, int(port), ssl=tls, config=config)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        async def closing() -> None:
            self.channel.close()

        self._loop.run(closing())

    def call(self, method: Callable[[Any], Awaitable[A]], request: Message) -> A:
        """One unary RPC. GRPCError if the service answers with a status other than OK."""

        async def calling() -> A:
            return await method(request)

        return self._loop.run(calling())

    # The provider itself

    def schema(self) -> pb.GetProviderSchema.Response:
        return self.call(self.stub.GetProviderSchema, pb.GetProviderSchema.Request())

    def validate_provider(self, config: Values) -> Told:
        return _told(self.call(self.stub.ValidateProviderConfig, pb.ValidateProviderConfig.Request(config=encode(config))))

    def configure(self, config: Values) -> Told:
        request = pb.ConfigureProvider.Request(
            terraform_version="1.11.4", config=encode(config), client_capabilities=ENGINE_CAPABILITIES
        )
        return _told(self.call(self.stub.ConfigureProvider, request))

    def stop(self) -> str:
        """What StopProvider answers: empty, or what went wrong."""
        return self.call(self.stub.StopProvider, pb.StopProvider.Request()).Error

    # Resources

    def validate(self, type_name: str, config: Values, *, write_only_allowed: bool = True) -> Told:
        request = pb.ValidateResourceConfig.Request(
            type_name=type_name,
            config=encode(config),
            client_capabilities=pb.ClientCapabilities(write_only_attributes_allowed=write_only_allowed),
        )
        return _told(self.call(self.stub.ValidateResourceConfig, request))

    def upgrade(self, type_name: str, stored: bytes, *, version: int = 0) -> Answered:
        """`stored` is the object's JSON as the state file has it."""
        request = pb.UpgradeResourceState.Request(type_name=type_name, version=version, raw_state=pb.RawState(json=stored))
        answer = self.call(self.stub.UpgradeResourceState, request)
        return Answered(_diagnostics(answer), state=decode_object(answer.upgraded_state))

    def read(self, type_name: str, state: Values, private: bytes = b"", identity: Values | None = None) -> Answered:
        request = pb.ReadResource.Request(
            type_name=type_name,
            current_state=encode(state),
            private=private,
            client_capabilities=ENGINE_CAPABILITIES,
            current_identity=_identity(identity),
        )
        answer = self.call(self.stub.ReadResource, request)
        return Answered(_diagnostics(answer), decode_object(answer.new_state), answer.private, _known(answer, "new_identity"))

    def plan(
        self,
        type_name: str,
        *,
        prior: Values | None,
        proposed: Values | None,
        config: Values | None,
        private: bytes = b"",
        planned_private: bytes | None = None,
        identity: Values | None = None,
    ) -> Answered:
        """`planned_private` is what an earlier plan of the same object answered; None for an engine that does not hand it on."""
        capabilities = pb.ClientCapabilities(
            write_only_attributes_allowed=True, store_planned_private=planned_private is not None
        )
        request = pb.PlanResourceChange.Request(
            type_name=type_name,
            prior_state=encode(prior),
            proposed_new_state=encode(proposed),
            config=encode(config),
            prior_private=private,
            planned_private=planned_private or b"",
            client_capabilities=capabilities,
            prior_identity=_identity(identity),
        )
        answer = self.call(self.stub.PlanResourceChange, request)
        return Answered(
            _diagnostics(answer),
            decode_object(answer.planned_state),
            answer.planned_private,
            _known(answer, "planned_identity"),
            [_path(path) for path in answer.requires_replace],
        )

    def apply(
        self,
        type_name: str,
        *,
        prior: Values | None,
        planned: Values | None,
        config: Values | None,
        private: bytes = b"",
        identity: Values | None = None,
    ) -> Answered:
        request = pb.ApplyResourceChange.Request(
            type_name=type_name,
            prior_state=encode(prior),
            planned_state=encode(planned),
            config=encode(config),
            planned_private=private,
            planned_identity=_identity(identity),
        )
        answer = self.call(self.stub.ApplyResourceChange, request)
        return Answered(_diagnostics(answer), decode_object(answer.new_state), answer.private, _known(answer, "new_identity"))

    def import_(self, type_name: str, key: str = "", identity: Values | None = None) -> Answered:
        request = pb.ImportResourceState.Request(
            type_name=type_name, id=key, client_capabilities=ENGINE_CAPABILITIES, identity=_identity(identity)
        )
        answer = self.call(self.stub.ImportResourceState, request)
        if not answer.imported_resources:
            return Answered(_diagnostics(answer))
        (imported,) = answer.imported_resources
        assert imported.type_name == type_name
        return Answered(_diagnostics(answer), decode_object(imported.state), imported.private, _known(imported, "identity"))

    def move(self, source_provider: str, source_type: str, target_type: str, stored: bytes) -> Answered:
        request = pb.MoveResourceState.Request(
            source_provider_address=source_provider,
            source_type_name=source_type,
            source_state=pb.RawState(json=stored),
            target_type_name=target_type,
        )
        answer = self.call(self.stub.MoveResourceState, request)
        return Answered(
            _diagnostics(answer),
            decode_object(answer.target_state),
            answer.target_private,
            _known(answer, "target_identity"),
        )

    # Data sources and functions

    def validate_data(self, type_name: str, config: Values) -> Told:
        request = pb.ValidateDataResourceConfig.Request(type_name=type_name, config=encode(config))
        return _told(self.call(self.stub.ValidateDataResourceConfig, request))

    def read_data(self, type_name: str, config: Values) -> Answered:
        request = pb.ReadDataSource.Request(type_name=type_name, config=encode(config), client_capabilities=ENGINE_CAPABILITIES)
        answer = self.call(self.stub.ReadDataSource, request)
        return Answered(_diagnostics(answer), decode_object(answer.state))

    def call_function(self, name: str, *arguments: Any) -> Any:
        """The result, or the `FunctionError` message."""
        request = pb.CallFunction.Request(name=name, arguments=[encode(argument) for argument in arguments])
        answer = self.call(self.stub.CallFunction, request)
        return answer.error if answer.HasField("error") else decode(answer.result)


def _told(answer: Any) -> Told:
    return Told(_diagnostics(answer))


def _diagnostics(answer: Any) -> list[Diagnostic]:
    severities = {pb.Diagnostic.ERROR: Severity.ERROR, pb.Diagnostic.WARNING: Severity.WARNING}
    return [
        Diagnostic(severities[each.severity], each.summary, each.detail, _path(each.attribute)) for each in answer.diagnostics
    ]


def _path(path: pb.AttributePath) -> tuple[str | int, ...]:
    return tuple(getattr(step, step.WhichOneof("selector") or "") for step in path.steps)


def _identity(identity: Values | None) -> pb.ResourceIdentityData | None:
    return None if identity is None else pb.ResourceIdentityData(identity_data=encode(identity))


def _known(answer: Any, field_name: str) -> Values | None:
    return decode_object(getattr(answer, field_name).identity_data) if answer.HasField(field_name) else None
