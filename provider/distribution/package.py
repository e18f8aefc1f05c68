"""Everything that a team shares, from one build."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from ..address import ProviderAddress
from ..installation import target_platform
from .archive import pack
from .build import build
from .lock import write_lock
from .mirror import write_mirror
from .needs import require_all
from .oci import write_layout
from .problem import DistributionError
from .release import Release, write_release


@dataclass(frozen=True)
class Packaged:
    """What was written, and where."""

    zips: list[Path]
    release: Path
    mirror: Path
    oci: Path
    lock: Path


def package(
    out: Path, address: ProviderAddress, version: str, distribution: str, *, zips: list[Path], gpg_key: str | None = None
) -> Packaged:
    """Build for this machine and write `release`, `mirror`, `oci` and `lock` under `out`; `zips` are builds of other platforms.

    `out` has all of it or, where something fails, is as it was. Raises `DistributionError`, `InstallationError`.
    """
    platform = target_platform()
    require_all(out, address, version, distribution, zips, gpg_key)
    try:
        with _staged(out) as stage:
            folder = stage / "release" / version
            folder.mkdir(parents=True)
            own = folder / f"{address.program}_{version}_{platform}.zip"
            with tempfile.TemporaryDirectory() as temporary:
                root = Path(temporary) / "build"
                build(root, address, version, distribution)
                pack(root, own)
            release = Release.gathered(address, version, [own, *zips], folder)
            write_release(release, folder, gpg_key)
            written = (folder, write_mirror(release, stage / "mirror"), write_layout(release, stage / "oci"))
            places = [*release.zips.values(), *written, write_lock(release, stage / "lock")]
    except OSError as problem:
        raise DistributionError(f"{problem.filename or out}: {problem.strerror}. Choose another folder with --out.") from problem
    *archives, released, mirror, oci, lock = (out / place.relative_to(stage) for place in places)
    return Packaged(archives, released, mirror, oci, lock)


@contextmanager
def _staged(out: Path) -> Iterator[Path]:
    """Yield a folder to write everything into. Its content moves to `out` in one go, or goes away after a failure."""
    made = [folder for folder in (out, *out.parents) if not folder.exists()]
    out.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=out) as name:
            stage = Path(name)
            _seed(stage, out)
            yield stage
            with _undisturbed():
                _move(stage, out)
    finally:
        for folder in made:
            with suppress(OSError):  # it is in use now
                folder.rmdir()


def _seed(stage: Path, out: Path) -> None:
    """Copy the indices of the versions that `out` has already, since the new indices continue them."""
    for file in [*out.glob("mirror/*/*/*/*.json"), *out.glob("oci/*/*/index.json")]:
        (stage / file.relative_to(out)).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, stage / file.relative_to(out))


def _move(stage: Path, out: Path) -> None:
    """Move all files, the indices last: an index must name nothing that is not there yet."""
    files = [file for file in stage.rglob("*") if file.is_file()]
    for file in sorted(files, key=lambda each: (each.name == "index.json", each)):
        target = out / file.relative_to(stage)
        target.parent.mkdir(parents=True, exist_ok=True)
        file.replace(target)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold back Ctrl-C for the length of the block, which is a few renames."""
    numbers = {signal.SIGINT, signal.SIGTERM}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
