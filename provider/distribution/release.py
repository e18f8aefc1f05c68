"""The files of a release as registries take them: a zip a platform, a manifest, and their SHA-256 sums, signed or not."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from ..address import ProviderAddress
from .hashes import sha256
from .problem import DistributionError
from .tools import run

PROTOCOL_VERSION = "6.0"


@dataclass(frozen=True)
class Release:
    """One version of a provider, as zips by platform (such as `linux_amd64`)."""

    address: ProviderAddress
    version: str
    zips: dict[str, Path]

    @classmethod
    def gathered(cls, address: ProviderAddress, version: str, archives: list[Path], folder: Path) -> Release:
        """Make a release of zips whose names are as registries want them. Copies them into `folder` if need be."""
        zips = dict[str, Path]()
        for archive in archives:
            platform = platform_of(archive, address, version)
            if platform in zips:
                raise DistributionError(f"There are two zips for {platform}: {zips[platform]} and {archive}. Give one.")
            zips[platform] = archive if archive.parent == folder else Path(shutil.copyfile(archive, folder / archive.name))
        return cls(address, version, dict(sorted(zips.items())))


def platform_of(archive: Path, address: ProviderAddress, version: str) -> str:
    """Return the platform that a zip's name says, such as `linux_amd64`. Raises `DistributionError` for another release's zip."""
    stem = f"{address.program}_{version}"
    found = re.fullmatch(rf"{re.escape(stem)}_([a-z0-9]+_[a-z0-9]+)\.zip", archive.name)
    if found is None:
        raise DistributionError(
            f"{archive} is not a zip of this release: it must be called {stem}_OS_ARCH.zip. "
            "Build every platform of a release from the same source."
        )
    return found[1]


def write_release(release: Release, folder: Path, gpg_key: str | None) -> None:
    """Add manifest, sums and, with a key of the program `gpg`, the detached signature of the sums."""
    stem = f"{release.address.program}_{release.version}"
    manifest = folder / f"{stem}_manifest.json"
    manifest.write_text(json.dumps({"version": 1, "metadata": {"protocol_versions": [PROTOCOL_VERSION]}}, indent=2) + "\n")
    listed = sorted([*release.zips.values(), manifest])
    sums = folder / f"{stem}_SHA256SUMS"
    sums.write_text("".join(f"{sha256(file)}  {file.name}\n" for file in listed))
    if gpg_key:
        signature = sums.with_name(f"{sums.name}.sig")
        options = ["--batch", "--yes", "--local-user", gpg_key, "--output", str(signature)]
        run("gpg", *options, "--detach-sign", str(sums))
