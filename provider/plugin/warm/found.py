"""What stands by, for a person who asks: told by the files that standby processes hold, and by the system."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from . import place
from .sweep import LOCK

_PS = ("ps", "-A", "-o", "pid=,ppid=,rss=")


@dataclass(frozen=True)
class Standby:
    """A standby process."""

    process: int
    seconds: float
    """How long it stays after its last launch."""

    def mebibytes(self) -> int:
        """Its memory and its workers', what they share counted once. 0 where the system does not say."""
        with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
            family = [self.process, *map(int, _read(f"/proc/{self.process}/task/{self.process}/children").split())]
            return sum(map(_share, family)) // 1024
        with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
            return _resident(self.process) // 1024
        return 0

    def __str__(self) -> str:
        memory = self.mebibytes()
        stays = f"{self.seconds / 60:g} minutes" if self.seconds >= 60 else f"{self.seconds:g} seconds"
        return f"process {self.process}{f' with {memory} MiB' if memory else ''}, until {stays} after the last launch"


def standing_by(provider: str, environment: Mapping[bytes, bytes]) -> list[Standby]:
    """The standby processes of the provider and this user, of whichever installation."""
    return [found for path in dict.fromkeys(place.directories(provider, dict(environment))) for found in _in(path)]


def _in(path: bytes) -> Iterator[Standby]:
    with contextlib.suppress(OSError):
        directory = place.opened(path)
        try:
            for file in sorted(os.listdir(directory)):  # noqa: PTH208  # a descriptor is no path
                with contextlib.suppress(OSError, ValueError):
                    if LOCK.fullmatch(file) and (said := _said_by_holder(directory, file)):
                        process, seconds = said.split()
                        yield Standby(int(process), float(seconds))
        finally:
            os.close(directory)


def _said_by_holder(directory: int, lock: str) -> str:
    """What a standby process wrote into its lock, while it holds it; "" for one that nobody holds."""
    with os.fdopen(os.open(lock, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=directory), encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return file.read()
    return ""


def _share(process: int) -> int:
    """The memory of a process in KiB; of what several share, its part."""
    lines = _read(f"/proc/{process}/smaps_rollup").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def _resident(process: int) -> int:
    """The memory of a process and those that it started, in KiB, where there is no `/proc`."""
    listed = subprocess.run(_PS, capture_output=True, text=True, check=True, timeout=10).stdout  # noqa: S603  # fixed words
    table = [tuple(map(int, line.split())) for line in listed.splitlines()]
    return sum(size for number, parent, size in table if process in (number, parent))


def _read(path: str) -> str:
    return Path(path).read_text(encoding="ascii")
