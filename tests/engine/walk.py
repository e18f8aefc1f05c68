"""An engine in short: what Terraform and OpenTofu do with a provider, one plugin launch for each walk.

A plan walk validates, upgrades and refreshes state, and plans; a replacement is planned twice, the second time without prior
state and with the private bytes of the first. An apply walk upgrades what it takes from state, plans again, with what is known
by then and with the private bytes of the state only (so none for a new object), and applies that. The delete half of a
replacement has the private bytes of the create that was planned with it; with `create_before_destroy` it comes after the create,
is planned as a destroy once more, and has those of the state. Every answer is held to the contract, and none but an apply may
send a write to the API. `tests.engine.paths` says what was found when the calls were traced.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Protocol

from provider.fake import FakeTwilio
from provider.framework.values import Values
from tests.engine import contract
from tests.harness.client import Answered, PluginClient, Told
from tests.harness.schema import Schema

Launch = Callable[[], AbstractContextManager[PluginClient]]


@dataclass(frozen=True)
class Schemas:
    """Everything that a provider declares. Engines ask once and remember."""

    provider: Schema
    resources: Mapping[str, Schema]
    data_sources: Mapping[str, Schema]

    @classmethod
    def of(cls, client: PluginClient) -> Schemas:
        answer = client.schema()
        resources, data_sources = answer.resource_schemas, answer.data_source_schemas
        return cls(
            Schema.of(answer.provider),
            {name: Schema.of(each) for name, each in resources.items()},
            {name: Schema.of(each) for name, each in data_sources.items()},
        )


class Action(Enum):
    """What a plan says is to be done; the symbols are the engines'."""

    NOTHING = " "
    CREATE = "+"
    UPDATE = "~"
    REPLACE = "-/+"
    DELETE = "-"
    FORGET = "."


@dataclass(frozen=True)
class Instance:
    """One object as a state file keeps it."""

    type_name: str
    state: Values
    private: bytes
    identity: Values | None


@dataclass(frozen=True)
class Change:
    """One planned change. `before` is the refreshed object, `planned` the last answer, `told` what the user was told."""

    type_name: str
    action: Action
    before: Instance | None
    planned: Answered
    told: Told

    @property
    def after(self) -> Values:
        return self.planned.object


class Api(Protocol):
    """The API behind a provider, as far as an engine's test looks at it."""

    @property
    def writes(self) -> Sequence[object]: ...


@dataclass(frozen=True)
class Walk:
    """One launch of the plugin, configured."""

    client: PluginClient
    schemas: Mapping[str, Schema]
    api: Api
    data_sources: Mapping[str, Schema] = field(default_factory=dict)

    def validate(self, type_name: str, given: Mapping[str, Any]) -> Told:
        with self.writing_nothing():
            return self.client.validate(type_name, self.schemas[type_name].config(given))

    def import_(self, type_name: str, key: str = "", identity: Values | None = None) -> Instance:
        """Import, and refresh what came of it."""
        with self.writing_nothing():
            answer = self.client.import_(type_name, key, identity).without_errors()
        contract.assert_stored(self.schemas[type_name], answer.object)
        refreshed = self.refresh(Instance(type_name, answer.object, answer.private, answer.identity))
        assert refreshed is not None, "what was just imported is gone"
        return refreshed

    def upgrade(self, instance: Instance) -> Instance:
        """The object as it is taken from a state file: the attributes alone pass the provider, as JSON."""
        schema = self.schemas[instance.type_name]
        stored = json.dumps(instance.state).encode()
        upgraded = self.client.upgrade(instance.type_name, stored, version=schema.version).without_errors()
        understood = {name: upgraded.object[name] for name in instance.state}
        assert understood == instance.state, "the provider does not understand its own state"
        return dataclasses.replace(instance, state=upgraded.object)

    def refresh(self, instance: Instance) -> Instance | None:
        """The object as it is now; None if it is gone."""
        return self.read(self.upgrade(instance))

    def read(self, instance: Instance) -> Instance | None:
        """What one read makes of an object that was taken from state."""
        read = self.try_read(instance).without_errors()
        return None if read.state is None else Instance(instance.type_name, read.object, read.private, read.identity)

    def try_read(self, instance: Instance) -> Answered:
        """One call, which may have errors."""
        with self.writing_nothing():
            read = self.client.read(instance.type_name, instance.state, instance.private, instance.identity)
        if not read.errors and read.state is not None:
            contract.assert_stored(self.schemas[instance.type_name], read.state)
            assert instance.identity in (None, read.identity), "a refresh changed the identity"
        return read

    def plan(
        self, type_name: str, given: Mapping[str, Any], instance: Instance | None = None, *, replace: bool = False
    ) -> Change:
        """Plan a configuration for what state has. AssertionError if there are errors."""
        before = None if instance is None else self.refresh(instance)
        first = self.try_plan(type_name, given, before)
        first.without_errors()
        if before is None:
            return Change(type_name, Action.CREATE, None, first, first)
        contract.assert_replacements(before.state, first)
        if not (replace or first.replace):
            assert first.identity == before.identity, "an update changes the identity"
            action = Action.NOTHING if contract.same(first.object, before.state) else Action.UPDATE
            return Change(type_name, action, before, first, first)
        second = self.try_plan(type_name, given, None, private=first.private)
        second.without_errors()
        told = Told([*first.diagnostics, *second.diagnostics])
        return Change(type_name, Action.REPLACE, before, second, told)

    def try_plan(
        self,
        type_name: str,
        given: Mapping[str, Any],
        before: Instance | None,
        *,
        private: bytes = b"",
        planned_private: bytes | None = None,
        identity: Values | None = None,
    ) -> Answered:
        """One call, which may have errors; if it has none, its answer is held to the contract."""
        schema = self.schemas[type_name]
        config, prior = schema.config(given), before.state if before else None
        with self.writing_nothing():
            planned = self.client.plan(
                type_name,
                prior=prior,
                proposed=schema.proposed(prior, config),
                config=config,
                private=before.private if before else private,
                planned_private=planned_private,
                identity=before.identity if before else identity,
            )
        contract.assert_discreet(schema, config, planned)
        if not planned.errors:
            contract.assert_plan(schema, prior, config, planned.object)
        return planned

    def plan_destroy(self, instance: Instance) -> Change:
        before = self.refresh(instance)
        assert before is not None, "what is to be destroyed is gone"
        return self.plan_delete(before)

    def plan_delete(self, before: Instance) -> Change:
        """Plan to destroy what was taken from state. AssertionError if there are errors."""
        planned = self.try_plan_delete(before)
        assert planned.without_errors().state is None
        return Change(before.type_name, Action.DELETE, before, planned, planned)

    def try_plan_delete(self, before: Instance, *, planned_private: bytes | None = None) -> Answered:
        """One call, which may have errors."""
        with self.writing_nothing():
            return self.client.plan(
                before.type_name,
                prior=before.state,
                proposed=None,
                config=None,
                private=before.private,
                planned_private=planned_private,
                identity=before.identity,
            )

    def apply(self, change: Change, given: Mapping[str, Any], *, create_before_destroy: bool = False) -> Instance:
        """Carry out a change that leaves an object behind. AssertionError if anything goes wrong."""
        replacing = change.action is Action.REPLACE
        if change.before is not None and not (replacing and create_before_destroy):
            self.upgrade(change.before)
        if replacing and not create_before_destroy:
            self.delete(change)
        before = None if replacing else change.before
        answer = self.try_apply(change, given, before)
        answer.without_errors()
        if replacing and create_before_destroy:
            assert change.before is not None
            self.delete(self.plan_delete(self.upgrade(change.before)))
        return Instance(change.type_name, answer.object, answer.private, answer.identity)

    def try_apply(self, change: Change, given: Mapping[str, Any], before: Instance | None) -> Answered:
        """Plan again and apply: a create (`before` is None) or an update. May have errors."""
        again = self.try_plan(change.type_name, given, before)
        if again.errors:
            return again
        contract.assert_fulfilled(self.schemas[change.type_name], change.after, again.object, wholly=False)
        return self.try_write(change.type_name, given, before, again)

    def try_write(self, type_name: str, given: Mapping[str, Any], before: Instance | None, planned: Answered) -> Answered:
        """One call that creates (`before` is None) or updates what was just planned. May have errors."""
        schema = self.schemas[type_name]
        config = schema.config(given)
        answer = self.client.apply(
            type_name,
            prior=before.state if before else None,
            planned=planned.object,
            config=config,
            private=planned.private,
            identity=planned.identity,
        )
        contract.assert_discreet(schema, config, answer)
        if answer.state is not None:
            contract.assert_stored(schema, answer.state)
        if not answer.errors:
            contract.assert_fulfilled(schema, planned.object, answer.object, wholly=True)
            assert answer.identity is not None, "an object has no identity"
            assert before is None or before.identity in (None, answer.identity), "an update changed the identity"
        return answer

    def delete(self, change: Change) -> None:
        answer = self.try_delete(change)
        answer.without_errors()
        assert answer.state is None, "a destroyed object came back"

    def try_delete(self, change: Change) -> Answered:
        """Destroy what a change replaces or deletes. May have errors."""
        before = change.before
        assert before is not None
        return self.client.apply(
            change.type_name,
            prior=before.state,
            planned=None,
            config=None,
            private=change.planned.private,
        )

    @contextmanager
    def writing_nothing(self) -> Iterator[None]:
        """A block in which nothing may be written to the API."""
        before = len(self.api.writes)
        yield
        assert list(self.api.writes[before:]) == [], "only an apply may write"


@dataclass(frozen=True)
class Engine:
    """Launches a plugin for every walk, as `terraform apply` does."""

    launch: Launch
    schemas: Schemas
    provider_config: Values
    twilio: FakeTwilio

    @contextmanager
    def walk(self, *, configured: bool = True) -> Iterator[Walk]:
        with self.launch() as client:
            config = self.schemas.provider.config(self.provider_config)
            if configured:
                client.validate_provider(config).without_errors()
                client.configure(config).without_errors()
            yield Walk(client, self.schemas.resources, self.twilio, self.schemas.data_sources)

    def plan(
        self, type_name: str, given: Mapping[str, Any], instance: Instance | None = None, *, replace: bool = False
    ) -> Change:
        """A whole plan: validate, refresh, plan."""
        with self.walk() as walk:
            walk.validate(type_name, given).without_errors()
            return walk.plan(type_name, given, instance, replace=replace)

    def apply(self, change: Change, given: Mapping[str, Any], *, create_before_destroy: bool = False) -> Instance:
        """Carry out a plan."""
        if change.action is Action.NOTHING:
            assert change.before is not None
            return change.before
        with self.walk() as walk:
            return walk.apply(change, given, create_before_destroy=create_before_destroy)

    def deploy(self, type_name: str, given: Mapping[str, Any], instance: Instance | None = None) -> Instance:
        """Plan and apply."""
        return self.apply(self.plan(type_name, given, instance), given)

    def destroy(self, instance: Instance) -> Told:
        """Plan a destroy and carry it out; what the plan told."""
        with self.walk() as walk:
            change = walk.plan_destroy(instance)
        with self.walk() as walk:
            walk.upgrade(instance if change.before is None else change.before)
            walk.delete(change)
        return change.told

    def refresh(self, instance: Instance) -> Instance | None:
        with self.walk() as walk:
            return walk.refresh(instance)

    def import_(self, type_name: str, key: str = "", identity: Values | None = None) -> Instance:
        with self.walk() as walk:
            return walk.import_(type_name, key, identity)
