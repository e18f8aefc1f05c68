"""Ending what waits, by hand."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Mapping

from . import handover, place
from .sweep import remove_abandoned

_SECONDS = 10.0


def stop(environment: Mapping[bytes, bytes]) -> int:
    """End every standby process of this user, and remove what killed ones left. How many ended. Running commands go on."""
    ended = sum(ended_under(parent) for parent in dict.fromkeys(place.parents(dict(environment))))
    remove_abandoned(environment)
    return ended


def ended_under(parent: bytes) -> int:
    """The same for one folder that the directory may be in."""
    try:
        directory = place.opened(parent)
    except OSError:
        return 0
    try:
        return sum(_ended(directory, name) for name in os.listdir(directory))  # noqa: PTH208  # a descriptor is no path
    finally:
        os.close(directory)


def _ended(directory: int, name: str) -> bool:
    """Whether there was a process, which has left by now: its lock has been let go of."""
    with contextlib.suppress(OSError):
        if not stat.S_ISSOCK(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
            return False
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_SECONDS)
            connection.connect(place.path(directory, name))
            if handover.peer(connection)[1] != os.geteuid():
                return False
            connection.sendall(handover.STOP)
            connection.recv(1)  # closes when it has been passed on
        return True
    return False
