"""The Python that runs the provider, and what is installed beside it."""

from __future__ import annotations

import platform
import shlex
import sys
from collections.abc import Iterator
from importlib import metadata

from .. import __version__
from ..installation import own_build
from ..resources.provider import DISTRIBUTION
from .finding import Finding, ok, problem, warning


def look() -> Iterator[Finding]:
    text = f"{platform.python_implementation()} {platform.python_version()} at {sys.executable}."
    yield ok("python", text)
    yield _package()


def _package() -> Finding:
    if build := own_build():
        return ok("package", f"{DISTRIBUTION} {__version__}, self-contained in {build}.")
    try:
        version = metadata.version(DISTRIBUTION)
        absent = [name for name in _needed() if not _is_installed(name)]
    except metadata.PackageNotFoundError:
        return warning(
            "package",
            f"{DISTRIBUTION} runs from its source, and is not installed in this Python.",
            "That works as long as the source stays where it is. To install it, run in its folder: pip install .",
        )
    except ModuleNotFoundError as missing:  # of what reads requirements
        absent = [missing.name or ""]
    if absent:
        return problem(
            "package",
            f"{DISTRIBUTION} {version} lacks what it needs: {', '.join(absent)}.",
            f"Install what lacks: {sys.executable} -m pip install {shlex.join(absent)}",
        )
    return ok("package", f"{DISTRIBUTION} {version}, with all its dependencies.")


def _needed() -> Iterator[str]:
    """Yield the distributions that ours needs without any extra."""
    from packaging.requirements import Requirement  # noqa: PLC0415  # nothing else of the command needs it

    for requirement in map(Requirement, metadata.requires(DISTRIBUTION) or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def _is_installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True
