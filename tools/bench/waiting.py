"""Whether a process of ours waits for launches: whoever does holds a lock beside its socket."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Mapping

from provider.plugin.warm import place


def waits(environ: Mapping[str, str]) -> bool:
    """Whether a process waits for launches with this environment, whose directory for such processes nobody else uses."""
    for parent in place.parents({os.fsencode(name): os.fsencode(value) for name, value in environ.items()}):
        try:
            directory = place.opened(parent)
        except FileNotFoundError:
            continue
        try:
            names = os.listdir(directory)  # noqa: PTH208  # a descriptor is no path
            if any(name.removesuffix(".lock") in names and _is_held(directory, name) for name in names if name.endswith(".lock")):
                return True
        finally:
            os.close(directory)
    return False


def _is_held(directory: int, name: str) -> bool:
    try:
        descriptor = os.open(name, os.O_RDWR | os.O_CLOEXEC, dir_fd=directory)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
