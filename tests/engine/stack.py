"""An engine for a whole stack: many addresses, what depends on what, taints, replacements in both orders, and what failed.

`plan` and `apply` are a process each, as with `terraform apply`; a destroy is three. The calls are those that were traced
(`tests.engine.paths` says what was found); where engines differ, the profile says how. What an apply leaves in state:

- an error with a state on a create: a tainted object; without a state: nothing;
- an update or a delete that fails: what was answered, or else what there was;
- a plugin that is gone in the middle: what was answered before (`Interrupted`).

Every answer is held to the engine's contract.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from grpclib.exceptions import StreamTerminatedError

from provider.fake import FakeTwilio
from provider.framework.diagnostics import Diagnostic
from provider.framework.values import Values
from tests.engine.applying import Applying
from tests.engine.objects import PLAIN, Configuration, Defect, Operation, Options, Plan, StackWalk, State, ordered
from tests.engine.planning import Planning
from tests.engine.profile import Profile
from tests.engine.walk import Engine, Launch, Schemas
from tests.harness.client import Answered

GONE = (StreamTerminatedError, ConnectionError)
"""What a call raises whose plugin is gone."""


class Interrupted(Exception):
    """The plugin is gone in the middle of an apply. `state` is what a state file has then, `told` what was told before."""

    def __init__(self, state: State, told: tuple[Diagnostic, ...]) -> None:
        super().__init__("the plugin is gone")
        self.state, self.told = state, told


@dataclass
class StackEngine:
    """Launches a plugin for every walk. `observe` is called after each operation of an apply."""

    launch: Launch
    schemas: Schemas
    provider_config: Values
    twilio: FakeTwilio
    profile: Profile
    observe: Callable[[Operation], None] = lambda _: None
    defects: frozenset[Defect] = frozenset()

    @contextmanager
    def walk(self, launch: Launch | None = None, *, configured: bool = True) -> Iterator[StackWalk]:
        """One process; `launch` starts another than the usual."""
        engine = Engine(launch or self.launch, self.schemas, self.provider_config, self.twilio)
        with engine.walk(configured=configured) as walk:
            yield StackWalk(walk, self.profile, self.defects)

    def plan(self, config: Configuration, state: State, options: Options = PLAIN) -> Plan:
        """`terraform plan`. What it tells may hold errors; then there is nothing to apply."""
        with self.walk() as walk:
            return Planning(walk, config, dict(state), options).run()

    def plan_destroy(self, config: Configuration, state: State, *, refresh: bool = True) -> Plan:
        """`terraform plan -destroy`: what is there is refreshed and planned in one process, its destruction in the next."""
        there = {address: wanted for address, wanted in config.items() if address in state}
        refreshed: State = state
        told: list[Diagnostic] = []
        if refresh:
            plan = self.plan(there, state)
            if plan.errors:
                return dataclasses.replace(plan, destroying=True)
            refreshed, told = plan.state, list(plan.told)
        with self.walk(configured=self.profile.plans_destroys) as walk:
            changes = []
            for address in reversed(ordered(refreshed)):
                for change in walk.plan_deletes(address, refreshed[address]):
                    changes.append(change)
                    told += change.planned.diagnostics
        return Plan(refreshed, tuple(changes), tuple(told), destroying=True)

    def apply(self, plan: Plan, *, launch: Launch | None = None) -> tuple[State, tuple[Diagnostic, ...]]:
        """`terraform apply`: the state afterwards, and what was told. AssertionError if the plan has errors.

        Raises `Interrupted` where the plugin is gone before the end.
        """
        assert not plan.errors
        if plan.empty:
            return plan.state, ()
        applying = Applying(dict(plan.state), plan, self.observe)
        try:
            with self.walk(launch) as walk:
                applying.run(walk)
        except GONE as gone:
            raise Interrupted(applying.left, tuple(applying.told)) from gone
        return applying.left, tuple(applying.told)

    def import_(self, type_name: str, key: str) -> Answered:
        """Import, and refresh what came of it; may have errors."""
        with self.walk() as walk:
            return walk.imported(type_name, key)
