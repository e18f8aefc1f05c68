"""An engine in short for the whole stack, whose plugin may be killed under it, and what it has in state then.

An apply is two processes: one refreshes and plans, one plans again and applies. A destroy is three: one refreshes and plans what
is there, one plans the destroy, one carries it out. State is kept after every object, as real engines do.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from grpclib.exceptions import StreamTerminatedError

from provider.fake import FakeTwilio
from tests.engine.walk import Action, Change, Instance, Schemas, Walk
from tests.harness.client import PluginClient, Told
from tests.kills.stack import PARTS, Part

Launch = Callable[[], AbstractContextManager[PluginClient]]

GONE = (StreamTerminatedError, ConnectionError)
"""What a call raises whose plugin was killed meanwhile."""


class Refused(Exception):
    """The provider answered with an error, which is the text."""


@dataclass
class ShortEngine:
    """Manages the stack in the stand-in's default account. `told` is all that the user has read so far."""

    schemas: Schemas
    twilio: FakeTwilio
    state: dict[str, Instance] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    @property
    def sids(self) -> dict[str, str]:
        """The SIDs in state, by resource type."""
        return {name: str(each.state["sid"]) for name, each in self.state.items() if "sid" in each.state}

    def plan(self, launch: Launch) -> dict[str, Action]:
        """What is to be done, by resource type; nothing for what stays as it is."""
        with self._walk(launch) as walk:
            _, changes = self._planned(walk)
        return {name: each.action for name, each in changes.items() if each.action is not Action.NOTHING}

    def apply(self, launch: Launch) -> None:
        """Raises `Refused`, and one of `GONE` where the plugin was killed."""
        with self._walk(launch) as walk:
            refreshed, changes = self._planned(walk)
        self.state = refreshed
        with self._walk(launch) as walk:
            self._upgrade(walk)
            for part in PARTS:
                if changes[part.type_name].action is not Action.NOTHING:
                    self._apply(walk, part, changes[part.type_name])

    def destroy(self, launch: Launch) -> None:
        """Raises as `apply` does."""
        with self._walk(launch) as walk:
            self.state, _ = self._planned(walk)
        with self._walk(launch) as walk:
            self._upgrade(walk)
            changes = [self._planned_destroy(walk, self.state[name]) for name in self._in_order_of_destruction()]
        with self._walk(launch) as walk:
            self._upgrade(walk)
            for change in changes:
                self._tell(walk.try_delete(change))
                del self.state[change.type_name]

    def import_(self, type_name: str, key: str, launch: Launch) -> None:
        """Take an object that is there into state."""
        with self._walk(launch) as walk:
            self.state[type_name] = walk.import_(type_name, key)

    def _planned(self, walk: Walk) -> tuple[dict[str, Instance], dict[str, Change]]:
        """State as it is now, and what is to be done about it."""
        refreshed: dict[str, Instance] = {}
        changes = {}
        for part in PARTS:
            known = {name: str(each.state["sid"]) for name, each in refreshed.items() if "sid" in each.state}
            self._tell(walk.validate(part.type_name, part.given({})))
            before = self._refreshed(walk, part.type_name)
            if before is not None:
                refreshed[part.type_name] = before
            changes[part.type_name] = self._planned_one(walk, part, before, known)
        return refreshed, changes

    def _refreshed(self, walk: Walk, type_name: str) -> Instance | None:
        return walk.refresh(self.state[type_name]) if type_name in self.state else None

    def _planned_one(self, walk: Walk, part: Part, before: Instance | None, known: dict[str, str]) -> Change:
        planned = walk.try_plan(part.type_name, part.given(known), before)
        self._tell(planned)
        assert not planned.replace, f"nothing in {part.type_name} has changed, and it is to be replaced"
        if before is None:
            return Change(part.type_name, Action.CREATE, None, planned, planned)
        action = Action.NOTHING if planned.object == before.state else Action.UPDATE
        return Change(part.type_name, action, before, planned, planned)

    def _planned_destroy(self, walk: Walk, before: Instance) -> Change:
        planned = walk.client.plan(
            before.type_name, prior=before.state, proposed=None, config=None, private=before.private, identity=before.identity
        )
        self._tell(planned)
        return Change(before.type_name, Action.DELETE, before, planned, planned)

    def _apply(self, walk: Walk, part: Part, change: Change) -> None:
        applied = walk.try_apply(change, part.given(self.sids), change.before)
        self._tell(applied)
        self.state[part.type_name] = Instance(part.type_name, applied.object, applied.private, applied.identity)

    def _upgrade(self, walk: Walk) -> None:
        """Read from state what is there, without a refresh."""
        for name, each in self.state.items():
            stored = json.dumps(each.state).encode()
            self._tell(walk.client.upgrade(name, stored, version=walk.schemas[name].version))

    def _in_order_of_destruction(self) -> list[str]:
        return [part.type_name for part in reversed(PARTS) if part.type_name in self.state]

    def _tell(self, told: Told) -> None:
        self.told += [str(each) for each in told.diagnostics]
        if told.errors:
            raise Refused(told.text)

    @contextmanager
    def _walk(self, launch: Launch) -> Iterator[Walk]:
        login = {"account_sid": self.twilio.account_sid, "auth_token": self.twilio.auth_token}
        config = self.schemas.provider.config(login | {"base_url": self.twilio.base_url, "backoff_interval_in_ms": 1})
        with launch() as client:
            self._tell(client.configure(config))
            yield Walk(client, self.schemas.resources, self.twilio)
