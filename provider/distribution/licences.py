"""The licences of what a build contains and no distribution brings its own for: shared libraries of this system."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from .problem import DistributionError
from .python_tree import LIBRARY
from .tools import run

_FOLDER = "licences"
_PYTHONS = f"Python's own; see {LIBRARY}/LICENSE.txt"
_NONE = "not known here; ask whoever made the system that this build was made on"


def add_licences(home: Path, libraries: Mapping[str, Path]) -> None:
    """A file for each package that the libraries come from, and one that says which is which.

    Python's own licence is in its library, and those of distributions are beside their metadata.
    """
    folder = home / _FOLDER
    folder.mkdir()
    lines = []
    for name, source in sorted(libraries.items()):
        package = _package_of(source)
        notice = Path("/usr/share/doc") / package / "copyright" if package else None
        if notice is not None and notice.is_file():
            shutil.copyfile(notice, folder / f"{package}.txt")
            lines.append(f"{name}: {package}.txt")
        else:
            lines.append(f"{name}: {_PYTHONS if source.is_relative_to(sys.base_prefix) else _NONE}")
    (folder / "libraries.txt").write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def _package_of(library: Path) -> str | None:
    """Return the system's package that owns a file, if the system has Debian's tools."""
    for path in dict.fromkeys((library, library.resolve())):
        try:
            return run("dpkg-query", "--search", str(path)).partition(":")[0]
        except DistributionError:
            continue
    return None
