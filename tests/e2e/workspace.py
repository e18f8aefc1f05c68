"""One working directory of an engine, and what its commands say."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from provider.fake import FakeTwilio
from tests.e2e import community, hcl
from tests.e2e.pictures import as_shown, disagreements, pictures_of
from tests.harness.warm import handed_on
from tools.engines import Engine

COMMAND_SECONDS = 120.0

_NEVER = (
    "Traceback (most recent call last)",
    "bug in the provider",
    "Provider produced inconsistent",
    "Provider produced invalid",
    "Plugin did not respond",
    "Plugin error",
    "panic:",
)
"""What no command may say, whatever it is asked: the engine's words for a provider that breaks the contract."""

_FRAME = re.compile(r"[│╷╵]")


@dataclass(frozen=True)
class Diagnostic:
    """An error or a warning as the engine shows it."""

    severity: str
    summary: str
    detail: str
    address: str

    @property
    def text(self) -> str:
        return f"{self.summary}: {self.detail}"


@dataclass(frozen=True)
class Result:
    """How a command ended, and what it said."""

    code: int
    output: str
    """Everything printed: JSON lines, or text."""
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def diagnostics(self) -> list[Diagnostic]:
        return [_diagnostic(found) for found in _found_in(self.events)]

    @property
    def errors(self) -> list[Diagnostic]:
        return [found for found in self.diagnostics if found.severity == "error"]

    @property
    def warnings(self) -> list[Diagnostic]:
        return [found for found in self.diagnostics if found.severity == "warning"]

    @property
    def error(self) -> str:
        """The text of the one error there must be."""
        assert self.code != 0, self.output
        (only,) = self.errors
        return only.text

    @property
    def text(self) -> str:
        """The output of a command that does not speak JSON, without frames and line breaks."""
        return " ".join(_FRAME.sub(" ", self.output).split())

    @property
    def actions(self) -> dict[str, str]:
        """What is planned (`create`, `update`, `delete`, `replace`, …) by address; nothing for what stays as it is."""
        changes = [event["change"] for event in self.events if event.get("type") == "planned_change"]
        return {change["resource"]["addr"]: change["action"] for change in changes}

    @property
    def drift(self) -> dict[str, str]:
        """What was changed behind the engine's back, by address."""
        changes = [event["change"] for event in self.events if event.get("type") == "resource_drift"]
        return {change["resource"]["addr"]: change["action"] for change in changes}

    def expect_success(self) -> Result:
        assert self.code == 0, self.output
        return self

    def expect_change(self) -> Result:
        """A plan that is not empty."""
        assert self.code == 2, self.output
        return self

    def expect_nothing_to_do(self) -> Result:
        """A plan that is empty, and has nothing to warn about."""
        assert (self.code, self.actions, self.diagnostics) == (0, {}, []), self.output
        return self


@dataclass
class Workspace:
    """A directory with a configuration and local state. Its environment has nothing of the person who runs the tests.

    After every command it is checked that `secrets` are neither in what was printed nor in state, and that the engine found
    no fault with the provider. With `twilio`, what `explain` says of each plan that is applied, and of the state after it, is
    held against the account.
    """

    directory: Path
    engine: Engine
    environ: dict[str, str]
    secrets: list[str] = field(default_factory=list)
    seconds: float = COMMAND_SECONDS
    """How long a command may take."""
    twilio: FakeTwilio | None = None
    """The stand-in that the environment names."""

    # --- configuration --------------------------------------------------------------------------------------------------------

    def write(self, *blocks: str, name: str = "main.tf") -> None:
        """Replace the file `name`; `main.tf` gets the terraform block that names the provider."""
        text = "\n".join((hcl.REQUIRED_PROVIDERS, *blocks) if name == "main.tf" else blocks)
        (self.directory / name).write_text(text, encoding="utf-8")

    # --- commands -------------------------------------------------------------------------------------------------------------

    def init(self, *options: str) -> Result:
        return self.run("init", "-input=false", "-no-color", *options)

    def validate(self) -> Result:
        return self.run("validate", "-json")

    def plan(self, *options: str) -> Result:
        """Plan. Exit code 0: nothing to do, 1: error, 2: changes, which `apply_plan` makes."""
        return self.run("plan", "-json", "-input=false", "-detailed-exitcode", "-out=saved.plan", *options)

    def apply_plan(self) -> Result:
        told = pictures_of(self.run("show", "-json", "saved.plan").output) if self.twilio else []
        result = self.run("apply", "-json", "-input=false", "saved.plan")
        if self.twilio and result.code == 0:
            assert disagreements(told, self.twilio) == [], "explain of the plan"
        return result

    def apply(self, *options: str) -> Result:
        return self.run("apply", "-json", "-input=false", "-auto-approve", *options)

    def destroy(self, *options: str) -> Result:
        return self.run("destroy", "-json", "-input=false", "-auto-approve", *options)

    def import_(self, address: str, key: str) -> Result:
        return self.run("import", "-input=false", "-no-color", address, key)

    def replace_provider(self, old: str = community.ADDRESS) -> Result:
        """Hand the state of another provider's resources over to ours."""
        return self.run("state", "replace-provider", "-auto-approve", old, hcl.ADDRESS)

    def show_plan(self) -> dict[str, Any]:
        """The saved plan as `show -json` gives it."""
        shown: dict[str, Any] = json.loads(self.run("show", "-json", "saved.plan").expect_success().output)
        return shown

    def run(self, command: str, *options: str) -> Result:
        """Run any command of the engine and wait for its end."""
        return self._finish(self._start(command, *options), self.seconds)

    def apply_asking(self, before_yes: Callable[[], object], *options: str) -> Result:
        """`apply` as a person runs it: when it asks for leave, `before_yes` happens, and then it is given. The output is text."""
        running = self._start("apply", "-no-color", *options, stdin=subprocess.PIPE)
        while "Enter a value" not in running.read():
            try:
                running.process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
            return self._finish(running, self.seconds)
        before_yes()
        running.process.communicate(b"yes\n", self.seconds)
        return self._finish(running, self.seconds)

    def interrupt_once(self, happened: Callable[[], bool], within: float, command: str, *options: str) -> Result:
        """Run a command and press Ctrl-C once, when `happened`; AssertionError if it does not end `within` seconds after that.

        As in a terminal, every process of the foreground group gets the signal, the plugin too.
        """
        running = self._start(command, *options)
        while not happened():
            assert running.process.poll() is None, self._finish(running, self.seconds).output
            try:
                running.process.wait(0.02)
            except subprocess.TimeoutExpired:
                continue
        os.killpg(running.process.pid, signal.SIGINT)
        return self._finish(running, within)

    # --- what is left ---------------------------------------------------------------------------------------------------------

    @property
    def state_text(self) -> str:
        """The state file, "" if there is none."""
        path = self.directory / "terraform.tfstate"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @state_text.setter
    def state_text(self, text: str) -> None:
        (self.directory / "terraform.tfstate").write_text(text, encoding="utf-8")

    @property
    def instances(self) -> dict[str, dict[str, Any]]:
        """Instances of managed resources in state, as the state file has them, by address (of resources without count)."""
        found = {}
        for resource in json.loads(self.state_text or "{}").get("resources", []):
            if resource["mode"] == "managed":
                for instance in resource["instances"]:
                    index = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
                    found[f"{resource['type']}.{resource['name']}{index}"] = instance
        return found

    @property
    def state(self) -> dict[str, dict[str, Any]]:
        """Attributes of managed resources in state, by address."""
        return {address: instance["attributes"] for address, instance in self.instances.items()}

    @property
    def lock_file(self) -> str:
        return (self.directory / ".terraform.lock.hcl").read_text(encoding="utf-8")

    # --- inside ---------------------------------------------------------------------------------------------------------------

    def _start(self, command: str, *options: str, stdin: int = subprocess.DEVNULL) -> _Running:
        output = tempfile.TemporaryFile()  # noqa: SIM115  # closed by _finish
        process = subprocess.Popen(
            [self.engine.path, command, *options],
            cwd=self.directory,
            env=self.environ,
            stdin=stdin,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        what = f"{self.engine.label}: {command} {' '.join(options)}".strip()
        return _Running(process, output, what, changes=command in ("apply", "destroy"))

    def _finish(self, running: _Running, within: float) -> Result:
        try:
            running.process.wait(within)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"{running.what} did not end within {within:g} s:\n{running.read()}") from None
        finally:
            running.end()
        result = _result(running.process.returncode, running.read())
        running.output.close()
        self._check_invariants(running.what, result.output)
        if self.twilio and result.code == 0 and running.changes:
            assert disagreements(pictures_of(as_shown(self.instances)), self.twilio) == [], (
                f"explain of the state: {running.what}"
            )
        return result

    def _check_invariants(self, what: str, output: str) -> None:
        said = " ".join(_FRAME.sub(" ", output).split())
        for fault in _NEVER:
            assert fault not in said, f"{what} said {fault!r}:\n{output}"
        for secret in self.secrets:
            assert secret not in output, f"{what} printed a secret"
            assert secret not in self.state_text, f"{what} put a secret into state"


@dataclass
class _Running:
    process: subprocess.Popen[bytes]
    output: Any
    what: str
    changes: bool
    """Whether it makes the account what the state then says."""

    def end(self) -> None:
        """Leave no process behind, if the engine has not ended."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def read(self) -> str:
        self.output.seek(0)
        text: bytes = self.output.read()
        return text.decode("utf-8", "replace")


LATE_COLLECTION = {"GOGC": "off", "GOMEMLIMIT": "512MiB"}
"""Most engines end before their garbage is worth collecting, which takes a fifth of what a command takes. With hundreds of
accounts there are gigabytes of it."""


def clean_environ(home: Path, cli_config: Path, variables: Mapping[str, str]) -> dict[str, str]:
    """An environment in which nothing is set up but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "TMPDIR") if name in os.environ}
    return {
        **kept,
        **handed_on(),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "CHECKPOINT_DISABLE": "1",
        **LATE_COLLECTION,
        "TF_CLI_CONFIG_FILE": str(cli_config),
        **variables,
    }


def write_cli_config(directory: Path, *mirrors: Path) -> Path:
    """A CLI configuration with which providers come from these mirrors and from nowhere else."""
    path = directory / "cli.tfrc"
    blocks = "".join(f'  filesystem_mirror {{\n    path = "{mirror}"\n  }}\n' for mirror in mirrors)
    path.write_text(f"provider_installation {{\n{blocks}}}\n", encoding="utf-8")
    return path


def copy_initialised(template: Path, directory: Path) -> None:
    """Make `directory` one in which `init` has been run, without running it."""
    directory.mkdir()
    shutil.copytree(template / ".terraform", directory / ".terraform", symlinks=True)
    shutil.copy(template / ".terraform.lock.hcl", directory)


def _result(code: int, output: str) -> Result:
    try:
        whole = json.loads(output)
    except ValueError:
        lines = [line for line in output.splitlines() if line.startswith("{")]
        events = [json.loads(line) for line in lines]
    else:
        events = [whole]
    return Result(code, output, [event for event in events if isinstance(event, dict)])


def _found_in(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Diagnostics of a stream of events, or of the one object that `validate` prints."""
    found = [event["diagnostic"] for event in events if event.get("type") == "diagnostic"]
    return found + [one for event in events for one in event.get("diagnostics", [])]


def _diagnostic(found: dict[str, Any]) -> Diagnostic:
    return Diagnostic(found["severity"], found["summary"], found.get("detail", ""), found.get("address", ""))
