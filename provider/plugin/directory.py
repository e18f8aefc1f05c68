"""The directory where a process's socket is, and what killed processes left of theirs.

Whoever lives holds a lock on its directory, which the kernel takes back however the process ends. So a directory of ours that
nobody holds is a dead process's.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

if sys.platform != "win32":
    import fcntl

PREFIX = "terraform-provider-twilio-"
_NAME = re.compile(re.escape(PREFIX) + "[a-z0-9_]{8}")  # as `mkdtemp` makes them
_LONGEST_SOCKET_PATH = 100
_LONGEST_PARENT = _LONGEST_SOCKET_PATH - len(f"/{PREFIX}12345678/plugin.sock")


class NoDirectory(OSError):
    """There is none to be had. The text says why, and what to do."""


@contextlib.contextmanager
def private_directory(environment: Mapping[str, str]) -> Iterator[Path]:
    """A directory of this user's alone, removed at the end. Socket paths are limited to about 100 bytes."""
    directory, lock = _made(dict.fromkeys(_parents(environment)))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _parents(environment: Mapping[str, str]) -> Iterator[str]:
    """Where the directory may be, best first."""
    with contextlib.suppress(FileNotFoundError):  # there is none for temporary files
        yield environment.get("PLUGIN_UNIX_SOCKET_DIR") or tempfile.gettempdir()
    if sys.platform != "win32":
        yield "/tmp"  # noqa: S108  # the directory below is private
        yield environment.get("XDG_RUNTIME_DIR") or "/tmp"  # noqa: S108


def _made(parents: Iterable[str]) -> tuple[Path, int | None]:
    """The directory in the first of these that can be used, with its lock."""
    unusable = []
    for parent in parents:
        try:
            if len(os.fsencode(parent)) <= _LONGEST_PARENT:
                return _held(parent)
            unusable.append(f"{parent}: longer than {_LONGEST_PARENT} bytes")
        except OSError as problem:
            unusable.append(f"{parent}: {problem.strerror}")
    raise NoDirectory(
        f"This provider has no directory for the socket at which it is reached ({'; '.join(unusable)}). "
        f"Set TMPDIR to one that can be written, with a path of at most {_LONGEST_PARENT} bytes."
    )


def sweep(parent: Path, owner: int | None = None) -> None:
    """Remove what killed processes of this user (or of `owner`) left in `parent`. What is in doubt stays."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    _remove_if_abandoned(Path(entry.path), os.geteuid() if owner is None else owner)


def _held(parent: str) -> tuple[Path, int | None]:
    """A new directory with its lock. A sweeper can be quicker than the lock; then the next one is tried."""
    while True:
        directory = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
        if sys.platform == "win32":
            return directory, None
        try:
            lock = _lock(directory)
        except FileNotFoundError:
            continue
        except OSError:  # a file system without locks, where no sweeper gets one either
            return directory, None
        if lock is not None:
            return directory, lock


def _remove_if_abandoned(directory: Path, owner: int) -> None:
    found = directory.lstat()
    if not stat.S_ISDIR(found.st_mode) or stat.S_IMODE(found.st_mode) != 0o700 or found.st_uid != owner:
        return
    lock = _lock(directory)
    if lock is None:
        return
    try:
        if os.fstat(lock).st_uid == owner:
            shutil.rmtree(directory, ignore_errors=True)
    finally:
        os.close(lock)


def _lock(directory: Path) -> int | None:
    """The directory's lock, held until the descriptor is closed; None where another holds it, or the directory has gone."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(descriptor), directory.lstat()):
            return descriptor
    except (BlockingIOError, FileNotFoundError):
        pass
    except BaseException:
        os.close(descriptor)
        raise
    os.close(descriptor)
    return None
