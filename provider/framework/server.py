"""The operations behind the protocol, on plain Python values: an RPC method decodes, calls one of these, and encodes."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Callable, Sequence
from typing import Any, Generic

from . import data_sources
from .blocks import Block, schema_of, to_instance, to_values
from .diagnostics import Diagnostic, Diagnostics, Failure, Severity, error, unreadable
from .functions import ArgumentError, Function
from .operations import Managed, Response, Session
from .plan_notes import PlanNotes
from .provider import Provider
from .resource import C
from .types import TypeMismatch
from .validation import conformed, validate, with_defaults, with_environment, without_mocked
from .values import UNKNOWN, Json, Values, is_wholly_known

__all__ = ["ProviderServer", "Response"]

log = logging.getLogger(__package__)


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
        return self._found(lambda found: found.extend(validate(schema, conformed(schema, raw), required=True)))

    def configure(self, raw: Values) -> Diagnostics:
        """Makes the client, unless an argument is unknown: then what needs no client still works."""
        self._session.addressed = True
        return self._found(lambda found: self._configure(raw, found))

    def _configure(self, raw: Values, found: Diagnostics) -> None:
        schema, session = schema_of(self.provider.config), self._session
        config = conformed(schema, raw)
        session.unknown = [name for name, value in config.items() if not is_wholly_known(value)]
        settled = self.provider.settled_without_environment(config)
        config = with_environment(schema, config, os.environ, found, settled)
        found.extend(validate(schema, config))
        if not session.unknown and not found.errors:
            instance = to_instance(self.provider.config, with_defaults(schema, config))
            session.client = self.provider.configure(instance, session.stop, found)

    def stop(self) -> None:
        """The user interrupts: waits end promptly, and nothing new is begun."""
        self._session.stop.set()

    def close(self) -> None:
        if self._session.client is not None:
            self.provider.close(self._session.client)

    # Resources

    def validate_resource(self, name: str, raw: Values, *, write_only_allowed: bool) -> Diagnostics:
        self._session.begin("validate")
        return self._on(name, Response(), lambda managed: managed.validate(raw, write_only_allowed=write_only_allowed)).found

    def upgrade_state(self, name: str, version: int, raw: Json) -> Response:
        """State as this version of the schema knows it.

        Upgraders lead from version to version. Then names that the schema does not have are dropped, and arguments that only
        steer this provider take their defaults where the state has none.
        """
        return self._on(name, Response(), lambda managed: managed.upgrade(version, raw))

    def read(self, name: str, raw: Values, private: bytes) -> Response:
        self._session.begin("read")
        return self._on(name, Response(state=raw, private=private), lambda managed: managed.read(raw))

    def plan(self, name: str, prior: Values | None, proposed: Values | None, config: Values | None, private: bytes) -> Response:
        response = Response(private=private)
        self._session.begin("plan destroy" if proposed is None else "plan")
        if proposed is not None and config is not None:
            return self._on(name, response, lambda managed: managed.plan(prior, proposed, config))
        return self._on(name, response, lambda managed: None if prior is None else managed.plan_destroy(prior))

    def apply(self, name: str, prior: Values | None, planned: Values | None, config: Values | None, private: bytes) -> Response:
        response = Response(state=prior, private=private)
        self._session.begin("apply")
        if planned is not None:
            return self._on(name, response, lambda managed: managed.write(prior, planned, config))
        return self._on(name, response, lambda managed: None if prior is None else managed.delete(prior))

    def import_state(self, name: str, key: str, identity: Values | None) -> Response:
        return self._on(name, Response(), lambda managed: managed.import_(key, identity))

    def move_state(self, source_provider: str, source_type: str, target: str, raw: Json) -> Response:
        """State moved here from a compatible provider's resource of the same type (`moved` blocks): version 0 is theirs."""
        *_, namespace, provider_type = ("", "", *source_provider.split("/"))
        if source_type == target and f"{namespace}/{provider_type}".lower() in self.provider.moves_from:
            return self.upgrade_state(target, 0, raw)
        response = Response()
        response.found.error(
            "Move not supported",
            f"State of {source_type} from provider {source_provider} cannot become {target}. Supported are resources of "
            f"the same type from {', '.join(sorted(self.provider.moves_from))}. Import the object instead.",
        )
        return response

    # Data sources

    def validate_data(self, name: str, raw: Values) -> Diagnostics:
        return self._found(lambda found: self._validate_data(name, raw, found))

    def _validate_data(self, name: str, raw: Values, found: Diagnostics) -> None:
        schema = data_sources.schema_of_data(self._data_source(name))
        config = conformed(schema, raw)
        found.extend(validate(schema, without_mocked(schema, config) if self._session.mocked else config, required=True))

    def read_data(self, name: str, raw: Values) -> Response:
        response = Response()
        self._run(response.found, lambda: self._read_data(name, raw, response))
        return response

    def _read_data(self, name: str, raw: Values, response: Response) -> None:
        source = self._data_source(name)
        schema = data_sources.schema_of_data(source)
        config = conformed(schema, raw)
        if wrong := [one for one in validate(schema, config, required=True) if one.severity is Severity.ERROR]:
            raise Failure(*wrong)  # when it was validated, values could be unknown
        response.state = data_sources.read(source, schema, config, self._session.context("read", config, response.found, {}))

    def _data_source(self, name: str) -> data_sources.Source[C]:
        source = self.provider.every_data_source().get(name)
        if source is None:
            raise Failure(error("Unknown data source type", f"Provider {self.provider.name} has no data source {name}."))
        return source

    # Functions

    def call_function(self, name: str, arguments: list[Any]) -> Any:
        """The function's result. Raises `ArgumentError` for a wrong argument, and `Failure` for any other reason."""
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
            raise Failure(*self._told(problem)) from None
        return to_values(result) if isinstance(result, Block) else result

    # What goes wrong

    def _on(self, name: str, response: Response, operation: Callable[[Managed[C]], None]) -> Response:
        """The response of an operation on an object of the resource `name`."""

        def run() -> None:
            managed = Managed(self._session, name, response)
            try:
                operation(managed)
            finally:
                managed.identify()

        self._run(response.found, run)
        return response

    def _found(self, operation: Callable[[Diagnostics], None]) -> Diagnostics:
        """The diagnostics of an operation that answers nothing else."""
        found = Diagnostics()
        self._run(found, lambda: operation(found))
        return found

    def _run(self, found: Diagnostics, operation: Callable[[], None]) -> None:
        """Runs an operation; what ends it early is told in `found`."""
        try:
            operation()
        except Exception as problem:  # noqa: BLE001  # the outermost frame: a traceback must never reach a user
            found.extend(self._told(problem))

    def _told(self, problem: Exception) -> Sequence[Diagnostic]:
        if isinstance(problem, Failure):
            return problem.diagnostics
        return [self.provider.explain(problem) or _defect(problem)]


def _defect(problem: Exception) -> Diagnostic:
    # Frames only: an exception's own text may quote a value that is secret.
    log.error("unexpected %s:\n%s", type(problem).__name__, "".join(traceback.format_tb(problem.__traceback__)))
    return error(
        "Internal error in the provider",
        f"{type(problem).__name__}: this is a defect of the provider; please report it with the log of TF_LOG=ERROR. "
        "The state is as it was before.",
    )


def _typed_arguments(function: Function, arguments: list[Any]) -> list[Any]:
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
