"""The provider's process killed at each request of a command, over gRPC, and the command run again."""

from __future__ import annotations

import copy
import re
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from provider.fake import Account, FakeTwilio
from provider.framework.diagnostics import Diagnostic, Severity
from provider.plugin.warm.descriptor_passing import peer
from provider.resources.provider import TwilioProvider
from tests.e2e.account import ACCOUNT
from tests.engine.objects import Configuration, Held, Plan, State
from tests.engine.profile import Profile
from tests.engine.stack import GONE, Interrupted, StackEngine
from tests.engine.walk import Instance, Launch, Schemas
from tests.harness.client import PluginClient
from tests.harness.inside import called
from tests.harness.loop import LoopThread
from tests.harness.process import PluginProcess, engine_environment, started
from tests.scenarios.kills import processes
from tests.scenarios.kills.account import become, made, stand_in
from tests.scenarios.kills.moments import Injection, Moment, Signal, Target
from tests.scenarios.kills.promises import Case, Ending, ending_of_apply, ending_of_destroy
from tests.scenarios.kills.stack import HOOK, wanted_in
from tests.scenarios.kills.tables import Cell, Table


class Refused(Exception):
    """The provider answered with errors, which are the text."""


@dataclass
class Plugins:
    """Ways to launch the plugin: in this process, or in one of its own that can be killed."""

    loop: LoopThread
    temporary: Path
    launcher: Path
    running: PluginProcess | None = field(default=None, init=False)

    @contextmanager
    def inside(self) -> Iterator[PluginClient]:
        with called(TwilioProvider()) as client:
            yield client

    @contextmanager
    def as_process(self) -> Iterator[PluginClient]:
        """As engines start it: mostly a fork of the standby process, which costs a fraction of a process from scratch."""
        environment = engine_environment(None, TMPDIR=str(self.temporary))
        with (
            started(self.loop, None, command=[str(self.launcher)], environment=environment) as self.running,
            self.running.client() as client,
        ):
            yield client

    def kill(self) -> None:
        """SIGKILL of the process that serves now, and wait until the engine's child has ended with it."""
        assert self.running is not None
        with socket.socket(socket.AF_UNIX) as connection:
            connection.connect(self.running.handshake.address)
            pid, _ = peer(connection)
        processes.kill({pid})
        self.running.process.wait()


@dataclass
class Stack:
    """The stack in the hands of an engine. `told` is all that the user has read so far."""

    engine: StackEngine
    wanted: Configuration
    state: State = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def plan(self) -> Plan:
        return self._heard(self.engine.plan(self.wanted, self.state))

    def apply(self, launch: Launch) -> None:
        """Raises `Refused`, and one of `GONE` or `Interrupted` where the plugin was killed."""
        self._apply(launch, self.wanted)

    def destroy(self, launch: Launch) -> None:
        """Raises as `apply` does."""
        self._carry_out(self._heard(replace(self.engine, launch=launch).plan_destroy(self.wanted, self.state)), launch)

    def empty(self, launch: Launch) -> None:
        """Apply a configuration from which every block is gone. Raises as `apply` does."""
        self._apply(launch, {})

    def import_(self, type_name: str, key: str) -> None:
        """Take an object that is there into state."""
        answer = self.engine.import_(type_name, key).without_errors()
        instance = Instance(type_name, answer.object, answer.private, answer.identity)
        self.state = {**self.state, type_name: Held(type_name, instance)}

    def _apply(self, launch: Launch, config: Configuration) -> None:
        self._carry_out(self._heard(replace(self.engine, launch=launch).plan(config, self.state)), launch)

    def _carry_out(self, plan: Plan, launch: Launch) -> None:
        try:
            self.state, told = self.engine.apply(plan, launch=launch)
        except Interrupted as interrupted:
            self.state = interrupted.state
            self._hear(interrupted.told)
            raise
        self._hear(told)

    def _heard(self, plan: Plan) -> Plan:
        self._hear(plan.told)
        return plan

    def _hear(self, told: Iterable[Diagnostic]) -> None:
        self.told += [str(each) for each in told]
        if errors := [str(each) for each in told if each.severity is Severity.ERROR]:
            raise Refused("\n".join(errors))


COMMANDS: dict[str, tuple[Profile, Callable[[Stack, Launch], None]]] = {
    "apply": (Profile.NEWEST_TERRAFORM, Stack.apply),
    "destroy": (Profile.OPENTOFU, Stack.destroy),
    "apply of nothing": (Profile.TERRAFORM, Stack.empty),
}
"""Each with the engine that does most of its own in it: 1.16 hands on private bytes of a plan, 1.11 plans the destroy of what has
no block any more before it refreshes it."""


@dataclass(frozen=True)
class Beginning:
    """An account, and what is in state of it."""

    account: Account
    state: State


@dataclass
class Bench:
    """Where one command is killed at each of its moments, each time from the same beginning."""

    command: str
    account_sid: str
    """The account in which the stack is; the provider's credentials are the parent's."""
    plugins: Plugins
    schemas: Schemas

    def table(self) -> Table:
        """Every moment of the command, which a run without a kill counts first."""
        moments = self.moments()
        where = "" if self.account_sid == ACCOUNT else " in a subaccount"
        table = Table(f"{self.command}{where} over gRPC, {Signal.PROVIDER_KILLED.value}", len(moments))
        table.cells += [self.cell(moment) for moment in moments]
        return table

    def moments(self) -> list[Moment]:
        """Before and after each request that the command makes when nothing happens to it."""
        with self._begun() as stack:
            self._run(stack, self.plugins.inside)
            return Moment.all_of(stack.engine.twilio.requests)

    def cell(self, moment: Moment) -> Cell:
        target: Target | str = str(moment)
        try:
            with self._begun() as stack:
                target = self._killed(stack, moment)
                ending = self._second(stack, target)
        except (AssertionError, Refused) as problem:
            return Cell(self.command, Signal.PROVIDER_KILLED, target, None, f"{type(problem).__name__}: {problem}")
        return Cell(self.command, Signal.PROVIDER_KILLED, target, ending)

    def _run(self, stack: Stack, launch: Launch) -> None:
        _, command = COMMANDS[self.command]
        command(stack, launch)

    def _killed(self, stack: Stack, moment: Moment) -> Target:
        with Injection(stack.engine.twilio, moment, self.plugins.kill, ends_the_request=True) as injection:
            try:
                self._run(stack, self.plugins.as_process)
            except (*GONE, Interrupted):
                return injection.target
        raise AssertionError("the command outlived the provider's process")

    def _second(self, stack: Stack, target: Target) -> Ending:
        imported = self._again(stack)
        makes = self.command == "apply"
        if makes:
            assert stack.plan().empty, "the next plan is not empty"
        state = {name: each.current.state for name, each in stack.state.items() if each.current is not None}
        told = "\n".join(stack.told)
        case = Case(self.command, Signal.PROVIDER_KILLED, target, told, state, imported, account_sid=self.account_sid)
        return (ending_of_apply if makes else ending_of_destroy)(stack.engine.twilio, case)

    def _again(self, stack: Stack) -> bool:
        """Run the command again; whether a hook had to be imported first, as the refusal said."""
        try:
            self._run(stack, self.plugins.inside)
        except Refused as refused:
            (there,) = [sid for sid in made(stack.engine.twilio.account(self.account_sid)) if sid.startswith("HK")] or [""]
            said = re.search(rf"`terraform import \S+ (\S*{there})`", str(refused))
            if not there or said is None:
                raise
            stack.import_(HOOK, said[1])
            self._run(stack, self.plugins.inside)
            return True
        return False

    @cached_property
    def _beginning(self) -> Beginning:
        """What the command begins with: the account as it was found, or what an apply has made of it."""
        with stand_in(self.account_sid) as twilio:
            stack = self._stack(twilio)
            if self.command != "apply":
                stack.apply(self.plugins.inside)
            return Beginning(copy.deepcopy(twilio.account(self.account_sid)), stack.state)

    @contextmanager
    def _begun(self) -> Iterator[Stack]:
        """A copy of the beginning, which one apply has made for every moment of a destroy."""
        beginning = self._beginning
        with stand_in(self.account_sid) as twilio:
            become(twilio.account(self.account_sid), beginning.account)
            stack = self._stack(twilio)
            stack.state = beginning.state
            yield stack

    def _stack(self, twilio: FakeTwilio) -> Stack:
        profile, _ = COMMANDS[self.command]
        login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token}
        config = login | {"base_url": twilio.base_url, "backoff_interval_in_ms": 1}
        return Stack(StackEngine(self.plugins.inside, self.schemas, config, twilio, profile), wanted_in(self.account_sid))
