"""The operations on a resource, as engines ask for them: values in, a response out.

An operation writes into its response what is decided, as it is decided, and raises what ends it early: what the response holds by
then is what an engine keeps.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Generic

from . import plan, states
from .blocks import schema_of, to_instance, to_values
from .diagnostics import Diagnostics, Failure, Path, error, unreadable
from .plan_notes import PlanNotes
from .planned import Planned
from .provider import Provider
from .resource import PLAN_SECONDS, BaseContext, C, Context, Incomplete, Memory, PlanContext, Resource, seconds_for
from .validation import conformed, refuse_write_only, suggest_write_only, validate, without_mocked
from .values import Json, Values, is_known, is_wholly_known


@dataclass
class Response:
    """What an operation found out. Which fields mean something depends on the operation."""

    state: Values | None = None
    private: bytes = b""
    replace: list[Path] = field(default_factory=list)
    identity: Values | None = None
    found: Diagnostics = field(default_factory=Diagnostics)


_NEXT_WALK = {
    ("validate", "validate"),  # a walk that only validates; what is planned is validated singly
    ("apply", "read"),
    ("apply", "plan destroy"),
    ("plan destroy", "apply"),
}
"""Two operations of which the second one belongs to another walk than the first."""


@dataclass
class Session(Generic[C]):
    """One provider as one engine process uses it. It has a client once it is configured; `unknown` says what stood in the way."""

    provider: Provider[C]
    client: C | None = None
    unknown: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    memory: Memory = field(default_factory=Memory)
    plan_notes: PlanNotes = field(default_factory=PlanNotes)
    addressed: bool = False
    """Whether an engine validated or configured the provider itself, and not only resources of it."""
    _last: str = ""

    @property
    def mocked(self) -> bool:
        """Whether the provider may be a mocked one (`mock_provider` in `terraform test`), which nobody validates or configures.
        Where nobody can tell the command, a `validate` without a provider block looks the same; a plan never does.
        """
        return not self.addressed and self.plan_notes.command in ("", "test")

    def begin(self, operation: str) -> None:
        """Note an operation, before it. One process serves one walk of an engine, except where a test file of `terraform test`
        configures the provider: there Terraform 1.16 has one process for all runs. So memory ends where another walk can be
        seen to begin.
        """
        if self.plan_notes.command == "test" and (self._last, operation) in _NEXT_WALK:
            self.memory = Memory()
        self._last = operation

    def ready(self) -> C:
        if self.client is None:
            raise Failure(error("Provider not configured", self.why_unconfigured()))
        return self.client

    def why_unconfigured(self) -> str:
        if not self.unknown:
            return "The provider has not been configured."
        return (
            f"The provider's {', '.join(self.unknown)} will only be known after apply. Apply what it comes from first "
            "(for example with -target), or give it as a variable."
        )

    def context(self, operation: str, values: Values, found: Diagnostics, private: Json) -> Context[C]:
        """What an operation on an object of these values is given. Raises `Failure` without a client."""
        timeouts = values.get("timeouts")
        seconds = seconds_for(operation, timeouts.get(operation) if isinstance(timeouts, dict) else None)
        return self._context(self.ready(), seconds, found, private)

    def plan_context(self, found: Diagnostics, private: Json) -> PlanContext[C]:
        return PlanContext(
            configured=None if self.client is None else self._context(self.client, PLAN_SECONDS, found, private),
            seconds=PLAN_SECONDS,
            diagnostics=found,
            private=private,
            stop=self.stop,
            memory=self.memory,
            plan_notes=self.plan_notes,
        )

    def _context(self, client: C, seconds: float, found: Diagnostics, private: Json) -> Context[C]:
        return Context(
            client=client,
            seconds=seconds,
            diagnostics=found,
            private=private,
            stop=self.stop,
            memory=self.memory,
            plan_notes=self.plan_notes,
        )


class Managed(Generic[C]):
    """One operation on an object of a resource type. `response` has the private state that came, and gets what comes of it."""

    def __init__(self, session: Session[C], name: str, response: Response) -> None:
        provider = session.provider
        if name not in provider.resources:
            raise Failure(error("Unknown resource type", f"Provider {provider.name} has no resource {name}."))
        self.session = session
        self.name = name
        self.resource = provider.resources[name]
        self.schema = schema_of(self.resource)
        self.response = response

    def validate(self, raw: Values, *, write_only_allowed: bool) -> None:
        found, config = self.response.found, conformed(self.schema, raw)
        checked = without_mocked(self.schema, config) if self.session.mocked else config
        found.extend(validate(self.schema, checked, required=True))
        if write_only_allowed:
            suggest_write_only(self.schema, config, found)
        else:
            refuse_write_only(self.schema, config, found)

    def upgrade(self, version: int, raw: Json) -> None:
        if version > self.schema.version:
            raise Failure(
                error(
                    "State is newer than the provider",
                    f"The state of {self.name} has schema version {version}; provider {self.session.provider.version} knows "
                    f"version {self.schema.version}. Use the provider version that wrote it, or a newer one.",
                )
            )
        for older in range(version, self.schema.version):
            raw = self.resource.upgraders[older](self.schema, raw)
        self.response.state = states.completed(self.schema, conformed(self.schema, raw))
        to_instance(self.resource, self.response.state).recall(self.session.memory)

    def read(self, raw: Values) -> None:
        prior = self.response.state = conformed(self.schema, raw)
        if self.session.client is None:
            text = f"{self.session.why_unconfigured()} The state of {self.name} is used as it stands."
            self.response.found.warning("Not refreshed", text)
            return
        ctx = self._context("read", prior)
        current = to_instance(self.resource, prior).read(ctx)
        self.response.state = None if current is None else plan.refreshed(self.schema, prior, to_values(current))
        self._keep_private(ctx)

    def plan_destroy(self, prior: Values) -> None:
        ctx = self._plan_context()
        to_instance(self.resource, conformed(self.schema, prior)).plan_destroy(ctx)
        self._keep_private(ctx)

    def plan(self, prior: Values | None, proposed: Values, config: Values) -> None:
        prior = self._conformed(prior)
        change = plan.plan_change(self.schema, prior, conformed(self.schema, proposed), conformed(self.schema, config))
        before = None if prior is None else to_instance(self.resource, prior)
        ctx = self._plan_context()
        self.response.state = self.resource.plan(ctx, Planned(self.resource, change.values), before).values()
        self.response.replace = change.replace
        self._keep_private(ctx)

    def delete(self, prior: Values) -> None:
        state = self.response.state = conformed(self.schema, prior)
        ctx = self._context("delete", state)
        try:
            to_instance(self.resource, state).delete(ctx)
        except Exception:
            self._keep_private(ctx)
            raise
        self.response.state, self.response.private = None, b""

    def write(self, prior: Values | None, planned: Values, config: Values | None) -> None:
        """Creates (`prior` is None) or updates. The plan has no write-only values: the configuration has."""
        prior = self.response.state = self._conformed(prior)
        wanted = conformed(self.schema, planned)
        given = wanted if config is None else self._settled(wanted, conformed(self.schema, config))
        ctx = self._context("create" if prior is None else "update", wanted)
        write_only = {name: given[name] for name, attribute in self.schema.attributes.items() if attribute.write_only}
        try:
            result = self._written(ctx, prior, wanted, to_instance(self.resource, wanted | write_only))
        except Incomplete as failed:
            self.response.state = plan.left_in_state(self.schema, to_values(failed.kept))
            self._keep_private(ctx)
            raise failed.cause from None
        self.response.state = plan.settle(self.schema, wanted, to_values(result), self.response.found, created=prior is None)
        self._keep_private(ctx)

    def _settled(self, planned: Values, config: Values) -> Values:
        """The configuration, once the plan was held to it: it is planned as it stands, and only what the API chooses is open."""
        wrong = []
        for name, attribute in self.schema.attributes.items():
            value, configured = planned[name], config[name]
            if not is_wholly_known(value) and not (attribute.computed and configured is None):
                wrong.append(f"{name} is not known yet")
            if value is None and not attribute.write_only and (configured is not None or attribute.required):
                wrong.append(f"{name} is null")
        if wrong:
            raise Failure(unreadable("planned state", "; ".join(wrong)))
        return config

    def _written(self, ctx: Context[C], prior: Values | None, wanted: Values, desired: Resource[C]) -> Resource[C]:
        if prior is None:
            return desired.create(ctx)
        if plan.writes_anything(self.schema, prior, wanted):
            return desired.update(ctx, to_instance(self.resource, prior))
        return desired

    def import_(self, key: str, identity: Values | None) -> None:
        if identity is not None and not key:
            key = "/".join(str(identity.get(name) or "") for name in self.resource.identity)
        ctx = self._context("read", {})
        found = self.resource.find(ctx, self.resource.key_of(key))
        self.response.state = states.completed(self.schema, to_values(found.imported(ctx)))
        self._keep_private(ctx)

    def identify(self) -> None:
        """Adds what tells the object of the response from all others, once that is known."""
        state = self.response.state or {}
        values = {name: state.get(name) for name in self.resource.identity}
        self.response.identity = values if all(value is not None and is_known(value) for value in values.values()) else None

    def _context(self, operation: str, values: Values) -> Context[C]:
        return self.session.context(operation, values, self.response.found, states.decode_private(self.response.private))

    def _plan_context(self) -> PlanContext[C]:
        return self.session.plan_context(self.response.found, states.decode_private(self.response.private))

    def _conformed(self, raw: Values | None) -> Values | None:
        return None if raw is None else conformed(self.schema, raw)

    def _keep_private(self, ctx: BaseContext) -> None:
        self.response.private = states.encode_private(ctx.private)
