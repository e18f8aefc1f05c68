"""A directory of obtained tools: one entry per tool, published whole, checked every time it is used.

The recorded digests find damage (a full disk, a half-deleted file, a careless edit). They are kept next to
what they describe and so do not stop somebody who may write to the cache.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tools.engines.failures import UnfitError
from tools.engines.process import PROGRESS_EVERY
from tools.engines.settings import CACHE_VARIABLE

T = TypeVar("T")

SEAL = "SHA256SUMS"
"""The file of recorded digests in an entry, in the format of `sha256sum`."""

_POLL = 0.1


@dataclass(frozen=True)
class Cache:
    """The entries below `root`; `say` is told about waits and about entries that are thrown away."""

    root: Path
    say: Callable[[str], None]

    def obtain(self, key: str, check: Callable[[Path], T], fill: Callable[[Path], None]) -> T:
        """What `check` makes of the entry `key`, which is filled first if it is absent or damaged.

        `check` gets the entry's directory and raises `UnfitError` if its content is not what it must be. `fill`
        gets an empty directory to fill; what it leaves is checked, then published by one rename. Of several
        processes one fills and the others wait. Raises `UnfitError` when filling fails or the cache cannot be
        written; an earlier entry then stays as it was.
        """
        with self._writable(), self._locked(key):
            entry = self.root / key
            if entry.exists():
                try:
                    return check(entry)
                except UnfitError as damage:
                    self.say(f"{entry} cannot be used and is replaced: {damage}")
            staging = self.root / f".{key}.partial"
            shutil.rmtree(staging, ignore_errors=True)  # of a process that was killed: the lock is ours now
            staging.mkdir()
            try:
                fill(staging)
                check(staging)
                self._publish(staging, entry)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
            return check(entry)

    def peek(self, key: str, check: Callable[[Path], T]) -> T:
        """What `check` makes of the entry `key`, which is not filled: `UnfitError` if it is absent or damaged."""
        if not (self.root / key).exists():
            raise UnfitError(f"{key} is not in the cache {self.root}")
        with self._writable(), self._locked(key):
            return check(self.root / key)

    def _publish(self, staging: Path, entry: Path) -> None:
        rejected = self.root / f".{entry.name}.rejected"
        shutil.rmtree(rejected, ignore_errors=True)
        if entry.exists():
            entry.rename(rejected)
        staging.rename(entry)
        shutil.rmtree(rejected, ignore_errors=True)

    @contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            yield
        except OSError as error:
            raise UnfitError(
                f"the cache {self.root} cannot be used: {error}; {CACHE_VARIABLE} names another directory"
            ) from error

    @contextmanager
    def _locked(self, key: str) -> Iterator[None]:
        """Hold the entry's lock, which the kernel releases when the process dies.

        The lock file stays: removing it would let two processes hold two files of one name.
        """
        with (self.root / f".{key}.lock").open("w") as lock:
            started = told = time.monotonic()
            while not _try_lock(lock.fileno()):
                time.sleep(_POLL)
                if time.monotonic() - told > PROGRESS_EVERY:
                    told = time.monotonic()
                    self.say(f"waiting for another process that is at work on {key} … {told - started:.0f} s")
            yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def require_sha256(path: Path, expected: str) -> None:
    """Raise `UnfitError` unless the file is there and has this SHA-256."""
    if not path.is_file():
        raise UnfitError(f"{path.name} is not there")
    if (found := sha256(path)) != expected:
        raise UnfitError(f"{path.name} has SHA-256 {found}, not {expected}")


def seal(directory: Path) -> None:
    """Record the digests of all regular files in the directory, for `require_seal`."""
    lines = [f"{sha256(path)}  {path.relative_to(directory)}\n" for path in _files(directory)]
    (directory / SEAL).write_text("".join(sorted(lines)), encoding="utf-8")


def require_seal(directory: Path) -> None:
    """Raise `UnfitError` unless every file that `seal` recorded is there, unchanged.

    Files that were added are let pass: Node tools write caches next to themselves.
    """
    try:
        recorded = (directory / SEAL).read_text(encoding="utf-8").splitlines()
    except (FileNotFoundError, UnicodeDecodeError) as error:
        raise UnfitError(f"it has no readable record of digests ({SEAL})") from error
    if not recorded:
        raise UnfitError(f"its record of digests ({SEAL}) is empty")
    for line in recorded:
        digest, separator, name = line.partition("  ")
        if not separator:
            raise UnfitError(f"its record of digests ({SEAL}) is damaged")
        require_sha256(directory / name, digest)


def _files(directory: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(directory):
        for name in names:
            path = Path(folder, name)
            if not path.is_symlink():
                yield path
