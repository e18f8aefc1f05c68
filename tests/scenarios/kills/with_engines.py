"""A real engine and its provider interrupted at a moment of a command, and the command run again."""

from __future__ import annotations

import copy
import os
import shutil
import signal as signals
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from provider import __version__
from provider.fake import Account, FakeTwilio
from provider.installation import install
from provider.resources.provider import ADDRESS
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.stack import SECRET
from tests.e2e.workspace import Result, Workspace, clean_environ, copy_initialised, write_cli_config
from tests.scenarios.kills import processes
from tests.scenarios.kills.account import SUBACCOUNT, become, made, stand_in
from tests.scenarios.kills.moments import Injection, Moment, Signal, Target
from tests.scenarios.kills.promises import Case, Ending, ending_of_apply, ending_of_destroy
from tests.scenarios.kills.stack import HOOK, address, configuration
from tests.scenarios.kills.tables import Cell, Table
from tools.engines import Engine

APPLY, SAVED_PLAN, DESTROY = "apply", "plan and apply", "destroy"
COMMANDS = (APPLY, SAVED_PLAN, DESTROY)

_ONE_AT_A_TIME = "-parallelism=1"
"""So that one request is under way at a moment, and a command asks for the same each time."""
_OF_THE_PROVIDER = ("terraform-provider-*", "plugin.sock")
_STAND_IN = "http://stand-in.example"
"""Takes the place of the stand-in's address in a state that is kept."""


@dataclass
class InterruptedWorkspace(Workspace):
    """A workspace whose commands may lose their provider: then the engine says so, as it must."""

    interrupted: bool = False

    def _check_invariants(self, what: str, output: str) -> None:
        if not self.interrupted:
            super()._check_invariants(what, output)
        for secret in self.secrets:
            assert secret not in output, f"{what} printed a secret"


@dataclass
class Site:
    """One stand-in, one workspace and one temporary directory of its own. `account` is the one that is managed."""

    twilio: FakeTwilio
    account: Account
    workspace: InterruptedWorkspace
    temporary: Path
    said: list[str] = field(default_factory=list)
    forgotten: bool = False
    """Whether a command that was interrupted has left no state at all."""

    def run(self, command: str) -> Result:
        """Run it to its end, whatever that is."""
        if command != SAVED_PLAN:
            return self._run(command, "-auto-approve")
        planned = self._run("plan", "-out=saved.plan")
        return self._run("apply", "saved.plan") if planned.code == 0 else planned

    def _run(self, command: str, option: str) -> Result:
        result = self.workspace.run(command, "-json", "-input=false", _ONE_AT_A_TIME, option)
        self.said += [result.output, *(each.text for each in result.diagnostics)]
        return result

    def interrupted(self, command: str, signal: Signal, moment: Moment) -> Target:
        """Run it, and do that at the moment. Ends when nothing of it is alive."""
        with Injection(self.twilio, moment, lambda: self._inject(signal), ends_the_request=signal.ends_the_request) as injection:
            self.workspace.interrupted = not signal.is_a_wish
            self.run(command)
            self.workspace.interrupted = False
            assert not processes.wait_for_the_end_of(processes.using(self.temporary)), "a process stays for ever"
            self.forgotten = not self.workspace.state_text
            return injection.target

    def again(self, command: str) -> bool:
        """Run it again, to its success; whether the hook had to be imported first, as the refusal said."""
        done = self.run(command)
        there = [sid for sid in made(self.account) if sid.startswith("HK")]
        key = f"{self._where}{there[0]}" if len(there) == 1 else ""
        if done.code == 0 or not key or not all(key in each.text for each in done.errors):
            done.expect_success()
            return False
        self.workspace.import_(address(HOOK), key).expect_success()
        self.run(command).expect_success()
        return True

    def assert_nothing_stays(self) -> None:
        """No process, and nothing in the temporary directory that is the provider's."""
        assert not processes.wait_for_the_end_of(processes.using(self.temporary)), "a process stays for ever"
        left = [str(path.relative_to(self.temporary)) for name in _OF_THE_PROVIDER for path in self.temporary.rglob(name)]
        assert not left, f"left in the temporary directory: {left}"

    @property
    def state(self) -> dict[str, dict[str, object]]:
        return {name.partition(".")[0]: attributes for name, attributes in self.workspace.state.items()}

    @property
    def _where(self) -> str:
        """What an import ID begins with."""
        return "" if self.account.sid == ACCOUNT else f"{self.account.sid}/"

    def _inject(self, signal: Signal) -> None:
        engine = processes.running(self.workspace.engine.path, self.temporary)
        match signal:
            case Signal.PROVIDER_KILLED:
                port = int(self.twilio.base_url.rpartition(":")[2])
                processes.kill(processes.connected(port, self.temporary))
            case Signal.ENGINE_KILLED:
                processes.kill(engine)
            case Signal.CTRL_C | Signal.CTRL_C_ANSWERED:  # as in a terminal, where every process of the group gets it
                os.killpg(os.getpgid(min(engine)), signals.SIGINT)
                if signal is Signal.CTRL_C:
                    processes.wait_for_the_end_of(engine)


@dataclass
class Ground:
    """An engine with the plugin installed, a directory in which `init` has been run, and what an apply of the stack leaves in
    an account, which is the provider's own or a subaccount.
    """

    engine: Engine
    account_sid: str
    directory: Path
    cli_config: Path
    applied: tuple[str, Account]

    @classmethod
    def prepare(cls, engine: Engine, directory: Path, account_sid: str = ACCOUNT) -> Ground:
        """Everything is put into `directory`, which is empty."""
        cli_config = write_cli_config(directory, install(directory / "mirror", ADDRESS, __version__).root)
        initialised = directory / "initialised"
        initialised.mkdir()
        workspace = Workspace(initialised, engine, clean_environ(directory, cli_config, {}))
        workspace.write()
        workspace.init().expect_success()
        ground = cls(engine, account_sid, directory, cli_config, ("", stand_in(account_sid).account(account_sid)))
        with ground.begun(APPLY) as site:
            site.run(APPLY).expect_success()
            state = site.workspace.state_text.replace(site.twilio.base_url, _STAND_IN)
            ground.applied = (state, copy.deepcopy(site.account))
        return ground

    @contextmanager
    def begun(self, command: str) -> Iterator[Site]:
        """A site before the command: an account as it was found, or as an apply has left it."""
        temporary = Path(tempfile.mkdtemp(prefix="kills-"))  # short, for sockets lie in it
        directory = Path(tempfile.mkdtemp(dir=self.directory))
        try:
            with stand_in(self.account_sid) as twilio:
                site = self._site(twilio, directory, temporary)
                if command == DESTROY:
                    state, account = self.applied
                    site.workspace.state_text = state.replace(_STAND_IN, twilio.base_url)
                    become(site.account, account)
                yield site
        finally:
            processes.kill(processes.using(temporary))
            shutil.rmtree(temporary)
            shutil.rmtree(directory)

    def _site(self, twilio: FakeTwilio, directory: Path, temporary: Path) -> Site:
        copy_initialised(self.directory / "initialised", directory / "workspace")
        login = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url}
        variables = login | {"TWILIO_BACKOFF_INTERVAL_IN_MS": "10", "TMPDIR": str(temporary)}
        secrets = [TOKEN, twilio.account(SUBACCOUNT).auth_token] + [SECRET] * self.engine.features.write_only
        environ = clean_environ(directory, self.cli_config, variables)
        workspace = InterruptedWorkspace(directory / "workspace", self.engine, environ, secrets)
        workspace.write(*configuration(self.engine.features, self.account_sid))
        return Site(twilio, twilio.account(self.account_sid), workspace, temporary)

    # --- cases ----------------------------------------------------------------------------------------------------------------

    def moments(self, command: str) -> list[Moment]:
        """Before and after each request that the command makes when nothing happens to it."""
        with self.begun(command) as site:
            site.run(command).expect_success()
            return Moment.all_of(site.twilio.requests)

    def ending(self, command: str, signal: Signal, moment: Moment) -> tuple[Target, Ending]:
        """Interrupt and run again. AssertionError unless it ends as promised."""
        with self.begun(command) as site:
            target = site.interrupted(command, signal, moment)
            imported = site.again(command)
            if command != DESTROY:
                site.workspace.plan(_ONE_AT_A_TIME).expect_nothing_to_do()
            site.assert_nothing_stays()
            said = "\n".join(site.said)
            case = Case(command, signal, target, said, site.state, imported, site.forgotten, self.account_sid)
            return target, (ending_of_destroy if command == DESTROY else ending_of_apply)(site.twilio, case)

    def cells(self, table: Table, command: str, signal: Signal) -> Iterator[Cell]:
        """Every moment of a command; each cell as it is done."""
        moments = self.moments(command)
        table.expected += len(moments)
        for moment in moments:
            try:
                target, ending = self.ending(command, signal, moment)
                cell = Cell(command, signal, target, ending)
            except AssertionError as problem:
                cell = Cell(command, signal, str(moment), None, str(problem))
            table.cells.append(cell)
            yield cell
