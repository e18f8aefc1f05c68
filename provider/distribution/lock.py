"""The entry of a release in a lock file, with both kinds of hashes of every platform.

What an engine's `init` writes has less: from a mirror Terraform records `h1:` alone, and of its own platform, but OpenTofu wants
`zh:` before it takes anything from an OCI registry.
"""

from __future__ import annotations

from pathlib import Path

from .hashes import h1, zh
from .release import Release


def write_lock(release: Release, folder: Path) -> Path:
    """Write a whole lock file with this one provider, and give its path."""
    folder.mkdir(parents=True, exist_ok=True)
    hashes = sorted({form(archive) for archive in release.zips.values() for form in (h1, zh)})
    listed = "".join(f'    "{each}",\n' for each in hashes)
    path = folder / f"{release.version}.terraform.lock.hcl"
    path.write_text(
        f'provider "{release.address}" {{\n  version = "{release.version}"\n  hashes = [\n{listed}  ]\n}}\n', encoding="utf-8"
    )
    return path
