"""One resource in the hands of an engine, with its errors left to the test."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from provider.framework.values import Values
from tests.engine import contract
from tests.engine.walk import Action, Change, Instance, Walk
from tests.harness.client import Answered, Told


class Managed:
    """A resource of one type. `instance` is what the engine keeps of it, None before it exists and after it is gone."""

    def __init__(self, walk: Walk, type_name: str) -> None:
        self.walk = walk
        self.type_name = type_name
        self.schema = walk.schemas[type_name]
        self.instance: Instance | None = None

    @property
    def state(self) -> Values:
        """The attributes of the object, which must be there."""
        return self._there().state

    def validate(self, given: Mapping[str, Any], *, write_only_allowed: bool = True) -> Told:
        config = self.schema.config(given)
        return self.walk.client.validate(self.type_name, config, write_only_allowed=write_only_allowed)

    def plan(self, given: Mapping[str, Any]) -> Answered:
        """A plan; AssertionError if it has errors."""
        planned = self.walk.try_plan(self.type_name, given, self.instance).without_errors()
        if self.instance is not None:
            contract.assert_replacements(self.instance.state, planned)
        return planned

    def apply(self, given: Mapping[str, Any]) -> Answered:
        """Plan and apply, where the plan says so by replacement (the old object goes first). Keeps what came of it."""
        planned = self.plan(given)
        if planned.replace:
            self.destroy().without_errors()
            planned = self.plan(given)
        if self.instance is not None and contract.same(planned.object, self.instance.state):
            return planned
        action = Action.CREATE if self.instance is None else Action.UPDATE
        change = Change(self.type_name, action, self.instance, planned, planned)
        applied = self.walk.try_apply(change, given, self.instance)
        self._keep(applied)
        return applied

    def try_refresh(self) -> Answered:
        """What a refresh is answered, of which nothing is kept."""
        return self.walk.try_read(self.walk.upgrade(self._there()))

    def refresh(self) -> None:
        """Read the object again; `instance` is None if it is gone."""
        self.instance = self.walk.refresh(self._there())

    def plan_destroy(self) -> Answered:
        """A plan to destroy what state has, without a refresh."""
        return self.walk.try_plan_delete(self._there())

    def destroy(self) -> Answered:
        """Plan a destroy, and carry it out."""
        return self.delete(self.plan_destroy().without_errors())

    def delete(self, planned: Answered) -> Answered:
        """Carry a planned destroy out."""
        deleted = self.walk.try_delete(Change(self.type_name, Action.DELETE, self._there(), planned, planned))
        self._keep(deleted)
        return deleted

    def import_(self, key: str) -> None:
        self.instance = self.walk.import_(self.type_name, key)

    def refusal_to_import(self, key: str) -> Told:
        """What the user is told of an import that fails."""
        answer = self.walk.client.import_(self.type_name, key)
        assert answer.errors
        assert answer.state is None
        return answer

    def assert_settled(self, given: Mapping[str, Any]) -> None:
        """After a refresh, this configuration has nothing to change and nothing to tell."""
        self.refresh()
        planned = self.plan(given)
        assert (planned.object, planned.replace, planned.diagnostics) == (self.state, [], [])

    def _there(self) -> Instance:
        assert self.instance is not None, "there is no object"
        return self.instance

    def _keep(self, answer: Answered) -> None:
        if answer.state is None:
            self.instance = None
        elif self.instance is None:
            self.instance = Instance(self.type_name, answer.state, answer.private, answer.identity)
        else:
            identity = answer.identity or self.instance.identity
            self.instance = dataclasses.replace(self.instance, state=answer.state, private=answer.private, identity=identity)
