"""A network mirror of files alone, for any web server or bucket: the protocol asks for nothing that a server would compute."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from .hashes import h1, zh
from .release import Release


def write_mirror(release: Release, root: Path) -> Path:
    """Add a release to the mirror under `root`, and give the provider's folder there. Versions that are there already stay."""
    folder = root / str(release.address)
    folder.mkdir(parents=True, exist_ok=True)
    archives = {}
    for platform, archive in release.zips.items():
        shutil.copyfile(archive, folder / archive.name)
        archives[platform] = {"hashes": [h1(archive), zh(archive)], "url": archive.name}
    _write(folder / f"{release.version}.json", {"archives": archives})
    versions = sorted(file.stem for file in folder.glob("*.json") if file.name != "index.json")
    _write(folder / "index.json", {"versions": {version: {} for version in versions}})
    return folder


def _write(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
