"""A provider in a working directory: the commands that are measured, and its plugin as an engine launches it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.bench.pairs import Side
from tools.bench.waiting import waits

COOKIE = ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2")
"""What engines put into the environment of every plugin, so that it knows that no person has started it."""

_SECONDS_TO_WAIT = 10


@dataclass(frozen=True)
class Contender:
    """`binary` is what an engine starts; `environ` is for commands, which run in `folder`."""

    name: str
    engine: Path
    folder: Path
    environ: Mapping[str, str]
    binary: Path
    configuration: str

    def write(self, configuration: str) -> None:
        (self.folder / "main.tf").write_text(configuration, encoding="utf-8")

    def run(self, *arguments: str) -> None:
        """Run a command of the engine. CalledProcessError shows in the traceback; what it printed is in `last.log`."""
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
        """Launch the plugin, wait for its handshake line, end it. Gives the seconds until the line came."""
        environ = dict([COOKIE, ("PLUGIN_PROTOCOL_VERSIONS", "5,6"), *self.environ.items()])
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
    """Our provider. `warm`: None is off, False is cold (nothing waits when a command starts), True is warm."""

    warm: bool | None = None

    def ready(self) -> None:
        """Make what waits as `warm` says, and see that it is so. Not measured. RuntimeError where it is not."""
        if self.warm and not waits(self.environ):
            self.run("validate")  # leaves a process that waits
            self.run("validate")  # and has it loaded
        elif self.warm is False:
            self.stop_waiting()
        deadline = time.monotonic() + _SECONDS_TO_WAIT
        while waits(self.environ) != bool(self.warm):
            if time.monotonic() > deadline:
                raise RuntimeError(f"{self.name}: {'no process waits' if self.warm else 'a process still waits'}")
            time.sleep(0.02)

    def stop_waiting(self) -> None:
        """End what waits. CalledProcessError where that fails."""
        command = [self.python, "-E", "-P", "-m", "provider", "stop"]
        subprocess.run(command, env=self.environ, check=True, stdout=subprocess.DEVNULL)

    @property
    def python(self) -> str:
        return (self.binary.parents[1] / "python").read_text(encoding="utf-8").splitlines()[0]


def environment(base: Mapping[str, str], mirrors: Mapping[Path, str], configuration: Path) -> dict[str, str]:
    """`base` with a CLI configuration that knows each mirror and the address that it has."""
    blocks = [
        f'  filesystem_mirror {{\n    path = "{path}"\n    include = ["{address}"]\n  }}' for path, address in mirrors.items()
    ]
    configuration.write_text("provider_installation {\n" + "\n".join(blocks) + "\n}\n", encoding="utf-8")
    return {**base, "TF_CLI_CONFIG_FILE": str(configuration)}


def without_proxies() -> dict[str, str]:
    """This process's environment, less what would lead requests elsewhere."""
    kept = dict(os.environ)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        for spelled in (name, name.lower()):
            with contextlib.suppress(KeyError):
                del kept[spelled]
    return kept
