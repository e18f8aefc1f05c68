"""Zips in which nothing depends on when and where they were made."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_UNIX = 3


def pack(root: Path, archive: Path) -> None:
    """Put the files under `root` into `archive`: in order of their names, with one date, and no other mode than 0755 and 0644."""
    files = sorted((path.relative_to(root).as_posix(), path) for path in root.rglob("*") if path.is_file())
    with zipfile.ZipFile(archive, "w") as content:
        for name, path in files:
            executable = path.stat().st_mode & stat.S_IXUSR
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = _UNIX
            entry.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
            content.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 6)
