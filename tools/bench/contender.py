"""A provider in a working directory: runs the commands that are measured, and launches its plugin as an engine does."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from provider.plugin import cookie
from provider.plugin.warm.found import standing_by
from provider.resources.provider import NAME
from provider.twilio.configuration import BUNDLE_VARIABLES
from tools.bench.pairs import Side

_SECONDS_TO_WAIT = 10


@dataclass(frozen=True)
class Contender:
    """A provider: engines start its `binary`, and commands run in `folder` with `environ`."""

    name: str
    engine: Path
    folder: Path
    environ: Mapping[str, str]
    binary: Path
    configuration: str

    def write(self, configuration: str) -> None:
        (self.folder / "main.tf").write_text(configuration, encoding="utf-8")

    def run(self, *arguments: str) -> None:
        """Run a command of the engine, whose output goes to `last.log`. Raises CalledProcessError."""
        with (self.folder / "last.log").open("wb") as log:
            command = [str(self.engine), *arguments]
            subprocess.run(command, cwd=self.folder, env=self.environ, check=True, stdout=log, stderr=log)

    def apply(self, *arguments: str) -> None:
        self.run("apply", "-auto-approve", "-input=false", *arguments)

    def destroy(self, *arguments: str) -> None:
        self.run("destroy", "-auto-approve", "-input=false", *arguments)

    @property
    def has_state(self) -> bool:
        return (self.folder / "terraform.tfstate").exists()

    def shake_hands(self) -> float:
        """Launch the plugin, end it, and return the seconds until its handshake line came."""
        environ = {cookie.KEY: cookie.VALUE, "PLUGIN_PROTOCOL_VERSIONS": "5,6", **self.environ}
        began = time.perf_counter()
        with subprocess.Popen(
            [self.binary], env=environ, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as plugin:
            assert plugin.stdout is not None
            line = plugin.stdout.readline()
            seconds = time.perf_counter() - began
            plugin.terminate()
        if not line.startswith(b"1|"):
            raise RuntimeError(f"{self.name} printed no handshake: {line!r}")
        return seconds

    def side(self, *arguments: str) -> Side:
        return Side(self.name, lambda: self.run(*arguments))


@dataclass(frozen=True)
class Ours(Contender):
    """Our provider."""

    warm: bool | None = None
    """True: a standby process serves each command. False: there is none when a command starts. None: warm starts are off."""

    def ready(self) -> None:
        """Start or end the standby process, as `warm` says. Raises RuntimeError if that has no effect."""
        if self.warm and not self.stands_by:
            self.run("validate")  # leaves a standby process
            self.run("validate")  # and has it loaded
        elif self.warm is False:
            self.stop_standby()
        deadline = time.monotonic() + _SECONDS_TO_WAIT
        while self.stands_by != bool(self.warm):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name}: {'no process stands by' if self.warm else 'a process still stands by'}")
            time.sleep(0.02)

    @property
    def stands_by(self) -> bool:
        """Whether a standby process waits for the launches of this installation, whose directories nobody else uses."""
        return bool(standing_by(NAME, {os.fsencode(name): os.fsencode(value) for name, value in self.environ.items()}))

    def stop_standby(self) -> None:
        command = [self.python, "-E", "-P", "-m", "provider", "stop"]
        subprocess.run(command, env=self.environ, check=True, stdout=subprocess.DEVNULL)

    @property
    def python(self) -> str:
        return (self.binary.parents[1] / "python").read_text(encoding="utf-8").splitlines()[0]


def environment(base: Mapping[str, str], mirrors: Mapping[Path, str], configuration: Path) -> dict[str, str]:
    """Return `base` with a CLI configuration that has each mirror for its address."""
    blocks = [
        f'  filesystem_mirror {{\n    path = "{path}"\n    include = ["{address}"]\n  }}' for path, address in mirrors.items()
    ]
    configuration.write_text("provider_installation {\n" + "\n".join(blocks) + "\n}\n", encoding="utf-8")
    return {**base, "TF_CLI_CONFIG_FILE": str(configuration)}


def without_proxies() -> dict[str, str]:
    """Return this process's environment without proxies and CA certificates."""
    kept = dict(os.environ)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", *BUNDLE_VARIABLES):
        for spelled in (name, name.lower()):
            with contextlib.suppress(KeyError):
                del kept[spelled]
    return kept
