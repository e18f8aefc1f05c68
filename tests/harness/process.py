"""A plugin as a process of its own, started the way an engine starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.harness.certificates import ClientCertificate, client_tls
from tests.harness.client import PluginClient
from tests.harness.handshake import Handshake
from tests.harness.loop import PATIENCE, LoopThread
from tests.harness.warm import handed_on

ROOT = Path(__file__).parents[2]
PROVIDER = (sys.executable, "-m", "provider")
COOKIE = {"TF_PLUGIN_MAGIC_COOKIE": "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"}

_PERSONAL = ("TF_", "TWILIO_", "PLUGIN_", "PYTHON")
_OF_SERVICES = "CI"
"""Says how long a process stands by."""


def plain_environment(**more: str) -> dict[str, str]:
    """This process's environment without what steers engines, plugins, Twilio or proxies."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_PERSONAL) and not name.lower().endswith("_proxy") and name != _OF_SERVICES
    }
    return kept | handed_on() | more


def engine_environment(certificate: ClientCertificate | None, **more: str) -> dict[str, str]:
    """What an engine adds to its own environment for a plugin."""
    offered = {"PLUGIN_PROTOCOL_VERSIONS": "5,6", "PLUGIN_MIN_PORT": "10000", "PLUGIN_MAX_PORT": "25000"}
    shown = {"PLUGIN_CLIENT_CERT": certificate.certificate} if certificate else {}
    return plain_environment(**COOKIE, **offered, **shown) | more


@dataclass
class PluginProcess:
    """A running plugin. `stderr` is a file, so that it never blocks on a full pipe."""

    process: subprocess.Popen[str]
    loop: LoopThread
    certificate: ClientCertificate | None
    stderr: Path
    handshake: Handshake = field(init=False)

    def __post_init__(self) -> None:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the plugin said nothing: {self.log}"
        self.handshake = Handshake.parse(line)

    @property
    def log(self) -> str:
        return self.stderr.read_text()

    @property
    def directory(self) -> Path:
        """Where its socket is."""
        return Path(self.handshake.address).parent

    def client(self) -> PluginClient:
        """A new connection, with the certificate that the plugin was told to expect."""
        tls = client_tls(self.handshake.certificate, self.certificate) if self.handshake.certificate else None
        return PluginClient(self.loop, self.handshake.network, self.handshake.address, tls)

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ended(self) -> int:
        """Waits for the end; the exit status."""
        return self.process.wait(PATIENCE)


@contextmanager
def started(
    loop: LoopThread,
    certificate: ClientCertificate | None,
    *,
    command: Sequence[str] = PROVIDER,
    cwd: Path = ROOT,
    environment: Mapping[str, str] | None = None,
) -> Iterator[PluginProcess]:
    """A plugin that has said how it is reached; it is killed on leaving the block if it has not ended by then."""
    with tempfile.TemporaryDirectory() as directory, (Path(directory) / "stderr").open("w") as stderr:
        process = subprocess.Popen(
            command,
            cwd=cwd,
            env=engine_environment(certificate) if environment is None else dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
        with process:
            try:
                yield PluginProcess(process, loop, certificate, Path(stderr.name))
            finally:
                if process.poll() is None:
                    process.terminate()
                    try:
                        process.wait(PATIENCE)
                    except subprocess.TimeoutExpired:
                        process.kill()


def run_by_hand(
    *arguments: str, command: Sequence[str] = PROVIDER, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """The program run to its end, as a person runs it, or an engine that it refuses. `environment` is added to the plain one."""
    return subprocess.run(
        [*command, *arguments],
        cwd=ROOT,
        env=plain_environment(**(environment or {})),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
    )
