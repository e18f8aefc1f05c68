"""Launches of the installed plugin, and the processes that take part: launcher, worker and standby process."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from provider import __version__
from provider.plugin.warm import STANDBY
from provider.plugin.warm.stop import stop
from tests.harness.certificates import ClientCertificate
from tests.harness.loop import PATIENCE, LoopThread
from tests.harness.process import PluginProcess, engine_environment, started

COLD = "a cold start"
"""What the debug log says of one that was to be warm."""


class Way(StrEnum):
    """How workers are made: the value of the variable that says it."""

    FORK = "on"
    SPAWN = "spawn"

    @property
    def workers(self) -> int:
        """How many are kept ready."""
        return 1 if self is Way.FORK else 3


def ended(pid: int) -> bool:
    """Whether a process ends within `PATIENCE`, or has ended already."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(PATIENCE * 1000))
    finally:
        os.close(descriptor)


def processes() -> list[int]:
    """All that there are."""
    return [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]


def holders(path: Path) -> set[int]:
    """Processes that have something open below a folder."""
    return {
        each
        for each in processes()
        for link in links(Path(f"/proc/{each}/fd"))
        if link == str(path) or link.startswith(f"{path}/")
    }


def standby_processes(place: Path) -> set[int]:
    """The standby processes in a folder: they hold the lock on their name, as forks do for a moment."""
    found = {each for each in holders(place) if STANDBY in command_of(each)}
    return {each for each in found if _parent_or_none(each) not in {None, *found}}


def parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])


def _parent_or_none(pid: int) -> int | None:
    """None where it has gone meanwhile."""
    try:
        return parent(pid)
    except FileNotFoundError:
        return None


def command_of(pid: int) -> list[str]:
    """Program and arguments of a process; none where it has gone meanwhile."""
    return _words(pid, "cmdline")


def environment_of(pid: int) -> list[str]:
    """What a process was started with; nothing where it has gone meanwhile."""
    return _words(pid, "environ")


def _words(pid: int, file: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/{file}").read_text(errors="replace").split("\0")
    except OSError:
        return []


def _workers_that_serve_nobody(pid: int) -> set[int]:
    """Those of a standby process that are still in its session."""
    found = set()
    for each in map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split()):
        with suppress(ProcessLookupError):
            if os.getsid(each) == pid:
                found.add(each)
    return found


def links(folder: Path) -> list[str]:
    """What a folder of links points to; those that go meanwhile are left out."""
    found = []
    try:
        for each in folder.iterdir():
            try:
                found.append(str(each.readlink()))
            except OSError:
                continue
    except OSError:
        return []
    return found


def installed(mirror: Path, python: Path = Path(sys.executable)) -> Path:
    """The launcher of the plugin that this Python has, installed into a mirror."""
    command = [str(python), "-E", "-P", "-m", "provider", "install", "--root", str(mirror)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")
    (launcher,) = mirror.rglob(f"terraform-provider-twilio_v{__version__}")
    return launcher


@dataclass
class Home:
    """A user's home, the launcher of an installed plugin, and a runtime directory for standby processes."""

    directory: Path
    loop: LoopThread
    certificate: ClientCertificate
    runtime: Path
    launcher: Path
    way: Way

    def environment(self, **more: str) -> dict[str, str]:
        given = {"XDG_RUNTIME_DIR": str(self.runtime), "TMPDIR": str(self.runtime), "HOME": str(self.directory)}
        given |= {"TF_LOG": "DEBUG", "TWILIO_PROVIDER_WARM_START": self.way}
        return engine_environment(self.certificate, **given | more)

    @contextmanager
    def launched(
        self, *, environment: Mapping[str, str] | None = None, cwd: Path | None = None, within: Sequence[str] = ()
    ) -> Iterator[PluginProcess]:
        """The plugin, served until the block is left; started by the command `within`, if there is one."""
        wanted = self.environment() if environment is None else environment
        command = [*within, str(self.launcher)]
        with started(self.loop, self.certificate, command=command, environment=wanted, cwd=cwd or self.directory) as running:
            yield running

    def command(self) -> None:
        """A command that starts the plugin once and ends it."""
        with self.launched() as plugin:
            assert_warm(plugin)

    @property
    def place(self) -> Path:
        """The directory of standby processes."""
        return self.runtime / f"terraform-provider-twilio-warm-{os.geteuid()}"

    @property
    def standbys(self) -> set[int]:
        """The standby processes."""
        return standby_processes(self.place)

    @property
    def the_standby(self) -> int:
        (pid,) = self.standbys
        return pid

    @property
    def worker(self) -> int:
        """A worker that serves no launch yet."""
        return next(iter(self.workers()))

    def workers(self) -> set[int]:
        """The workers that serve nobody, once there are as many as there are to be."""
        end = time.monotonic() + PATIENCE
        while len(found := _workers_that_serve_nobody(self.the_standby)) != self.way.workers:
            assert time.monotonic() < end, found
            time.sleep(0.01)
        return found

    @property
    def sockets(self) -> set[str]:
        return {each.name for each in self.place.iterdir() if each.is_socket()} if self.place.exists() else set()

    def stop(self) -> None:
        left = self.standbys
        stop("twilio", {b"TMPDIR": os.fsencode(self.runtime)})
        for pid in left:
            assert ended(pid)


def serving(plugin: PluginProcess) -> int:
    """The process that serves: it holds the directory in which its socket is.

    Another plugin's sweep opens the directory for a moment too, to see whether anybody holds it.
    """
    end = time.monotonic() + PATIENCE
    while len(found := holders(plugin.directory)) != 1 and time.monotonic() < end:
        time.sleep(0.01)
    (pid,) = found
    return pid


def assert_warm(plugin: PluginProcess) -> None:
    """It is served by another process than the one that was started."""
    assert serving(plugin) != plugin.process.pid, plugin.log
    assert COLD not in plugin.log


def assert_cold(plugin: PluginProcess) -> None:
    """It serves itself, and says nothing of it to a user, who sees warnings at most."""
    assert serving(plugin) == plugin.process.pid
    (line,) = [each for each in plugin.log.splitlines() if COLD in each]
    assert '"@level": "debug"' in line
