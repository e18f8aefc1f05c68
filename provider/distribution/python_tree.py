"""The Python of a build: this interpreter, what of its library a provider can use, and the distributions that it needs."""

from __future__ import annotations

import re
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path, PurePosixPath

LIBRARY = Path("lib") / f"python{sys.version_info.major}.{sys.version_info.minor}"

_NOT_THE_LIBRARY = {
    "__pycache__", "config", "dist-packages", "distutils", "ensurepip", "idlelib", "lib-dynload", "lib2to3", "pydoc_data",
    "site-packages", "test", "tests", "tkinter", "turtledemo", "venv",
}  # fmt: skip
"""Parts of the library for writing programs, or for a graphical display."""

_NOT_THE_EXTENSIONS = re.compile(
    r"_?(test|xx|tkinter|curses|crypt|gdbm|dbm|sqlite3|lsprof|ctypes_test|readline|nis|ossaudiodev|spwd|audioop)"
)
_MACHINES_OWN = re.compile(r"_sysconfigdata.*|config-.*|sitecustomize\.py|usercustomize\.py|EXTERNALLY-MANAGED")
_NOT_CODE = re.compile(r".*\.(pyi|pyx|pxd|c|h|typed)|(RECORD|INSTALLER|REQUESTED|WHEEL|direct_url\.json|entry_points\.txt)")


def copy_library(into: Path) -> None:
    """Copy the sources of the standard library, and its extension modules."""
    home = Path(sysconfig.get_path("stdlib"))
    for source in sorted(home.iterdir()):
        if source.name not in _NOT_THE_LIBRARY and not _MACHINES_OWN.fullmatch(source.name):
            _copy(source, into / source.name)
    extensions = into / "lib-dynload"
    extensions.mkdir()
    compiled = Path(sysconfig.get_path("platstdlib", vars={"platbase": sys.base_exec_prefix}))  # not a virtual environment's
    for source in sorted((compiled / "lib-dynload").glob("*.so")):
        if not _NOT_THE_EXTENSIONS.match(source.name):
            shutil.copyfile(source, extensions / source.name)


def copy_distributions(wanted: list[str], into: Path) -> None:
    """Copy distributions and those that they need, as they are installed here, with metadata and licences."""
    for distribution in sorted(closure(wanted), key=lambda one: one.metadata["Name"].lower()):
        for file in distribution.files or ():
            if _belongs(file):
                target = into / file
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(Path(str(distribution.locate_file(file))), target)


def copy_package(source: Path, into: Path, left_out: set[str]) -> None:
    """Copy a package of ours without the parts of it in `left_out`."""
    for file in sorted(source.rglob("*")):
        inside = file.relative_to(source)
        if file.suffix in (".py", ".sh") and not any(inside.is_relative_to(part) for part in left_out):
            (into / inside).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, into / inside)


def closure(wanted: list[str]) -> Iterator[metadata.Distribution]:
    """Yield each distribution once that these requirements name, or that one of those needs here."""
    from packaging.requirements import Requirement  # noqa: PLC0415  # nothing else of the command needs it

    open_, known = [Requirement(each) for each in wanted], set[str]()
    while open_:
        requirement = open_.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
            continue
        found = metadata.distribution(requirement.name)
        if found.metadata["Name"] not in known:
            known.add(found.metadata["Name"])
            open_ += map(Requirement, found.requires or ())
            yield found


def _belongs(file: PurePosixPath) -> bool:
    return ".." not in file.parts and "__pycache__" not in file.parts and not _NOT_CODE.fullmatch(file.name)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "test", "tests", "*.so", "*.a"))
    else:
        shutil.copyfile(source, target)
