"""A directory of obtained tools, with an entry for each. An entry appears as a whole, and is checked at each use.

The recorded digests find damage: a full disk, a half-deleted file, a careless edit. They do not stop somebody who may write to
the cache, since they are in it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tools.engines.failures import UnfitError

T = TypeVar("T")

CACHE_VARIABLE = "TWILIO_PROVIDER_CACHE"

SEAL = "SHA256SUMS"
"""The file of recorded digests in an entry, in the format of `sha256sum`."""


@dataclass(frozen=True)
class Cache:
    """The entries below `root`. The cache calls `say` when it waits and when it throws an entry away."""

    root: Path
    say: Callable[[str], None]

    def obtain(self, key: str, check: Callable[[Path], T], fill: Callable[[Path], None]) -> T:
        """Return what `check` makes of the entry `key`. If the entry is absent or damaged, make it first.

        - `fill` gets an empty directory to fill. The cache records the files, has them checked, and publishes all by one rename.
        - `check` gets the entry's directory after the digests were compared. It raises `UnfitError` if the tool is not right.
        - Of several processes, one fills and the others wait.
        - Raises `UnfitError` if `fill` fails or the cache cannot be written. An earlier entry then stays as it was.
        """
        with self._writable(), self._locked(key):
            entry = self.root / key
            if entry.exists():
                try:
                    return _checked(entry, check)
                except UnfitError as damage:
                    self.say(f"{entry} cannot be used and is replaced: {damage}")
            staging = self.root / f".{key}.partial"
            shutil.rmtree(staging, ignore_errors=True)  # of a process that was killed: the lock is ours now
            staging.mkdir()
            try:
                fill(staging)
                seal(staging)
                check(staging)
                self._publish(staging, entry)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
            return check(entry)

    def peek(self, key: str, check: Callable[[Path], T]) -> T:
        """Return what `check` makes of the entry `key`. Raises `UnfitError` if it is absent or damaged."""
        if not (self.root / key).exists():
            raise UnfitError(f"{key} is not in the cache {self.root}")
        with self._writable(), self._locked(key):
            return _checked(self.root / key, check)

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
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self.say(f"waiting for another process that is at work on {key} …")
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def cache_directory(environ: Mapping[str, str]) -> Path:
    """The cache's root: `$TWILIO_PROVIDER_CACHE`, else a directory of ours in the user's cache directory.

    It is never in the checkout: a built OpenTofu has to survive a fresh clone.
    """
    if explicit := environ.get(CACHE_VARIABLE):
        return Path(explicit).expanduser().absolute()
    base = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "terraform-provider-twilio"


def _checked(entry: Path, check: Callable[[Path], T]) -> T:
    _require_seal(entry)
    return check(entry)


def sha256(path: Path) -> str:
    """Return the file's SHA-256 in hexadecimal."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def require_sha256(path: Path, expected: str) -> None:
    """Raise `UnfitError` unless the file is there and has this SHA-256."""
    if not path.is_file():
        raise UnfitError(f"{path.name} is not there")
    if (found := sha256(path)) != expected:
        raise UnfitError(f"{path.name} has SHA-256 {found}, not {expected}")


def seal(directory: Path) -> None:
    """Record the digests of all regular files in the directory, for `_require_seal`."""
    lines = [f"{sha256(path)}  {path.relative_to(directory)}\n" for path in _files(directory)]
    (directory / SEAL).write_text("".join(sorted(lines)), encoding="utf-8")


def _require_seal(directory: Path) -> None:
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
