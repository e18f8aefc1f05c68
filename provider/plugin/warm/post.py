"""Where a process waits: what its launcher gave it, and what must stay as it is for as long as it waits."""

from __future__ import annotations

import os
import signal
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from . import place

DEFAULT_SECONDS = 30.0
_LONGEST_SECONDS = 3600.0


def _packages() -> list[tuple[str, int]]:
    """What changes when a package is installed, upgraded or removed, wherever this Python looks for packages."""
    return [(each, Path(each).stat().st_mtime_ns) for each in sys.path if Path(each).is_dir()]


@dataclass(frozen=True)
class Post:
    """Where a process waits, and for how long."""

    listener: socket.socket
    lock: int
    directory: int
    name: str
    seconds: float
    packages: list[tuple[str, int]] = field(default_factory=_packages)
    """What Python could import when this process began to."""
    keeper: int = field(default_factory=os.getpid)
    """The process that waits here."""

    @classmethod
    def of(cls, arguments: list[str]) -> Post:
        """As `launch` gives it."""
        listener, lock, directory, name, seconds = arguments
        return cls(socket.socket(fileno=int(listener)), int(lock), int(directory), name, _seconds(seconds))

    @property
    def descriptors(self) -> tuple[int, int, int]:
        return self.listener.fileno(), self.lock, self.directory

    def has_changed(self) -> bool:
        """Whether a package was installed, upgraded or removed since."""
        return _packages() != self.packages

    def is_held(self) -> bool:
        """Whether the lock on the name is still this process's: nobody has removed the file, and perhaps made another."""
        try:
            return os.path.samestat(os.fstat(self.lock), os.stat(f"{self.name}.lock", dir_fd=self.directory))
        except OSError:
            return False

    def is_found(self) -> bool:
        """Whether launches still find this process, and may: nothing of the installation has changed, and the socket is there."""
        try:
            os.stat(self.name, dir_fd=self.directory)
            return self.is_held() and place.name(dict(os.environb)) == self.name and not self.has_changed()
        except OSError:
            return False

    def end(self) -> None:
        """From a fork: have the process that waits here end. Not once it has, for its number may be another's then."""
        if os.getppid() == self.keeper:
            os.kill(self.keeper, signal.SIGTERM)


def _seconds(text: str) -> float:
    try:
        return min(max(float(text), 0.0), _LONGEST_SECONDS)
    except ValueError:
        return DEFAULT_SECONDS
