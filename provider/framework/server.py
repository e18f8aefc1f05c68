"""The operations behind the protocol, on plain Python values: an RPC method decodes, calls one of these, and encodes."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import Generic

from . import data_sources
from .defects import defect
from .diagnostics import Diagnostic, Diagnostics, Failure, Severity, error, unreadable
from .functions import ArgumentError, Function
from .operations.apply import delete, write
from .operations.generate import generate
from .operations.import_ import import_
from .operations.list_ import Listed, list_objects, validate_list
from .operations.managed import Managed, Response
from .operations.plan import plan, plan_destroy
from .operations.read import read
from .operations.upgrade import upgrade
from .operations.validate import validate as validate_resource
from .plan_notes import PlanNotes
from .provider import Provider
from .resource import C
from .schema.blocks import Block, schema_of, to_instance, to_values
from .schema.types import TypeMismatch
from .schema.validation import checkable, conformed, validate, with_defaults, with_environment, without_mocked
from .session import Session
from .values import UNKNOWN, Json, Value, Values, is_wholly_known

__all__ = ["Listed", "ProviderServer", "Response"]


class ProviderServer(Generic[C]):
    """One provider as one engine process sees it: configured once, then asked from several threads.

    Nothing is raised to the caller, except by `call_function`: what goes wrong is in the response.
    """

    def __init__(self, provider: Provider[C], plan_notes: PlanNotes | None = None) -> None:
        self.provider = provider
        self._session = Session(provider, plan_notes=plan_notes or PlanNotes())

    # The provider itself

    def validate_provider(self, raw: Values) -> Diagnostics:
        schema, self._session.addressed = schema_of(self.provider.config), True
        return self._diagnosed(
            lambda diagnostics: diagnostics.extend(validate(schema, checkable(schema, raw, diagnostics), required=True))
        )

    def configure(self, raw: Values) -> Diagnostics:
        """Make the client, unless an argument is unknown: then operations that need no client still work."""
        self._session.addressed = True
        return self._diagnosed(lambda diagnostics: self._configure(raw, diagnostics))

    def _configure(self, raw: Values, diagnostics: Diagnostics) -> None:
        schema, session = schema_of(self.provider.config), self._session
        config = conformed(schema, raw)
        session.unknown = [name for name, value in config.items() if not is_wholly_known(value)]
        given = self.provider.not_from_environment(config)
        config = with_environment(schema, config, os.environ, diagnostics, given)
        diagnostics.extend(validate(schema, config))
        if not session.unknown and not diagnostics.errors:
            instance = to_instance(self.provider.config, with_defaults(schema, config))
            session.client = self.provider.configure(instance, session.stop, diagnostics)

    def stop(self) -> None:
        """End all waits promptly and begin nothing new: the user interrupts."""
        self._session.stop.set()

    def close(self) -> None:
        if self._session.client is not None:
            self.provider.close(self._session.client)

    # Resources

    def validate_resource(self, name: str, raw: Values, *, write_only_allowed: bool) -> Diagnostics:
        self._session.begin("validate")
        return self._on(
            name, Response(), lambda managed: validate_resource(managed, raw, write_only_allowed=write_only_allowed)
        ).diagnostics

    def upgrade_state(self, name: str, version: int, raw: Json) -> Response:
        """State as this version of the schema knows it.

        Upgraders lead from version to version. Then names that the schema does not have are dropped, and arguments that only
        steer this provider take their defaults where the state has none.
        """
        return self._on(name, Response(), lambda managed: upgrade(managed, version, raw))

    def upgrade_identity(self, name: str, raw: Json) -> Response:
        """Return an identity with all of today's attributes, null where an older version had none."""

        def upgrade(managed: Managed[C]) -> None:
            managed.response.identity = {each: raw.get(each) for each in managed.resource.identity}

        response = Response()
        self._run(response.diagnostics, lambda: upgrade(Managed(self._session, name, response)))
        return response

    def read(self, name: str, raw: Values, private: bytes) -> Response:
        self._session.begin("read")
        return self._on(name, Response(state=raw, private=private), lambda managed: read(managed, raw))

    def plan(self, name: str, prior: Values | None, proposed: Values | None, config: Values | None, private: bytes) -> Response:
        response = Response(private=private)
        self._session.begin("plan destroy" if proposed is None else "plan")
        if proposed is not None and config is not None:
            return self._on(name, response, lambda managed: plan(managed, prior, proposed, config))
        return self._on(name, response, lambda managed: None if prior is None else plan_destroy(managed, prior))

    def apply(self, name: str, prior: Values | None, planned: Values | None, config: Values | None, private: bytes) -> Response:
        response = Response(state=prior, private=private)
        self._session.begin("apply")
        if planned is not None:
            return self._on(name, response, lambda managed: write(managed, prior, planned, config))
        return self._on(name, response, lambda managed: None if prior is None else delete(managed, prior))

    def import_state(self, name: str, key: str, identity: Values | None) -> Response:
        return self._on(name, Response(), lambda managed: import_(managed, key, identity))

    def generate_config(self, name: str, raw: Values) -> Response:
        """Return a configuration as the response's state."""
        return self._on(name, Response(), lambda managed: generate(managed, raw))

    def validate_list(self, name: str, raw: Values) -> Diagnostics:
        return self._on(name, Response(), lambda managed: validate_list(managed, raw)).diagnostics

    def list_objects(self, name: str, raw: Values, *, limit: int) -> Iterator[Listed]:
        """Yield at most `limit` objects, each as soon as it is known."""
        try:
            yield from list_objects(Managed(self._session, name, Response()), raw, self._diagnostics_of, limit=limit)
        except Exception as problem:  # noqa: BLE001  # as in `_run`
            yield Listed(diagnostics=self._diagnostics_of(problem))

    def move_state(self, source_provider: str, source_type: str, target: str, raw: Json) -> Response:
        """Take over the state of a compatible provider's resource of the same type (`moved` blocks), which has version 0."""
        *_, namespace, provider_type = ("", "", *source_provider.split("/"))
        if source_type == target and f"{namespace}/{provider_type}".lower() in self.provider.moves_from:
            return self.upgrade_state(target, 0, raw)
        response = Response()
        response.diagnostics.error(
            "Move not supported",
            f"State of {source_type} from provider {source_provider} cannot become {target}. Supported are resources of "
            f"the same type from {', '.join(sorted(self.provider.moves_from))}. Import the object instead.",
        )
        return response

    # Data sources

    def validate_data(self, name: str, raw: Values) -> Diagnostics:
        return self._diagnosed(lambda diagnostics: self._validate_data(name, raw, diagnostics))

    def _validate_data(self, name: str, raw: Values, diagnostics: Diagnostics) -> None:
        schema = data_sources.schema_of_data(self._data_source(name))
        config = checkable(schema, raw, diagnostics)
        diagnostics.extend(validate(schema, without_mocked(schema, config) if self._session.mocked else config, required=True))

    def read_data(self, name: str, raw: Values) -> Response:
        response = Response()
        self._run(response.diagnostics, lambda: self._read_data(name, raw, response))
        return response

    def _read_data(self, name: str, raw: Values, response: Response) -> None:
        source = self._data_source(name)
        schema = data_sources.schema_of_data(source)
        config = conformed(schema, raw)
        if wrong := [one for one in validate(schema, config, required=True) if one.severity is Severity.ERROR]:
            raise Failure(*wrong)  # when it was validated, values could be unknown
        response.state = data_sources.read(
            source, schema, config, self._session.context("read", config, response.diagnostics, {})
        )

    def _data_source(self, name: str) -> data_sources.Source[C]:
        source = self.provider.every_data_source().get(name)
        if source is None:
            raise Failure(error("Unknown data source type", f"Provider {self.provider.name} has no data source {name}."))
        return source

    # Functions

    def call_function(self, name: str, arguments: Sequence[object]) -> Value:
        """Return the function's result. Raises `ArgumentError` for a wrong argument, and `Failure` for any other reason."""
        function = {known.name: known for known in self.provider.functions}.get(name)
        if function is None:
            raise Failure(error("Unknown function", f"Provider {self.provider.name} has no function {name}."))
        if len(arguments) != len(function.parameters):
            reason = f"{len(arguments)} came, and the function takes {len(function.parameters)}"
            raise Failure(unreadable("list of arguments", reason))
        if any(not is_wholly_known(argument) for argument in arguments):
            return UNKNOWN
        try:
            result = function.call(*_typed_arguments(function, arguments))
        except ArgumentError:
            raise
        except Exception as problem:  # noqa: BLE001  # as in `_run`
            raise Failure(*self._diagnostics_of(problem)) from None
        return to_values(result) if isinstance(result, Block) else result

    # What goes wrong

    def _on(self, name: str, response: Response, operation: Callable[[Managed[C]], None]) -> Response:
        """Run an operation on an object of the resource `name`, and return its response."""

        def run() -> None:
            managed = Managed(self._session, name, response)
            try:
                operation(managed)
            finally:
                managed.identify()

        self._run(response.diagnostics, run)
        return response

    def _diagnosed(self, operation: Callable[[Diagnostics], None]) -> Diagnostics:
        """Run an operation that returns diagnostics alone."""
        diagnostics = Diagnostics()
        self._run(diagnostics, lambda: operation(diagnostics))
        return diagnostics

    def _run(self, diagnostics: Diagnostics, operation: Callable[[], None]) -> None:
        """Run an operation, and add the error that ends it early to `diagnostics`."""
        try:
            operation()
        except Exception as problem:  # noqa: BLE001  # the outermost frame: a traceback must never reach a user
            diagnostics.extend(self._diagnostics_of(problem))

    def _diagnostics_of(self, problem: Exception) -> Sequence[Diagnostic]:
        if isinstance(problem, Failure):
            return problem.diagnostics
        return [self.provider.explain(problem) or defect(problem, outcome="The state is as it was before.")]


def _typed_arguments(function: Function, arguments: Sequence[object]) -> list[Value]:
    typed = []
    for position, (parameter, argument) in enumerate(zip(function.parameters, arguments, strict=True)):
        if argument is None and not parameter.nullable:
            raise ArgumentError(position, f"{parameter.name} must not be null.")
        try:
            value = parameter.type.conform(argument)
        except TypeMismatch as mismatch:
            raise ArgumentError(position, f"{mismatch}.") from None
        if (problem := parameter.problem(value)) is not None:
            raise ArgumentError(position, problem)
        typed.append(value)
    return typed
