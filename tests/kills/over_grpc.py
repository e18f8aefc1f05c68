"""The provider's process killed at each request of a command, over gRPC, and the command run again."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from provider.fake import Account
from provider.resources.provider import TwilioProvider
from tests.harness.client import PluginClient
from tests.engine.walk import Instance, Schemas
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.process import PluginProcess, engine_environment, started
from tests.kills.account import become, made, stand_in
from tests.kills.moments import Moment, Signal, Strike, Struck
from tests.kills.promises import Case, Ending, ending_of_apply, ending_of_destroy
from tests.kills.short_engine import GONE, Launch, Refused, ShortEngine
from tests.kills.stack import HOOK
from tests.kills.tables import Cell, Table

@dataclass
class Plugins:
    """Ways to launch the plugin: in this process, or in one of its own that can be killed."""

    loop: LoopThread
    temporary: Path
    running: PluginProcess | None = field(default=None, init=False)

    @contextmanager
    def inside(self) -> Iterator[PluginClient]:
        with served(self.loop, None, TwilioProvider()) as client:
            yield client

    @contextmanager
    def as_process(self) -> Iterator[PluginClient]:
        environment = engine_environment(None, TMPDIR=str(self.temporary))
        with started(self.loop, None, environment=environment) as self.running, self.running.client() as client:
            yield client

    def kill(self) -> None:
        """SIGKILL of the process that is running now, and wait for its end."""
        assert self.running is not None
        self.running.process.kill()
        self.running.process.wait()


Command = Callable[[ShortEngine, Launch], None]

COMMANDS: dict[str, Command] = {"apply": ShortEngine.apply, "destroy": ShortEngine.destroy}


@dataclass(frozen=True)
class Beginning:
    """An account, and what is in state of it."""

    account: Account
    state: Mapping[str, Instance]


@dataclass
class Bench:
    """Where one command is killed at each of its moments, each time from the same beginning."""

    command: str
    plugins: Plugins
    schemas: Schemas

    def table(self) -> Table:
        """Every moment of the command, which a run without a kill counts first."""
        moments = self.moments()
        table = Table(f"{self.command} over gRPC, {Signal.PROVIDER_KILLED.value}", len(moments))
        table.cells += [self.cell(moment) for moment in moments]
        return table

    def moments(self) -> list[Moment]:
        """Before and after each request that the command makes when nothing happens to it."""
        with self._begun() as engine:
            COMMANDS[self.command](engine, self.plugins.inside)
            return Moment.all_of(engine.twilio.requests)

    def cell(self, moment: Moment) -> Cell:
        struck: Struck | str = str(moment)
        try:
            with self._begun() as engine:
                struck = self._killed(engine, moment)
                ending = self._second(engine, struck)
        except (AssertionError, Refused) as problem:
            return Cell(self.command, Signal.PROVIDER_KILLED, struck, None, f"{type(problem).__name__}: {problem}")
        return Cell(self.command, Signal.PROVIDER_KILLED, struck, ending)

    def _killed(self, engine: ShortEngine, moment: Moment) -> Struck:
        with Strike(engine.twilio, moment, self.plugins.kill, ends_the_request=True) as strike:
            try:
                COMMANDS[self.command](engine, self.plugins.as_process)
            except GONE:
                return strike.struck
        raise AssertionError("the command outlived the provider's process")

    def _second(self, engine: ShortEngine, struck: Struck) -> Ending:
        imported = self._again(engine)
        if self.command == "apply":
            plan = engine.plan(self.plugins.inside)
            assert plan == {}, f"the next plan is not empty: {plan}"
        state = {name: each.state for name, each in engine.state.items()}
        case = Case(self.command, Signal.PROVIDER_KILLED, struck, "\n".join(engine.told), state, imported)
        return (ending_of_destroy if self.command == "destroy" else ending_of_apply)(engine.twilio, case)

    def _again(self, engine: ShortEngine) -> bool:
        """Run the command again; whether a hook had to be imported first, as the refusal said."""
        try:
            COMMANDS[self.command](engine, self.plugins.inside)
        except Refused as refused:
            (there,) = [sid for sid in made(engine.twilio.account()) if sid.startswith("HK")] or [""]
            if not there or there not in str(refused):
                raise
            engine.import_(HOOK, there, self.plugins.inside)
            COMMANDS[self.command](engine, self.plugins.inside)
            return True
        return False

    @cached_property
    def _beginning(self) -> Beginning:
        """What the command begins with: the account as it was found, or what an apply has made of it."""
        with stand_in() as twilio:
            engine = ShortEngine(self.schemas, twilio)
            if self.command == "destroy":
                engine.apply(self.plugins.inside)
            return Beginning(copy.deepcopy(twilio.account()), engine.state)

    @contextmanager
    def _begun(self) -> Iterator[ShortEngine]:
        """A copy of the beginning, which one apply has made for every moment of a destroy."""
        beginning = self._beginning
        with stand_in() as twilio:
            become(twilio.account(), beginning.account)
            yield ShortEngine(self.schemas, twilio, dict(copy.deepcopy(beginning.state)))
