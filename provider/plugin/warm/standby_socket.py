"""The socket of a standby process: what its launcher gave it, and what must stay as it is while it stands by."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...record import record
from . import place

if TYPE_CHECKING:
    from ...framework.provider import Provider

LOADED, TAKEN = b"L", b"T"
"""What a worker says to the standby process, once it has loaded the provider, if it was spawned, and once it has a launch."""

Load = Callable[[], "Provider[Any]"]


def _packages() -> list[tuple[str, int]]:
    """The folders in which this Python finds packages, and when each was changed: by an installation, upgrade or removal."""
    return [(each, Path(each).stat().st_mtime_ns) for each in sys.path if Path(each).is_dir()]


@record(frozen=True)
class Entrance:
    """Where launches come in: what a worker has of the standby process."""

    listener: socket.socket
    process: int
    """The standby process."""
    packages: list[tuple[str, int]] = field(default_factory=_packages, kw_only=True)
    """The folders as they were when this process began to load."""

    def has_changed(self) -> bool:
        """Whether a package was installed, upgraded or removed since this process began to load."""
        return _packages() != self.packages

    def end(self) -> None:
        """End the standby process, from a worker. If it has ended, do nothing: its number may be another process's."""
        if os.getppid() == self.process:
            os.kill(self.process, signal.SIGTERM)


@record(frozen=True)
class StandbySocket(Entrance):
    """Where a standby process listens, how it makes workers, and for how long."""

    lock: int
    directory: int
    name: str
    way: str
    seconds: float

    @classmethod
    def of(cls, arguments: list[str]) -> StandbySocket:
        """From the arguments that `launch` passes."""
        way, listener, lock, directory, name, seconds = arguments
        return cls(socket.socket(fileno=int(listener)), os.getpid(), int(lock), int(directory), name, way, float(seconds))

    @property
    def descriptors(self) -> tuple[int, int, int]:
        return self.listener.fileno(), self.lock, self.directory

    def is_held(self) -> bool:
        """Whether this process still holds the lock on its name: nobody has removed the file, or made another."""
        try:
            return os.path.samestat(os.fstat(self.lock), os.stat(f"{self.name}.lock", dir_fd=self.directory))
        except OSError:
            return False

    def is_found(self) -> bool:
        """Whether launches still find this process: its socket is there, and the installation has not changed."""
        try:
            os.stat(self.name, dir_fd=self.directory)
            return self.is_held() and place.name(self.way, dict(os.environb)) == self.name and not self.has_changed()
        except OSError:
            return False
