"""One resource in the hands of an engine, which holds the provider to its contract at each step."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from provider.framework.values import UNKNOWN, Values, is_wholly_known
from tests.harness.client import Answered, PluginClient, Told
from tests.harness.schema import Schema


class Managed:
    """A resource of one type: `state` and `private` are what the engine keeps of it, None and empty before it exists."""

    def __init__(self, client: PluginClient, type_name: str) -> None:
        self.client = client
        self.type_name = type_name
        self.schema = Schema.of(client.schema().resource_schemas[type_name])
        self.state: Values | None = None
        self.private = b""

    @property
    def attributes(self) -> Values:
        """The state, which must be there."""
        assert self.state is not None
        return self.state

    def validate(self, given: Mapping[str, Any], *, write_only_allowed: bool = True) -> Told:
        return self.client.validate(self.type_name, self.schema.config(given), write_only_allowed=write_only_allowed)

    def plan(self, given: Mapping[str, Any]) -> Answered:
        """A plan; AssertionError if it has errors, or takes liberties with the configuration."""
        return self._plan(self.schema.config(given), self.state, self.private)

    def apply(self, given: Mapping[str, Any]) -> Answered:
        """Plan and apply, as a replacement if the plan says so (the old object goes first). Keeps what came back."""
        config = self.schema.config(given)
        planned = self._plan(config, self.state, self.private)
        if planned.replace and self.state is not None:
            self.destroy().without_errors()
            planned = self._plan(config, None, b"")
        if planned.object == self.state:
            return planned
        applied = self.client.apply(
            self.type_name, prior=self.state, planned=planned.object, config=config, private=planned.private
        )
        self._keep(applied)
        if not applied.errors:
            self._check_applied(planned.object, applied.object)
        return applied

    def read(self) -> Answered:
        """Refresh the state."""
        answer = self.client.read(self.type_name, self.attributes, self.private).without_errors()
        self._keep(answer)
        return answer

    def plan_destroy(self) -> Answered:
        return self.client.plan(self.type_name, prior=self.state, proposed=None, config=None, private=self.private)

    def destroy(self) -> Answered:
        """Plan a destroy, and carry it out."""
        planned = self.plan_destroy().without_errors()
        applied = self.client.apply(self.type_name, prior=self.state, planned=None, config=None, private=planned.private)
        self._keep(applied)
        return applied

    def import_(self, key: str) -> Answered:
        """Import, and refresh what came of it, as engines do."""
        answer = self.client.import_(self.type_name, key)
        if not answer.errors:
            self._keep(answer)
            self.read()
        return answer

    def assert_settled(self, given: Mapping[str, Any]) -> None:
        """After a refresh, this configuration has nothing to change and nothing to tell."""
        self.read()
        planned = self.plan(given)
        assert (planned.object, planned.replace, planned.diagnostics) == (self.state, [], [])

    def _keep(self, answer: Answered) -> None:
        self.state, self.private = answer.state, answer.private

    def _plan(self, config: Values, prior: Values | None, private: bytes) -> Answered:
        proposed = self.schema.proposed(prior, config)
        planned = self.client.plan(self.type_name, prior=prior, proposed=proposed, config=config, private=private)
        planned.without_errors()
        for name, attribute in self.schema.attributes.items():
            value, given = planned.object[name], config[name]
            if attribute.write_only:
                assert value is None, f"{name} is write-only, and planned"
            elif given is not None and given is not UNKNOWN:
                assert value == given or (prior is not None and value == prior[name]), f"{name} is not planned as configured"
            elif given is None and not attribute.computed:
                assert value is None, f"{name} is planned, and not configured"
        return planned

    def _check_applied(self, planned: Values, applied: Values) -> None:
        assert is_wholly_known(applied)
        for name, value in planned.items():
            assert value is UNKNOWN or applied[name] == value, f"{name} is not as planned"
