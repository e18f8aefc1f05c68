"""The directory that holds a plugin's socket, and the removal of directories that killed plugins left behind.

A running plugin holds a lock on its directory. The kernel releases the lock however the process ends. So a directory whose lock
nobody holds belongs to a dead process.
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

_LONGEST_SOCKET_PATH = 100
_RANDOM_PART = "[a-z0-9_]{8}"
"""What `mkdtemp` adds."""


class NoDirectory(OSError):
    """No directory can be used. The text says why, and what to do."""


def prefix(provider: str) -> str:
    """How the names of a provider's directories begin."""
    return f"terraform-provider-{provider}-"


@contextlib.contextmanager
def private_directory(provider: str, environment: Mapping[str, str]) -> Iterator[Path]:
    """A directory that only this user can enter, removed at the end. A socket's path may have about 100 bytes."""
    directory, lock = _made(prefix(provider), dict.fromkeys(_parents(environment)))
    try:
        yield directory
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        if lock is not None:
            os.close(lock)


def _parents(environment: Mapping[str, str]) -> Iterator[str]:
    """Folders in which the directory may be made, best first."""
    with contextlib.suppress(FileNotFoundError):  # there is none for temporary files
        yield environment.get("PLUGIN_UNIX_SOCKET_DIR") or tempfile.gettempdir()
    if sys.platform != "win32":
        yield "/tmp"  # noqa: S108  # the directory below is private
        yield environment.get("XDG_RUNTIME_DIR") or "/tmp"  # noqa: S108


def _made(beginning: str, parents: Iterable[str]) -> tuple[Path, int | None]:
    """A directory in the first parent that can be used, and its lock."""
    longest, unusable = _LONGEST_SOCKET_PATH - len(f"/{beginning}12345678/plugin.sock"), []
    for parent in parents:
        try:
            if len(os.fsencode(parent)) <= longest:
                return _held(beginning, parent)
            unusable.append(f"{parent}: longer than {longest} bytes")
        except OSError as problem:
            unusable.append(f"{parent}: {problem.strerror}")
    raise NoDirectory(
        f"This provider has no directory for the socket at which it is reached ({'; '.join(unusable)}). "
        f"Set TMPDIR to one that can be written, with a path of at most {longest} bytes."
    )


def sweep(provider: str, parent: Path, owner: int | None = None) -> None:
    """Remove what killed processes of the provider and this user (or of `owner`) left in `parent`. Doubtful ones stay."""
    if sys.platform == "win32":
        return
    name = re.compile(re.escape(prefix(provider)) + _RANDOM_PART)
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if name.fullmatch(entry.name):
                with contextlib.suppress(OSError):
                    _remove_if_abandoned(Path(entry.path), os.geteuid() if owner is None else owner)


def _held(beginning: str, parent: str) -> tuple[Path, int | None]:
    """A new directory and its lock. Another plugin may remove the directory before the lock is taken; then another is made."""
    while True:
        directory = Path(tempfile.mkdtemp(prefix=beginning, dir=parent))
        if sys.platform == "win32":
            return directory, None
        try:
            lock = _lock(directory)
        except FileNotFoundError:
            continue
        except OSError:  # a file system without locks: no other plugin can take one either
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
    """The directory's lock, held until the descriptor is closed. None if another process holds it, or the directory is gone."""
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
