"""What packaging needs. It is checked before anything is built, and everything that is missing is reported at once."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from ..address import ProviderAddress
from .problem import DistributionError
from .python_tree import closure
from .release import platform_of
from .tools import lacking, run

_MEGABYTE = 1_000_000
_TO_BUILD = 150 * _MEGABYTE
"""The build with its sources, in the folder for temporary files."""
_TO_WRITE = 120 * _MEGABYTE
"""Its zip, four times at most: two of them until the last step."""


def require_all(
    out: Path, address: ProviderAddress, version: str, distribution: str, zips: list[Path], gpg_key: str | None
) -> None:
    """Raise `DistributionError` that names everything that is missing."""
    found = [
        *_platform(),
        *lacking("ldd", "patchelf", *(["gpg"] if gpg_key else [])),
        *_key(gpg_key),
        *_distributions(distribution),
        *_zips(address, version, zips),
        *_folder(out),
        *_space(out, zips),
    ]
    if len(found) == 1:
        raise DistributionError(found[0])
    if found:
        raise DistributionError("\n".join(["Nothing was built, for this lacks:", *(f"- {each}" for each in found)]))


def _platform() -> Iterator[str]:
    if platform.system() != "Linux":
        yield "Builds are made on Linux only. Elsewhere install with pip, and give zips that were built on Linux with --zip."


def _key(gpg_key: str | None) -> Iterator[str]:
    if gpg_key and not list(lacking("gpg")):
        try:
            run("gpg", "--batch", "--list-secret-keys", gpg_key)
        except DistributionError:
            yield f"gpg has no secret key {gpg_key}. Import it, or leave out --gpg-key."


def _distributions(distribution: str) -> Iterator[str]:
    """Check that the distributions that go into the build are installed here."""
    try:
        list(closure([distribution]))
    except metadata.PackageNotFoundError as absent:
        yield f"The package {absent.name} is not installed in {sys.prefix}. Install it there with pip."


def _zips(address: ProviderAddress, version: str, zips: list[Path]) -> Iterator[str]:
    for archive in zips:
        try:
            platform_of(archive, address, version)
        except DistributionError as problem:
            yield str(problem)
        else:
            if not archive.is_file():
                yield f"{archive} is not there."


def _folder(out: Path) -> Iterator[str]:
    """Check the folder, or the existing one that it would be made in."""
    there = _existing(out)
    if not there.is_dir():
        yield f"{there} is no folder. Choose another one with --out."
    elif not os.access(there, os.W_OK | os.X_OK):
        yield f"{there} cannot be written to. Choose another folder with --out."


def _space(out: Path, zips: list[Path]) -> Iterator[str]:
    given = sum(archive.stat().st_size for archive in zips if archive.is_file())
    wanted = {_existing(out): _TO_WRITE + 4 * given}
    temporary = Path(tempfile.gettempdir())
    same = temporary.stat().st_dev == _existing(out).stat().st_dev
    key = _existing(out) if same else temporary
    wanted[key] = wanted.get(key, 0) + _TO_BUILD
    for folder, needed in wanted.items():
        if (free := shutil.disk_usage(folder).free) < needed:
            megabytes = [round(each / _MEGABYTE) for each in (needed, free)]
            remedy = "let TMPDIR name another folder" if folder == temporary else "choose another folder with --out"
            yield f"{folder} has {megabytes[1]} MB free, and {megabytes[0]} MB are needed. Make room, or {remedy}."


def _existing(path: Path) -> Path:
    return next(each for each in (path, *path.parents) if each.exists())
