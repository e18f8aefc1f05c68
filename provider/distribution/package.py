"""Everything that a team shares, from one build."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from ..address import ProviderAddress
from ..installation import target_platform
from .archive import pack
from .build import build
from .lock import write_lock
from .mirror import write_mirror
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

    Raises `DistributionError`.
    """
    folder = out / "release" / version
    try:
        folder.mkdir(parents=True, exist_ok=True)
        own = folder / f"{address.program}_{version}_{target_platform()}.zip"
        with tempfile.TemporaryDirectory() as temporary:
            root = Path(temporary) / "build"
            build(root, address, version, distribution)
            pack(root, own)
        release = Release.gathered(address, version, [own, *zips], folder)
        write_release(release, folder, gpg_key)
        return Packaged(
            list(release.zips.values()),
            folder,
            write_mirror(release, out / "mirror"),
            write_layout(release, out / "oci"),
            write_lock(release, out / "lock"),
        )
    except OSError as problem:
        raise DistributionError(f"{problem.filename or out}: {problem.strerror}. Choose another folder with --out.") from problem
