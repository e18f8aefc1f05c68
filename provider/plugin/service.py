"""The provider's RPC methods: each decodes, calls the framework, and encodes. Nothing is decided here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar

from grpclib.server import Stream

from ..framework.diagnostics import Failure, error
from ..framework.functions import ArgumentError
from ..framework.server import ProviderServer
from . import schemas
from .values import decode, decode_json, encode
from .wire import tfplugin6_pb2 as pb
from .wire.tfplugin6_grpc import ProviderBase

Q = TypeVar("Q")
A = TypeVar("A")


class ProviderService(ProviderBase):
    """`tfplugin6.Provider` over one `ProviderServer`. What blocks runs in `executor`'s threads."""

    def __init__(self, server: ProviderServer[Any], executor: Executor) -> None:
        self._server = server
        self._executor = executor

    async def _answer(self, stream: Stream[Q, A], operation: Callable[[Q], A]) -> None:
        request = await stream.recv_message()
        if request is not None:
            loop = asyncio.get_running_loop()
            await stream.send_message(await loop.run_in_executor(self._executor, operation, request))

    # The provider itself

    async def GetMetadata(self, stream: Stream[pb.GetMetadata.Request, pb.GetMetadata.Response]) -> None:
        await self._answer(stream, lambda _: schemas.metadata(self._server.provider))

    async def GetProviderSchema(self, stream: Stream[pb.GetProviderSchema.Request, pb.GetProviderSchema.Response]) -> None:
        await self._answer(stream, lambda _: schemas.provider_schema(self._server.provider))

    async def GetResourceIdentitySchemas(
        self, stream: Stream[pb.GetResourceIdentitySchemas.Request, pb.GetResourceIdentitySchemas.Response]
    ) -> None:
        await self._answer(stream, lambda _: schemas.identity_schemas(self._server.provider))

    async def ValidateProviderConfig(
        self, stream: Stream[pb.ValidateProviderConfig.Request, pb.ValidateProviderConfig.Response]
    ) -> None:
        def operation(request: pb.ValidateProviderConfig.Request) -> pb.ValidateProviderConfig.Response:
            found = self._server.validate_provider(decode(request.config) or {})
            return pb.ValidateProviderConfig.Response(diagnostics=schemas.diagnostics(found))

        await self._answer(stream, operation)

    async def ConfigureProvider(self, stream: Stream[pb.ConfigureProvider.Request, pb.ConfigureProvider.Response]) -> None:
        def operation(request: pb.ConfigureProvider.Request) -> pb.ConfigureProvider.Response:
            found = self._server.configure(decode(request.config) or {})
            return pb.ConfigureProvider.Response(diagnostics=schemas.diagnostics(found))

        await self._answer(stream, operation)

    async def StopProvider(self, stream: Stream[pb.StopProvider.Request, pb.StopProvider.Response]) -> None:
        await stream.recv_message()
        self._server.stop()  # not in a thread: all of them may be waiting for just this
        await stream.send_message(pb.StopProvider.Response())

    # Resources

    async def ValidateResourceConfig(
        self, stream: Stream[pb.ValidateResourceConfig.Request, pb.ValidateResourceConfig.Response]
    ) -> None:
        def operation(request: pb.ValidateResourceConfig.Request) -> pb.ValidateResourceConfig.Response:
            allowed = request.client_capabilities.write_only_attributes_allowed
            found = self._server.validate_resource(request.type_name, decode(request.config), write_only_allowed=allowed)
            return pb.ValidateResourceConfig.Response(diagnostics=schemas.diagnostics(found))

        await self._answer(stream, operation)

    async def UpgradeResourceState(
        self, stream: Stream[pb.UpgradeResourceState.Request, pb.UpgradeResourceState.Response]
    ) -> None:
        def operation(request: pb.UpgradeResourceState.Request) -> pb.UpgradeResourceState.Response:
            try:
                raw = decode_json(request.raw_state)
            except ValueError as problem:
                return pb.UpgradeResourceState.Response(diagnostics=_unreadable("state", problem))
            answer = self._server.upgrade_state(request.type_name, request.version, raw)
            return pb.UpgradeResourceState.Response(
                upgraded_state=encode(answer.state), diagnostics=schemas.diagnostics(answer.found)
            )

        await self._answer(stream, operation)

    async def UpgradeResourceIdentity(
        self, stream: Stream[pb.UpgradeResourceIdentity.Request, pb.UpgradeResourceIdentity.Response]
    ) -> None:
        def operation(request: pb.UpgradeResourceIdentity.Request) -> pb.UpgradeResourceIdentity.Response:
            try:
                identity = decode_json(request.raw_identity)  # version 0 is the only one there has been
            except ValueError as problem:
                return pb.UpgradeResourceIdentity.Response(diagnostics=_unreadable("identity", problem))
            return pb.UpgradeResourceIdentity.Response(upgraded_identity=_identity(identity))

        await self._answer(stream, operation)

    async def ReadResource(self, stream: Stream[pb.ReadResource.Request, pb.ReadResource.Response]) -> None:
        def operation(request: pb.ReadResource.Request) -> pb.ReadResource.Response:
            answer = self._server.read(request.type_name, decode(request.current_state), request.private)
            return pb.ReadResource.Response(
                new_state=encode(answer.state),
                private=answer.private,
                new_identity=_identity(answer.identity),
                diagnostics=schemas.diagnostics(answer.found),
            )

        await self._answer(stream, operation)

    async def PlanResourceChange(self, stream: Stream[pb.PlanResourceChange.Request, pb.PlanResourceChange.Response]) -> None:
        def operation(request: pb.PlanResourceChange.Request) -> pb.PlanResourceChange.Response:
            answer = self._server.plan(
                request.type_name,
                prior=decode(request.prior_state),
                proposed=decode(request.proposed_new_state),
                config=decode(request.config),
                private=request.prior_private,
            )
            return pb.PlanResourceChange.Response(
                planned_state=encode(answer.state),
                requires_replace=[schemas.path(path) for path in answer.replace],
                planned_private=answer.private,
                planned_identity=_identity(answer.identity),
                diagnostics=schemas.diagnostics(answer.found),
            )

        await self._answer(stream, operation)

    async def ApplyResourceChange(self, stream: Stream[pb.ApplyResourceChange.Request, pb.ApplyResourceChange.Response]) -> None:
        def operation(request: pb.ApplyResourceChange.Request) -> pb.ApplyResourceChange.Response:
            answer = self._server.apply(
                request.type_name,
                prior=decode(request.prior_state),
                planned=decode(request.planned_state),
                config=decode(request.config),
                private=request.planned_private,
            )
            return pb.ApplyResourceChange.Response(
                new_state=encode(answer.state),
                private=answer.private,
                new_identity=_identity(answer.identity),
                diagnostics=schemas.diagnostics(answer.found),
            )

        await self._answer(stream, operation)

    async def ImportResourceState(self, stream: Stream[pb.ImportResourceState.Request, pb.ImportResourceState.Response]) -> None:
        def operation(request: pb.ImportResourceState.Request) -> pb.ImportResourceState.Response:
            identity = decode(request.identity.identity_data)
            answer = self._server.import_state(request.type_name, request.id, identity)
            return pb.ImportResourceState.Response(
                imported_resources=[
                    pb.ImportResourceState.ImportedResource(
                        type_name=request.type_name,
                        state=encode(answer.state),
                        private=answer.private,
                        identity=_identity(answer.identity),
                    )
                ]
                if answer.state is not None
                else [],
                diagnostics=schemas.diagnostics(answer.found),
            )

        await self._answer(stream, operation)

    async def MoveResourceState(self, stream: Stream[pb.MoveResourceState.Request, pb.MoveResourceState.Response]) -> None:
        def operation(request: pb.MoveResourceState.Request) -> pb.MoveResourceState.Response:
            try:
                raw = decode_json(request.source_state)
            except ValueError as problem:
                return pb.MoveResourceState.Response(diagnostics=_unreadable("state", problem))
            answer = self._server.move_state(
                source_provider=request.source_provider_address,
                source_type=request.source_type_name,
                target=request.target_type_name,
                raw=raw,
            )
            return pb.MoveResourceState.Response(
                target_state=encode(answer.state),
                target_identity=_identity(answer.identity),
                diagnostics=schemas.diagnostics(answer.found),
            )

        await self._answer(stream, operation)

    # Data sources

    async def ValidateDataResourceConfig(
        self, stream: Stream[pb.ValidateDataResourceConfig.Request, pb.ValidateDataResourceConfig.Response]
    ) -> None:
        def operation(request: pb.ValidateDataResourceConfig.Request) -> pb.ValidateDataResourceConfig.Response:
            found = self._server.validate_data(request.type_name, decode(request.config))
            return pb.ValidateDataResourceConfig.Response(diagnostics=schemas.diagnostics(found))

        await self._answer(stream, operation)

    async def ReadDataSource(self, stream: Stream[pb.ReadDataSource.Request, pb.ReadDataSource.Response]) -> None:
        def operation(request: pb.ReadDataSource.Request) -> pb.ReadDataSource.Response:
            answer = self._server.read_data(request.type_name, decode(request.config))
            return pb.ReadDataSource.Response(state=encode(answer.state), diagnostics=schemas.diagnostics(answer.found))

        await self._answer(stream, operation)

    # Functions

    async def GetFunctions(self, stream: Stream[pb.GetFunctions.Request, pb.GetFunctions.Response]) -> None:
        def operation(_: pb.GetFunctions.Request) -> pb.GetFunctions.Response:
            declared = self._server.provider.functions
            return pb.GetFunctions.Response(functions={one.name: schemas.function(one) for one in declared})

        await self._answer(stream, operation)

    async def CallFunction(self, stream: Stream[pb.CallFunction.Request, pb.CallFunction.Response]) -> None:
        def operation(request: pb.CallFunction.Request) -> pb.CallFunction.Response:
            try:
                result = self._server.call_function(request.name, [decode(one) for one in request.arguments])
            except ArgumentError as problem:
                wrong = pb.FunctionError(text=str(problem).rstrip("."), function_argument=problem.argument)
                return pb.CallFunction.Response(error=wrong)
            except Failure as failure:
                return pb.CallFunction.Response(error=pb.FunctionError(text=str(failure)))
            return pb.CallFunction.Response(result=encode(result))

        await self._answer(stream, operation)

    # What this provider does not have. Engines ask only for what the schema lists, so these say so and no more.

    async def GenerateResourceConfig(
        self, stream: Stream[pb.GenerateResourceConfig.Request, pb.GenerateResourceConfig.Response]
    ) -> None:
        await self._answer(stream, lambda _: pb.GenerateResourceConfig.Response(diagnostics=_absent("config generation")))

    async def ValidateEphemeralResourceConfig(
        self, stream: Stream[pb.ValidateEphemeralResourceConfig.Request, pb.ValidateEphemeralResourceConfig.Response]
    ) -> None:
        await self._answer(
            stream, lambda _: pb.ValidateEphemeralResourceConfig.Response(diagnostics=_absent("ephemeral resources"))
        )

    async def OpenEphemeralResource(
        self, stream: Stream[pb.OpenEphemeralResource.Request, pb.OpenEphemeralResource.Response]
    ) -> None:
        await self._answer(stream, lambda _: pb.OpenEphemeralResource.Response(diagnostics=_absent("ephemeral resources")))

    async def RenewEphemeralResource(
        self, stream: Stream[pb.RenewEphemeralResource.Request, pb.RenewEphemeralResource.Response]
    ) -> None:
        await self._answer(stream, lambda _: pb.RenewEphemeralResource.Response(diagnostics=_absent("ephemeral resources")))

    async def CloseEphemeralResource(
        self, stream: Stream[pb.CloseEphemeralResource.Request, pb.CloseEphemeralResource.Response]
    ) -> None:
        await self._answer(stream, lambda _: pb.CloseEphemeralResource.Response(diagnostics=_absent("ephemeral resources")))

    async def ValidateListResourceConfig(
        self, stream: Stream[pb.ValidateListResourceConfig.Request, pb.ValidateListResourceConfig.Response]
    ) -> None:
        await self._answer(stream, lambda _: pb.ValidateListResourceConfig.Response(diagnostics=_absent("list resources")))

    async def ListResource(self, stream: Stream[pb.ListResource.Request, pb.ListResource.Event]) -> None:
        await self._answer(stream, lambda _: pb.ListResource.Event(diagnostic=_absent("list resources")))

    async def ValidateActionConfig(
        self, stream: Stream[pb.ValidateActionConfig.Request, pb.ValidateActionConfig.Response]
    ) -> None:
        await self._answer(stream, lambda _: pb.ValidateActionConfig.Response(diagnostics=_absent("actions")))

    async def PlanAction(self, stream: Stream[pb.PlanAction.Request, pb.PlanAction.Response]) -> None:
        await self._answer(stream, lambda _: pb.PlanAction.Response(diagnostics=_absent("actions")))

    async def InvokeAction(self, stream: Stream[pb.InvokeAction.Request, pb.InvokeAction.Event]) -> None:
        completed = pb.InvokeAction.Event.Completed(diagnostics=_absent("actions"))
        await self._answer(stream, lambda _: pb.InvokeAction.Event(completed=completed))


def _absent(feature: str) -> list[pb.Diagnostic]:
    return schemas.diagnostics([error("Not supported", f"This provider has no {feature}.")])


def _unreadable(stored: str, problem: ValueError) -> list[pb.Diagnostic]:
    return schemas.diagnostics(
        [error(f"Unreadable {stored}", f"{problem}. Restore a backup of the state, or import the object.")]
    )


def _identity(values: dict[str, Any] | None) -> pb.ResourceIdentityData | None:
    return None if values is None else pb.ResourceIdentityData(identity_data=encode(values))
