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
        """Of zips that are called as registries want it, copied into `folder` where they are not there yet."""
        form = re.compile(rf"{re.escape(f'{address.program}_{version}')}_([a-z0-9]+_[a-z0-9]+)\.zip")
        zips = dict[str, Path]()
        for archive in archives:
            if (platform := form.fullmatch(archive.name)) is None:
                raise DistributionError(
                    f"{archive} is not a zip of this release: it must be called {address.program}_{version}_OS_ARCH.zip. "
                    "Build every platform of a release from the same source."
                )
            if platform[1] in zips:
                raise DistributionError(f"There are two zips for {platform[1]}: {zips[platform[1]]} and {archive}. Give one.")
            zips[platform[1]] = archive if archive.parent == folder else Path(shutil.copyfile(archive, folder / archive.name))
        return cls(address, version, dict(sorted(zips.items())))


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
        run("gpg", *options, "--detach-sign", str(sums), remedy="Install GnuPG, or leave out --gpg-key.")
