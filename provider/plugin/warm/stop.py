"""Ending standby processes by hand."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
from collections.abc import Mapping

from . import descriptor_passing, place
from .sweep import remove_abandoned

_SECONDS = 10.0


def stop(provider: str, environment: Mapping[bytes, bytes]) -> int:
    """End every standby process of the provider and this user, and remove what killed ones left. How many ended.

    Running commands go on.
    """
    ended = sum(_ended_in(path) for path in dict.fromkeys(place.directories(provider, dict(environment))))
    remove_abandoned(provider, environment)
    return ended


def _ended_in(path: bytes) -> int:
    try:
        directory = place.opened(path)
    except OSError:
        return 0
    try:
        return sum(_ended(directory, name) for name in os.listdir(directory))  # noqa: PTH208  # a descriptor is no path
    finally:
        os.close(directory)


def _ended(directory: int, name: str) -> bool:
    """Whether a process listened there. It has released its lock by now."""
    with contextlib.suppress(OSError):
        if not stat.S_ISSOCK(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
            return False
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(_SECONDS)
            place.within(directory, connection.connect, name)
            if not descriptor_passing.is_this_users(connection):
                return False
            connection.sendall(descriptor_passing.STOP)
            connection.recv(1)  # the worker closes the connection once it has told the standby process
        return True
    return False
