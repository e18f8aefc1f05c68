"""What an engine does between a configuration and a state, in short: for tests of what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from provider.framework.blocks import schema_of
from provider.framework.server import ProviderServer, Response
from provider.framework.values import Values
from tests.framework.toy import Shelf, Thing

THING = "toy_thing"


def config(**given: Any) -> Values:
    """A configuration of a thing: null where nothing is given, called "lamp" if nobody says otherwise."""
    return schema_of(Thing).null() | {"name": "lamp"} | given


@dataclass
class Walk:
    """Plans and applies on a server, and asserts that nothing went wrong unless a test wants to see it."""

    server: ProviderServer[Shelf]

    def plan(self, wanted: Values, prior: Response | None = None) -> Response:
        before = None if prior is None else prior.state
        proposed = dict(wanted)
        for name, attribute in schema_of(Thing).attributes.items():
            if before is not None and attribute.computed_on_wire and wanted[name] is None:
                proposed[name] = before[name]
        private = b"" if prior is None else prior.private
        return self.server.plan(THING, before, proposed, wanted, private)

    def apply(self, wanted: Values, planned: Response, prior: Response | None = None) -> Response:
        before = None if prior is None else prior.state
        return self.server.apply(THING, before, planned.state, wanted, planned.private)

    def made(self, **given: Any) -> Response:
        """A thing that was planned and created."""
        wanted = config(**given)
        planned = self.plan(wanted)
        assert not planned.found.errors, planned.found.items
        made = self.apply(wanted, planned)
        assert not made.found.errors, made.found.items
        return made

    def changed(self, prior: Response, **given: Any) -> Response:
        """A thing that was planned and updated."""
        wanted = config(**given)
        planned = self.plan(wanted, prior)
        assert not planned.found.errors, planned.found.items
        return self.apply(wanted, planned, prior)

    def destroyed(self, prior: Response) -> Response:
        planned = self.server.plan(THING, prior.state, None, None, prior.private)
        return self.server.apply(THING, prior.state, None, None, planned.private)


def state_of(answer: Response) -> Values:
    """The object that came back, which must be there."""
    assert answer.state is not None, answer.found.items
    return answer.state
