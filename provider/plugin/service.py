"""The provider's RPC methods: each decodes, calls the framework, and encodes. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from typing import Any

from grpclib.const import Handler

from ..framework.diagnostics import warning
from ..framework.functions import ArgumentError
from ..framework.server import ProviderServer
from . import schemas
from .mapping import handlers
from .rpc import absent, rpc
from .values import Unreadable, decode, decode_json, decode_json_object, decode_known, decode_object, encode
from .wire import tfplugin6_pb2 as pb

CONFIGURATION = "configuration"
STATE = "state"
PROPOSED = "proposed state"
PLANNED = "planned state"
PRIVATE = "private state"
IDENTITY = "identity"

# The fields of a request that its answer repeats when it has nothing else to say. So an unreadable value never loses an object.


def _as_read(request: pb.ReadResource.Request) -> pb.ReadResource.Response:
    return pb.ReadResource.Response(new_state=request.current_state, private=request.private)


def _as_planned(request: pb.PlanResourceChange.Request) -> pb.PlanResourceChange.Response:
    return pb.PlanResourceChange.Response(planned_state=request.prior_state, planned_private=request.prior_private)


def _as_before(request: pb.ApplyResourceChange.Request) -> pb.ApplyResourceChange.Response:
    return pb.ApplyResourceChange.Response(new_state=request.prior_state, private=request.planned_private)


# Answers that have their diagnostics elsewhere


def _stop_error(diagnostics: Sequence[pb.Diagnostic]) -> pb.StopProvider.Response:
    return pb.StopProvider.Response(Error="; ".join(told.detail for told in diagnostics))


def _function_error(diagnostics: Sequence[pb.Diagnostic]) -> pb.CallFunction.Response:
    text = "; ".join(f"{told.summary}: {told.detail}" for told in diagnostics)
    return pb.CallFunction.Response(error=pb.FunctionError(text=text))


def _list_event(diagnostics: Sequence[pb.Diagnostic]) -> pb.ListResource.Event:
    return pb.ListResource.Event(diagnostic=diagnostics)


def _action_event(diagnostics: Sequence[pb.Diagnostic]) -> pb.InvokeAction.Event:
    return pb.InvokeAction.Event(completed=pb.InvokeAction.Event.Completed(diagnostics=diagnostics))


class ProviderService:
    """`tfplugin6.Provider` over one `ProviderServer`. Bodies that wait run in `executor`'s threads."""

    def __init__(self, server: ProviderServer[Any], executor: Executor) -> None:
        self._server = server
        self.executor = executor

    def __mapping__(self) -> dict[str, Handler]:
        return handlers(pb.DESCRIPTOR.services_by_name["Provider"], self)

    # The provider itself

    @rpc(pb.GetMetadata.Response)
    def GetMetadata(self, _: pb.GetMetadata.Request) -> pb.GetMetadata.Response:
        return schemas.metadata(self._server.provider)

    @rpc(pb.GetProviderSchema.Response)
    def GetProviderSchema(self, _: pb.GetProviderSchema.Request) -> pb.GetProviderSchema.Response:
        return schemas.provider_schema(self._server.provider)

    @rpc(pb.GetResourceIdentitySchemas.Response)
    def GetResourceIdentitySchemas(self, _: pb.GetResourceIdentitySchemas.Request) -> pb.GetResourceIdentitySchemas.Response:
        return schemas.identity_schemas(self._server.provider)

    @rpc(pb.ValidateProviderConfig.Response)
    def ValidateProviderConfig(self, request: pb.ValidateProviderConfig.Request) -> pb.ValidateProviderConfig.Response:
        found = self._server.validate_provider(decode_object(request.config, CONFIGURATION) or {})
        return pb.ValidateProviderConfig.Response(diagnostics=schemas.diagnostics(found))

    @rpc(pb.ConfigureProvider.Response, waits=True)
    def ConfigureProvider(self, request: pb.ConfigureProvider.Request) -> pb.ConfigureProvider.Response:
        found = self._server.configure(decode_object(request.config, CONFIGURATION) or {})
        return pb.ConfigureProvider.Response(diagnostics=schemas.diagnostics(found))

    @rpc(_stop_error)
    def StopProvider(self, _: pb.StopProvider.Request) -> pb.StopProvider.Response:
        """Not in a thread: all of them may be waiting for just this."""
        self._server.stop()
        return pb.StopProvider.Response()

    # Resources

    @rpc(pb.ValidateResourceConfig.Response)
    def ValidateResourceConfig(self, request: pb.ValidateResourceConfig.Request) -> pb.ValidateResourceConfig.Response:
        allowed = request.client_capabilities.write_only_attributes_allowed
        config = self._present(request.type_name, decode_object(request.config, CONFIGURATION), CONFIGURATION)
        found = self._server.validate_resource(request.type_name, config, write_only_allowed=allowed)
        return pb.ValidateResourceConfig.Response(diagnostics=schemas.diagnostics(found))

    @rpc(pb.UpgradeResourceState.Response)
    def UpgradeResourceState(self, request: pb.UpgradeResourceState.Request) -> pb.UpgradeResourceState.Response:
        answer = self._server.upgrade_state(request.type_name, request.version, decode_json(request.raw_state, STATE))
        return pb.UpgradeResourceState.Response(
            upgraded_state=encode(answer.state), diagnostics=schemas.diagnostics(answer.found)
        )

    @rpc(pb.UpgradeResourceIdentity.Response)
    def UpgradeResourceIdentity(self, request: pb.UpgradeResourceIdentity.Request) -> pb.UpgradeResourceIdentity.Response:
        identity = decode_json(request.raw_identity, IDENTITY)  # version 0 is the only one there has been
        return pb.UpgradeResourceIdentity.Response(upgraded_identity=_identity(identity))

    @rpc(pb.ReadResource.Response, _as_read, waits=True)
    def ReadResource(self, request: pb.ReadResource.Request) -> pb.ReadResource.Response:
        state = self._present(request.type_name, decode_known(request.current_state, STATE), STATE)
        private, told = _private(request.private)
        answer = self._server.read(request.type_name, state, private)
        return pb.ReadResource.Response(
            new_state=encode(answer.state),
            private=answer.private,
            new_identity=_identity(answer.identity),
            diagnostics=told + schemas.diagnostics(answer.found),
        )

    @rpc(pb.PlanResourceChange.Response, _as_planned, waits=True)
    def PlanResourceChange(self, request: pb.PlanResourceChange.Request) -> pb.PlanResourceChange.Response:
        # Newest engines plan a create again in the apply walk, and hand over there what the first plan kept.
        private, told = _private(request.prior_private or request.planned_private)
        answer = self._server.plan(
            request.type_name,
            prior=decode_known(request.prior_state, STATE),
            proposed=decode_object(request.proposed_new_state, PROPOSED),
            config=decode_object(request.config, CONFIGURATION),
            private=private,
        )
        return pb.PlanResourceChange.Response(
            planned_state=encode(answer.state),
            requires_replace=[schemas.path(path) for path in answer.replace],
            planned_private=answer.private,
            planned_identity=_identity(answer.identity),
            diagnostics=told + schemas.diagnostics(answer.found),
        )

    @rpc(pb.ApplyResourceChange.Response, _as_before, waits=True)
    def ApplyResourceChange(self, request: pb.ApplyResourceChange.Request) -> pb.ApplyResourceChange.Response:
        prior = decode_known(request.prior_state, STATE)
        planned = decode_object(request.planned_state, PLANNED)
        config = decode_known(request.config, CONFIGURATION)
        if prior is None:
            planned = self._present(request.type_name, planned, PLANNED)
        if planned is not None:
            config = self._present(request.type_name, config, CONFIGURATION)
        private, told = _private(request.planned_private)
        answer = self._server.apply(request.type_name, prior=prior, planned=planned, config=config, private=private)
        return pb.ApplyResourceChange.Response(
            new_state=encode(answer.state),
            private=answer.private,
            new_identity=_identity(answer.identity),
            diagnostics=told + schemas.diagnostics(answer.found),
        )

    @rpc(pb.ImportResourceState.Response, waits=True)
    def ImportResourceState(self, request: pb.ImportResourceState.Request) -> pb.ImportResourceState.Response:
        identity = decode_known(request.identity.identity_data, IDENTITY)
        answer = self._server.import_state(request.type_name, request.id, identity)
        imported = pb.ImportResourceState.ImportedResource(
            type_name=request.type_name,
            state=encode(answer.state),
            private=answer.private,
            identity=_identity(answer.identity),
        )
        return pb.ImportResourceState.Response(
            imported_resources=[] if answer.state is None else [imported],
            diagnostics=schemas.diagnostics(answer.found),
        )

    @rpc(pb.MoveResourceState.Response)
    def MoveResourceState(self, request: pb.MoveResourceState.Request) -> pb.MoveResourceState.Response:
        answer = self._server.move_state(
            source_provider=request.source_provider_address,
            source_type=request.source_type_name,
            target=request.target_type_name,
            raw=decode_json(request.source_state, STATE),
        )
        return pb.MoveResourceState.Response(
            target_state=encode(answer.state),
            target_identity=_identity(answer.identity),
            diagnostics=schemas.diagnostics(answer.found),
        )

    # Data sources

    @rpc(pb.ValidateDataResourceConfig.Response)
    def ValidateDataResourceConfig(
        self, request: pb.ValidateDataResourceConfig.Request
    ) -> pb.ValidateDataResourceConfig.Response:
        config = self._present(request.type_name, decode_object(request.config, CONFIGURATION), CONFIGURATION)
        found = self._server.validate_data(request.type_name, config)
        return pb.ValidateDataResourceConfig.Response(diagnostics=schemas.diagnostics(found))

    @rpc(pb.ReadDataSource.Response, waits=True)
    def ReadDataSource(self, request: pb.ReadDataSource.Request) -> pb.ReadDataSource.Response:
        config = self._present(request.type_name, decode_known(request.config, CONFIGURATION), CONFIGURATION)
        answer = self._server.read_data(request.type_name, config)
        return pb.ReadDataSource.Response(state=encode(answer.state), diagnostics=schemas.diagnostics(answer.found))

    # Functions

    @rpc(pb.GetFunctions.Response)
    def GetFunctions(self, _: pb.GetFunctions.Request) -> pb.GetFunctions.Response:
        declared = self._server.provider.functions
        return pb.GetFunctions.Response(functions={one.name: schemas.function(one) for one in declared})

    @rpc(_function_error)
    def CallFunction(self, request: pb.CallFunction.Request) -> pb.CallFunction.Response:
        try:
            result = self._server.call_function(request.name, [decode(one, "argument") for one in request.arguments])
        except ArgumentError as problem:
            wrong = pb.FunctionError(text=schemas.text(str(problem).rstrip(".")), function_argument=problem.argument)
            return pb.CallFunction.Response(error=wrong)
        return pb.CallFunction.Response(result=encode(result))

    def _present(self, type_name: str, decoded: dict[str, Any] | None, what: str) -> dict[str, Any]:
        """What must not be null; of a type that is not known, that is what the user has to hear first."""
        if decoded is None and type_name in self._server.provider.resources:
            raise Unreadable("it is null", what)
        return decoded or {}

    # What this provider does not have. Engines ask only for what the schema lists.

    GenerateResourceConfig = absent(pb.GenerateResourceConfig.Response, "config generation")
    ValidateEphemeralResourceConfig = absent(pb.ValidateEphemeralResourceConfig.Response, "ephemeral resources")
    OpenEphemeralResource = absent(pb.OpenEphemeralResource.Response, "ephemeral resources")
    RenewEphemeralResource = absent(pb.RenewEphemeralResource.Response, "ephemeral resources")
    CloseEphemeralResource = absent(pb.CloseEphemeralResource.Response, "ephemeral resources")
    ValidateListResourceConfig = absent(pb.ValidateListResourceConfig.Response, "list resources")
    ListResource = absent(_list_event, "list resources")
    ValidateActionConfig = absent(pb.ValidateActionConfig.Response, "actions")
    PlanAction = absent(pb.PlanAction.Response, "actions")
    InvokeAction = absent(_action_event, "actions")


def _private(raw: bytes) -> tuple[bytes, list[pb.Diagnostic]]:
    """Private state that can be read, or none of it and a warning: it may be another provider's, so it is no obstacle."""
    try:
        if raw:
            decode_json_object(raw, PRIVATE)
    except Unreadable as problem:
        told = warning(
            "Unreadable private state",
            f"What an earlier run kept beside the state of this object cannot be read: {problem}. It counts as empty. "
            "This is as it should be if another provider wrote it. Otherwise restore a backup of the state.",
        )
        return b"", schemas.diagnostics([told])
    return raw, []


def _identity(values: dict[str, Any] | None) -> pb.ResourceIdentityData | None:
    return None if values is None else pb.ResourceIdentityData(identity_data=encode(values))
