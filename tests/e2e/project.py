"""A CDKTF project in a directory of its own, and its command line run as CI runs it: without a terminal."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.workspace import Workspace, clean_environ
from tests.harness.node import node_first
from tools.engines import Engine, obtain_cdktf, obtain_cdktn

CHECKOUT = Path(__file__).parents[2]
_SECONDS = 240.0


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it printed."""

    code: int
    output: str

    @property
    def text(self) -> str:
        """The output without frames and line breaks, and without the stack's name before each line."""
        lines = (line.strip().partition("  ")[2] if line[:1].strip() else line for line in self.output.splitlines())
        return " ".join(" ".join(lines).translate(dict.fromkeys(map(ord, "│╷╵"), " ")).split())

    def expect_success(self) -> Said:
        assert self.code == 0, self.output
        assert "Traceback" not in self.output
        return self


@dataclass(frozen=True)
class Project:
    """`app` is what synthesizes: arguments of this Python, such as `-m examples.two_accounts.main`."""

    directory: Path
    app: tuple[str, ...]
    engine: Engine
    cli_config: Path
    variables: Mapping[str, str]
    command_line: str = "cdktf"

    def cdktf(self, command: str, *options: str, **variables: str) -> Said:
        """One command of the CLI, or of the other CDK's."""
        node_first()
        cdktf = obtain_cdktn() if self.command_line == "cdktn" else obtain_cdktf()
        settings: dict[str, Any] = json.loads((CHECKOUT / "cdktf.json").read_text(encoding="utf-8"))
        settings["app"] = " ".join((sys.executable, *self.app))
        (self.directory / "cdktf.json").write_text(json.dumps(settings), encoding="utf-8")
        environ = cdktf.environ(self._environ(variables), self.engine.path)
        return self._run([str(cdktf.path), command, *options, "--no-color"], environ)

    def synth(self, **variables: str) -> Said:
        """Synthesize without the CLI, which takes seconds to start."""
        return self._run([sys.executable, *self.app], self._environ(variables))

    def stack(self, name: str, **variables: str) -> Workspace:
        """Where the engine runs by itself, for a stack that has been synthesized."""
        return Workspace(self.directory / "cdktf.out" / "stacks" / name, self.engine, self._environ(variables))

    def state(self, name: str) -> dict[str, Any]:
        """The state of a stack, as CDKTF places it."""
        state: dict[str, Any] = json.loads((self.directory / f"terraform.{name}.tfstate").read_text(encoding="utf-8"))
        return state

    def _environ(self, variables: Mapping[str, str]) -> dict[str, str]:
        node_first()
        usual = {"PYTHONPATH": str(CHECKOUT)}
        return clean_environ(self.directory, self.cli_config, {**usual, **self.variables, **variables})

    def _run(self, command: list[str], environ: Mapping[str, str]) -> Said:
        done = subprocess.run(
            command,
            cwd=self.directory,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        return Said(done.returncode, done.stdout)
