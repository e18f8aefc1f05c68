"""The files of standby processes: each removes its own when it ends, and whichever plugin runs next those of one that was killed.

Whoever holds the lock on a name may listen there, and the kernel takes the lock back however a process ends. So what has a name
that nobody holds is a dead process's.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from pathlib import Path

from . import place

_LOCK = re.compile(r"([0-9a-f]{24})\.lock")


def remove_abandoned(environment: Mapping[bytes, bytes]) -> None:
    """Remove what killed standby processes of this user left, wherever one may be. What is in doubt stays."""
    for parent in dict.fromkeys(place.parents(dict(environment))):
        with contextlib.suppress(OSError):
            directory = place.opened(parent)
            try:
                _sweep(directory)
            finally:
                os.close(directory)


def remove(directory: int, name: str) -> None:
    """Remove all that belongs to a name, the lock last, which the caller holds. Then the directory, if nothing else is there."""
    for file in (name, f"{name}.new", f"{name}.lock"):
        with contextlib.suppress(OSError):
            os.unlink(file, dir_fd=directory)
    _remove_if_empty(directory)


def _sweep(directory: int) -> None:
    for file in os.listdir(directory):
        with contextlib.suppress(OSError):
            if (found := _LOCK.fullmatch(file)) and (lock := place.locked(directory, found[1])) is not None:
                remove(directory, found[1])
                os.close(lock)
    _remove_if_empty(directory)


def _remove_if_empty(directory: int) -> None:
    with contextlib.suppress(OSError):  # which says that it is not
        Path(f"/proc/self/fd/{directory}").readlink().rmdir()
