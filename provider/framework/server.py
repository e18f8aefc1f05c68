"""The operations behind the protocol, on plain Python values: an RPC method decodes, calls one of these, and encodes."""

from __future__ import annotations

import logging
import os
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, cast

from . import data_sources, plan, states
from .blocks import Block, BlockSchema, schema_of, to_instance, to_values
from .diagnostics import Diagnostics, Failure, Path, error
from .functions import ArgumentError, Function
from .planned import Planned
from .provider import Provider
from .resource import PLAN_SECONDS, C, Context, Incomplete, Memory, PlanContext, Resource, seconds_for
from .types import TypeMismatch
from .validation import refuse_write_only, suggest_write_only, validate, with_defaults, with_environment
from .values import UNKNOWN, Json, Values, is_wholly_known

log = logging.getLogger(__package__)


@dataclass
class Answer:
    """What an operation found out. Which fields mean something depends on the operation."""

    state: Values | None = None
    private: bytes = b""
    replace: list[Path] = field(default_factory=list)
    identity: Values | None = None
    found: Diagnostics = field(default_factory=Diagnostics)


class ProviderServer(Generic[C]):
    """One provider as one engine process sees it: configured once, then asked from several threads."""

    def __init__(self, provider: Provider[C]) -> None:
        self.provider = provider
        self.stopping = threading.Event()
        self._client: C | None = None
        self._unknown: list[str] = []
        self._memory = Memory()

    # The provider itself

    def validate_provider(self, raw: Values) -> Diagnostics:
        with self._reporting(Diagnostics()) as found:
            schema = schema_of(self.provider.config)
            found.extend(validate(schema, self._conform(schema, raw), required=True))
        return found

    def configure(self, raw: Values) -> Diagnostics:
        """Makes the client, unless an argument is unknown: then what needs no client still works."""
        with self._reporting(Diagnostics()) as found:
            schema = schema_of(self.provider.config)
            config = self._conform(schema, raw)
            self._unknown = [name for name, value in config.items() if not is_wholly_known(value)]
            settled = self.provider.settled_without_environment(config)
            config = with_environment(schema, config, os.environ, found, settled)
            found.extend(validate(schema, config))
            if not self._unknown and not found.errors:
                instance = to_instance(self.provider.config, with_defaults(schema, config))
                self._client = self.provider.configure(instance, self.stopping, found)
        return found

    def stop(self) -> None:
        """The user interrupts: waits end promptly, and nothing new is begun."""
        self.stopping.set()

    def close(self) -> None:
        if self._client is not None:
            self.provider.close(self._client)

    # Resources

    def validate_resource(self, name: str, raw: Values, *, write_only_allowed: bool) -> Diagnostics:
        with self._reporting(Diagnostics()) as found:
            schema = schema_of(self._resource(name))
            config = self._conform(schema, raw)
            found.extend(validate(schema, config, required=True))
            if write_only_allowed:
                suggest_write_only(schema, config, found)
            else:
                refuse_write_only(schema, config, found)
        return found

    def upgrade_state(self, name: str, version: int, raw: Json) -> Answer:
        """State as this version of the schema knows it.

        Upgraders lead from version to version. Then names that the schema does not have are dropped, and arguments that only
        steer this provider take their defaults where the state has none.
        """
        answer = Answer()
        with self._reporting(answer.found):
            resource = self._resource(name)
            schema = schema_of(resource)
            if version > schema.version:
                raise Failure(
                    error(
                        "State is newer than the provider",
                        f"The state of {name} has schema version {version}; provider {self.provider.version} knows "
                        f"version {schema.version}. Use the provider version that wrote it, or a newer one.",
                    )
                )
            for older in range(version, schema.version):
                raw = resource.upgraders[older](schema, raw)
            answer.state = states.completed(schema, self._conform(schema, raw))
            to_instance(resource, answer.state).recall(self._memory)
        return answer

    def read(self, name: str, raw: Values, private: bytes) -> Answer:
        answer = Answer(state=raw, private=private)
        with self._reporting(answer.found):
            resource = self._resource(name)
            schema = schema_of(resource)
            prior = answer.state = self._conform(schema, raw)
            if self._client is None:
                answer.found.warning("Not refreshed", f"{self._why_unconfigured()} The state of {name} is used as it stands.")
                return self._with_identity(answer, resource)
            ctx = self._context(_seconds("read", prior), states.decode_private(private), answer.found, self._client)
            current = to_instance(resource, prior).read(ctx)
            answer.private = states.encode_private(ctx.private)
            answer.state = None if current is None else plan.refreshed(schema, prior, to_values(current))
        return self._with_identity(answer, self.provider.resources.get(name))

    def plan(self, name: str, prior: Values | None, proposed: Values | None, config: Values | None, private: bytes) -> Answer:
        answer = Answer(private=private)
        with self._reporting(answer.found):
            resource = self._resource(name)
            schema = schema_of(resource)
            prior = self._conform_optional(schema, prior)
            if proposed is None or config is None:
                if prior is not None:
                    ctx = self._plan_context(states.decode_private(private), answer.found)
                    to_instance(resource, prior).plan_destroy(ctx)
                    answer.private = states.encode_private(ctx.private)
                return answer
            change = plan.plan_change(schema, prior, self._conform(schema, proposed), self._conform(schema, config))
            before = None if prior is None else to_instance(resource, prior)
            ctx = self._plan_context(states.decode_private(private), answer.found)
            planned = resource.plan(ctx, Planned(resource, change.values), before)
            answer.state, answer.replace, answer.private = (
                planned.values(),
                change.replace,
                states.encode_private(ctx.private),
            )
        return self._with_identity(answer, self.provider.resources.get(name))

    def apply(self, name: str, prior: Values | None, planned: Values | None, config: Values | None, private: bytes) -> Answer:
        answer = Answer(state=prior, private=private)
        with self._reporting(answer.found):
            resource = self._resource(name)
            schema = schema_of(resource)
            prior = answer.state = self._conform_optional(schema, prior)
            wanted = self._conform_optional(schema, planned)
            operation = "delete" if wanted is None else "create" if prior is None else "update"
            seconds = _seconds(operation, cast(Values, prior if wanted is None else wanted))
            ctx = self._context(seconds, states.decode_private(private), answer.found, self._ready())
            if wanted is None:
                try:
                    to_instance(resource, cast(Values, prior)).delete(ctx)
                except Exception:
                    answer.private = states.encode_private(ctx.private)
                    raise
                answer.state, answer.private = None, b""
                return answer
            self._write(resource, prior, wanted, self._conform_optional(schema, config), ctx, answer)
        return self._with_identity(answer, self.provider.resources.get(name))

    def _write(
        self,
        resource: type[Resource[C]],
        prior: Values | None,
        wanted: Values,
        config: Values | None,
        ctx: Context[C],
        answer: Answer,
    ) -> None:
        schema = schema_of(resource)
        write_only = {name: (config or wanted)[name] for name, a in schema.attributes.items() if a.write_only}
        desired = to_instance(resource, wanted | write_only)
        try:
            if prior is None:
                result = desired.create(ctx)
            elif plan.writes_anything(schema, prior, wanted):
                result = desired.update(ctx, to_instance(resource, prior))
            else:
                result = desired
        except Incomplete as failed:
            answer.state = plan.left_in_state(schema, to_values(failed.kept))
            answer.private = states.encode_private(ctx.private)
            raise failed.cause from None
        answer.state = plan.settle(schema, wanted, to_values(result), answer.found, created=prior is None)
        answer.private = states.encode_private(ctx.private)

    def import_state(self, name: str, key: str, identity: Values | None) -> Answer:
        answer = Answer()
        with self._reporting(answer.found):
            resource = self._resource(name)
            if identity is not None and not key:
                key = str(identity.get(resource.identity) or "")
            ctx = self._context(_seconds("read", {}), {}, answer.found, self._ready())
            state = to_values(resource.find(ctx, resource.key_of(key)).imported(ctx))
            answer.state, answer.private = (
                states.completed(schema_of(resource), state),
                states.encode_private(ctx.private),
            )
        return self._with_identity(answer, self.provider.resources.get(name))

    def move_state(self, source_provider: str, source_type: str, target: str, raw: Json) -> Answer:
        """State moved here from a compatible provider's resource of the same type (`moved` blocks): version 0 is theirs."""
        *_, namespace, provider_type = ("", "", *source_provider.split("/"))
        if source_type == target and f"{namespace}/{provider_type}".lower() in self.provider.moves_from:
            return self._with_identity(self.upgrade_state(target, 0, raw), self.provider.resources.get(target))
        answer = Answer()
        answer.found.error(
            "Move not supported",
            f"State of {source_type} from provider {source_provider} cannot become {target}. Supported are resources of "
            f"the same type from {', '.join(sorted(self.provider.moves_from))}. Import the object instead.",
        )
        return answer

    # Data sources

    def validate_data(self, name: str, raw: Values) -> Diagnostics:
        with self._reporting(Diagnostics()) as found:
            schema = data_sources.schema_of_data(self._data_source(name))
            found.extend(validate(schema, self._conform(schema, raw), required=True))
        return found

    def read_data(self, name: str, raw: Values) -> Answer:
        answer = Answer()
        with self._reporting(answer.found):
            resource = self._data_source(name)
            schema = data_sources.schema_of_data(resource)
            config = self._conform(schema, raw)
            ctx = self._context(_seconds("read", config), {}, answer.found, self._ready())
            answer.state = data_sources.read(resource, schema, config, ctx)
        return answer

    # Functions

    def call_function(self, name: str, arguments: list[Any]) -> Any:
        """The function's result. Raises `ArgumentError` for a wrong argument, and `Failure` for any other reason."""
        function = {known.name: known for known in self.provider.functions}.get(name)
        if function is None:
            raise Failure(error("Unknown function", f"Provider {self.provider.name} has no function {name}."))
        if any(not is_wholly_known(argument) for argument in arguments):
            return UNKNOWN
        try:
            result = function.call(*_typed_arguments(function, arguments))
        except (ArgumentError, Failure):
            raise
        except Exception as problem:  # noqa: BLE001  # as in `_reporting`
            raise Failure(self.provider.explain(problem) or _defect(problem)) from None
        return to_values(result) if isinstance(result, Block) else result

    # Shared

    def _resource(self, name: str) -> type[Resource[C]]:
        if name not in self.provider.resources:
            raise Failure(error("Unknown resource type", f"Provider {self.provider.name} has no resource {name}."))
        return self.provider.resources[name]

    def _data_source(self, name: str) -> type[Resource[C]]:
        resource = self.provider.resources.get(name)
        if resource is None or resource.data_source is None:
            raise Failure(error("Unknown data source type", f"Provider {self.provider.name} has no data source {name}."))
        return resource

    def _context(self, seconds: float, private: Json, found: Diagnostics, client: C) -> Context[C]:
        return Context(
            client=client, seconds=seconds, diagnostics=found, private=private, stop=self.stopping, memory=self._memory
        )

    def _plan_context(self, private: Json, found: Diagnostics) -> PlanContext[C]:
        client = self._client
        return PlanContext(
            configured=None if client is None else self._context(PLAN_SECONDS, private, found, client),
            seconds=PLAN_SECONDS,
            diagnostics=found,
            private=private,
            stop=self.stopping,
            memory=self._memory,
        )

    def _ready(self) -> C:
        if self._client is None:
            raise Failure(error("Provider not configured", self._why_unconfigured()))
        return self._client

    def _why_unconfigured(self) -> str:
        if not self._unknown:
            return "The provider has not been configured."
        return (
            f"The provider's {', '.join(self._unknown)} will only be known after apply. Apply what it comes from first "
            "(for example with -target), or give it as a variable."
        )

    def _with_identity(self, answer: Answer, resource: type[Resource[C]] | None) -> Answer:
        if resource is not None and answer.state is not None:
            value = answer.state.get(resource.identity)
            answer.identity = None if value is None or value is UNKNOWN else {resource.identity: value}
        return answer

    def _conform_optional(self, schema: BlockSchema, raw: Values | None) -> Values | None:
        return None if raw is None else self._conform(schema, raw)

    def _conform(self, schema: BlockSchema, raw: Values) -> Values:
        try:
            return schema.conform(raw)
        except TypeMismatch as mismatch:
            declared = schema.attributes.get(str(mismatch.path[0]) if mismatch.path else "")
            quotable = declared is None or not declared.is_secret
            raise Failure(error("Wrong type", f"{mismatch}.", mismatch.path, quotable=quotable)) from None

    @contextmanager
    def _reporting(self, found: Diagnostics) -> Iterator[Diagnostics]:
        """Turns whatever ends the operation early into diagnostics; what was decided before stays."""
        try:
            yield found
        except Failure as failure:
            found.extend(failure.diagnostics)
        except Exception as problem:  # noqa: BLE001  # the outermost frame: a traceback must never reach a user
            found.items.append(self.provider.explain(problem) or _defect(problem))


def _seconds(operation: str, values: Values) -> float:
    timeouts = values.get("timeouts")
    return seconds_for(operation, timeouts.get(operation) if isinstance(timeouts, dict) else None)


def _defect(problem: Exception) -> Any:
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
        try:
            typed.append(parameter.type.conform(argument))
        except TypeMismatch as mismatch:
            raise ArgumentError(position, f"{mismatch}.") from None
    return typed
