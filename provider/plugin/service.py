"""The provider's RPC methods: each decodes, calls the framework, and encodes. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..framework.diagnostics import unreadable_private_state
from ..framework.functions import ArgumentError
from ..framework.server import ProviderServer
from ..framework.values import Values
from . import schemas
from .rpc import absent, rpc, stream_rpc
from .values import Unreadable, decode, decode_json, decode_json_object, decode_known, decode_object, encode
from .wire import tfplugin6_pb2 as pb

CONFIGURATION = "configuration"
STATE = "state"
PROPOSED = "proposed state"
PLANNED = "planned state"
PRIVATE = "private state"
IDENTITY = "identity"

# What an answer repeats of its request if the request cannot be read. So an unreadable value never loses an object.


def _as_read(request: pb.ReadResource.Request) -> pb.ReadResource.Response:
    return pb.ReadResource.Response(new_state=request.current_state, private=request.private)


def _as_planned(request: pb.PlanResourceChange.Request) -> pb.PlanResourceChange.Response:
    return pb.PlanResourceChange.Response(planned_state=request.prior_state, planned_private=request.prior_private)


def _as_before(request: pb.ApplyResourceChange.Request) -> pb.ApplyResourceChange.Response:
    return pb.ApplyResourceChange.Response(new_state=request.prior_state, private=request.planned_private)


# Answers whose diagnostics are not in a field `diagnostics`


def _stop_error(diagnostics: Sequence[pb.Diagnostic]) -> pb.StopProvider.Response:
    return pb.StopProvider.Response(Error="; ".join(each.detail for each in diagnostics))


def _function_error(diagnostics: Sequence[pb.Diagnostic]) -> pb.CallFunction.Response:
    text = "; ".join(f"{each.summary}: {each.detail}" for each in diagnostics)
    return pb.CallFunction.Response(error=pb.FunctionError(text=text))


def _list_event(diagnostics: Sequence[pb.Diagnostic]) -> pb.ListResource.Event:
    return pb.ListResource.Event(diagnostic=diagnostics)


def _action_event(diagnostics: Sequence[pb.Diagnostic]) -> pb.InvokeAction.Event:
    return pb.InvokeAction.Event(completed=pb.InvokeAction.Event.Completed(diagnostics=diagnostics))


class ProviderService:
    """`tfplugin6.Provider` over one `ProviderServer`."""

    def __init__(self, server: ProviderServer[Any]) -> None:
        self._server = server

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
        """Runs in no thread: every thread may be busy with a call that only this ends."""
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
            upgraded_state=encode(answer.state), diagnostics=schemas.diagnostics(answer.diagnostics)
        )

    @rpc(pb.UpgradeResourceIdentity.Response)
    def UpgradeResourceIdentity(self, request: pb.UpgradeResourceIdentity.Request) -> pb.UpgradeResourceIdentity.Response:
        answer = self._server.upgrade_identity(request.type_name, decode_json(request.raw_identity, IDENTITY))
        return pb.UpgradeResourceIdentity.Response(
            upgraded_identity=_identity(answer.identity), diagnostics=schemas.diagnostics(answer.diagnostics)
        )

    @rpc(pb.ReadResource.Response, _as_read, waits=True)
    def ReadResource(self, request: pb.ReadResource.Request) -> pb.ReadResource.Response:
        state = self._present(request.type_name, decode_known(request.current_state, STATE), STATE)
        private, warnings = _private(request.private)
        answer = self._server.read(request.type_name, state, private)
        return pb.ReadResource.Response(
            new_state=encode(answer.state),
            private=answer.private,
            new_identity=_identity(answer.identity),
            diagnostics=warnings + schemas.diagnostics(answer.diagnostics),
        )

    @rpc(pb.PlanResourceChange.Response, _as_planned, waits=True)
    def PlanResourceChange(self, request: pb.PlanResourceChange.Request) -> pb.PlanResourceChange.Response:
        # Terraform 1.16 plans a create again in the apply walk, and then sends the private state of the first plan.
        private, warnings = _private(request.prior_private or request.planned_private)
        answer = self._server.plan(
            request.type_name,
            prior=decode_known(request.prior_state, STATE),
            proposed=decode_object(request.proposed_new_state, PROPOSED),
            config=decode_object(request.config, CONFIGURATION),
            private=private,
        )
        return pb.PlanResourceChange.Response(
            planned_state=encode(answer.state),
            requires_replace=[schemas.path(path) for path in answer.requires_replace],
            planned_private=answer.private,
            planned_identity=_identity(answer.identity),
            diagnostics=warnings + schemas.diagnostics(answer.diagnostics),
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
        private, warnings = _private(request.planned_private)
        answer = self._server.apply(request.type_name, prior=prior, planned=planned, config=config, private=private)
        return pb.ApplyResourceChange.Response(
            new_state=encode(answer.state),
            private=answer.private,
            new_identity=_identity(answer.identity),
            diagnostics=warnings + schemas.diagnostics(answer.diagnostics),
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
            diagnostics=schemas.diagnostics(answer.diagnostics),
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
            diagnostics=schemas.diagnostics(answer.diagnostics),
        )

    @rpc(pb.GenerateResourceConfig.Response, waits=True)
    def GenerateResourceConfig(self, request: pb.GenerateResourceConfig.Request) -> pb.GenerateResourceConfig.Response:
        state = self._present(request.type_name, decode_known(request.state, STATE), STATE)
        answer = self._server.generate_config(request.type_name, state)
        return pb.GenerateResourceConfig.Response(
            config=encode(answer.state), diagnostics=schemas.diagnostics(answer.diagnostics)
        )

    # Lists of objects

    @rpc(pb.ValidateListResourceConfig.Response)
    def ValidateListResourceConfig(
        self, request: pb.ValidateListResourceConfig.Request
    ) -> pb.ValidateListResourceConfig.Response:
        config = decode_object(request.config, CONFIGURATION) or {}
        found = self._server.validate_list(request.type_name, config)
        return pb.ValidateListResourceConfig.Response(diagnostics=schemas.diagnostics(found))

    @stream_rpc(_list_event)
    def ListResource(self, request: pb.ListResource.Request) -> Iterator[pb.ListResource.Event]:
        config = decode_known(request.config, CONFIGURATION) or {}
        for listed in self._server.list_objects(request.type_name, config, limit=request.limit):
            yield pb.ListResource.Event(
                identity=_identity(listed.identity),
                display_name=schemas.text(listed.display_name),
                resource_object=encode(listed.state) if request.include_resource_object and listed.state is not None else None,
                diagnostic=schemas.diagnostics(listed.diagnostics),
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
        return pb.ReadDataSource.Response(state=encode(answer.state), diagnostics=schemas.diagnostics(answer.diagnostics))

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

    def _present(self, type_name: str, decoded: Values | None, what: str) -> Values:
        """A value that must not be null. For an unknown type it may be: the user has to hear of the type first."""
        if decoded is None and type_name in self._server.provider.resources:
            raise Unreadable("it is null", what)
        return decoded or {}

    # What this provider does not have. Engines ask only for what the schema lists.

    ValidateEphemeralResourceConfig = absent(pb.ValidateEphemeralResourceConfig.Response, "ephemeral resources")
    OpenEphemeralResource = absent(pb.OpenEphemeralResource.Response, "ephemeral resources")
    RenewEphemeralResource = absent(pb.RenewEphemeralResource.Response, "ephemeral resources")
    CloseEphemeralResource = absent(pb.CloseEphemeralResource.Response, "ephemeral resources")
    ValidateActionConfig = absent(pb.ValidateActionConfig.Response, "actions")
    PlanAction = absent(pb.PlanAction.Response, "actions")
    InvokeAction = absent(_action_event, "actions")


def _private(raw: bytes) -> tuple[bytes, list[pb.Diagnostic]]:
    """Private state if it can be read, or else none and a warning: another provider may have written it."""
    try:
        if raw:
            decode_json_object(raw, PRIVATE)
    except Unreadable as problem:
        return b"", schemas.diagnostics([unreadable_private_state(str(problem))])
    return raw, []


def _identity(values: Values | None) -> pb.ResourceIdentityData | None:
    return None if values is None else pb.ResourceIdentityData(identity_data=encode(values))
