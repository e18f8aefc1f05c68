"""Removal of standby processes' files. Each process removes its own when it ends; the next plugin removes those of a killed one.

The holder of the lock on a name may listen there, and the kernel releases the lock however a process ends. So files whose lock
nobody holds belong to a dead process.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from . import place

LOCK = re.compile(r"([0-9a-f]{24})\.lock")


def remove_abandoned(provider: str, environment: Mapping[bytes, bytes]) -> None:
    """Remove the files of killed standby processes of the provider and this user. Doubtful ones stay."""
    for path in dict.fromkeys(place.directories(provider, dict(environment))):
        with contextlib.suppress(OSError):
            directory = place.opened(path)
            try:
                _sweep(directory)
            finally:
                os.close(directory)


def remove(directory: int, name: str) -> None:
    """Remove the files of a name whose lock the caller holds, the lock last. Then remove the directory, if it is empty."""
    for file in (name, f"{name}.new", f"{name}.lock"):
        with contextlib.suppress(OSError):
            os.unlink(file, dir_fd=directory)
    _remove_if_empty(directory)


def _sweep(directory: int) -> None:
    for file in os.listdir(directory):
        with contextlib.suppress(OSError):
            if (found := LOCK.fullmatch(file)) and (lock := place.locked(directory, found[1])) is not None:
                remove(directory, found[1])
                os.close(lock)
    _remove_if_empty(directory)


def _remove_if_empty(directory: int) -> None:
    with contextlib.suppress(OSError):  # it is not empty
        _path(directory).rmdir()


def _path(directory: int) -> Path:
    if sys.platform == "darwin":
        return Path(os.fsdecode(fcntl.fcntl(directory, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0")))
    return Path(f"/proc/self/fd/{directory}").readlink()
