"""The shared libraries of a build: all but the C library's own, for only those of the target fit it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from .problem import DistributionError
from .tools import run

_FOUND = re.compile(r"^\s*(\S+) => (/\S+)", re.MULTILINE)
_MISSING = re.compile(r"^\s*(\S+) => not found", re.MULTILINE)
_OF_THE_C_LIBRARY = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|util|pthread|resolv|nsl|anl))\.so\..*")


def copy_libraries(of: list[Path], into: Path) -> dict[str, Path]:
    """Copy what these programs and modules are linked to, and say by name where each was.

    Raises `DistributionError` where one is missing here, too.
    """
    copied: dict[str, Path] = {}
    for program in of:
        listed = run("ldd", str(program))
        for name in _MISSING.findall(listed):
            raise DistributionError(f"{program.name} needs {name}, which this machine lacks. Build with another Python.")
        for name, path in _FOUND.findall(listed):
            if not _OF_THE_C_LIBRARY.fullmatch(name) and not (into / name).exists():
                shutil.copyfile(path, into / name)
                copied[name] = Path(path)
    return copied


def look_inside(root: Path, program: Path) -> None:
    """Make the program, and with it all that it loads, look for libraries in `lib` of the build and nowhere before it.

    The older kind of search path (`--force-rpath`) goes before `LD_LIBRARY_PATH` and holds for libraries of libraries; but not
    where one has a path of its own, so that those go, unless they stay inside the build.
    """
    for file in sorted(path for path in root.rglob("*") if ".so" in path.suffixes):
        if (own := run("patchelf", "--print-rpath", str(file)).strip()) and not own.startswith("$ORIGIN"):
            run("patchelf", "--remove-rpath", str(file))
    run("patchelf", "--force-rpath", "--set-rpath", "$ORIGIN/../lib", str(program))
