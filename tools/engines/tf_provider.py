"""A provider on the Python framework `tf`, that `make bench` compares ours with: its packages and a mirror, cached."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from tools.engines.failures import UnfitError, reported_as
from tools.engines.process import work
from tools.engines.rivals import Rival, digest_of, place_of
from tools.engines.settings import Settings, platform_tag

ADDRESS = "terraform.local/bench/bench"
_SOURCES = Path(__file__).parent / "tf"
_VERSION = "1.0.0"


def tf_version() -> str:
    """Return the framework's version, which `requirements.txt` pins with all that it needs."""
    pinned = re.search(r"^tf==(\S+)$", (_SOURCES / "requirements.txt").read_text(encoding="utf-8"), re.MULTILINE)
    if pinned is None:
        raise ValueError(f"{_SOURCES / 'requirements.txt'} does not pin tf")
    return pinned[1]


def obtain_tf_provider(settings: Settings | None = None) -> Rival:
    """Return the provider, from the cache or made with packages from PyPI. Raises `UnobtainableError`."""
    settings = settings or Settings.of_this_process()
    with reported_as(f"A provider on tf {tf_version()}", "let pip reach a package index"):
        python = f"py{sys.version_info.major}.{sys.version_info.minor}"
        key = f"provider-tf-{tf_version()}-{digest_of(_SOURCES)}-{python}-{platform_tag()}"
        return settings.cached(key, _check, lambda entry: _fill(entry, settings.cache / key, settings))


def _check(entry: Path) -> Rival:
    binary = entry / place_of(ADDRESS, _VERSION)
    if not binary.is_file():
        raise UnfitError(f"{binary.name} is not there")
    if _interpreter() not in binary.read_text(encoding="utf-8"):
        raise UnfitError(f"{binary.name} starts another Python than this one")
    return Rival("provider on tf", tf_version(), ADDRESS, entry, binary)


def _interpreter() -> str:
    """Return the Python below the virtual environment: it stays when that one is removed."""
    return str(Path(sys.executable).resolve())


def _fill(entry: Path, home: Path, settings: Settings) -> None:
    """Install the packages without links to a Python, since the complete entry moves to `home`."""
    shutil.copy(_SOURCES / "provider.py", entry)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-compile"]
    work(
        [*pip, "--target", entry / "packages", "-r", _SOURCES / "requirements.txt"],
        label=f"installing tf {tf_version()} from PyPI",
        settings=settings,
        cwd=entry,
    )
    work(
        [sys.executable, "-m", "compileall", "-q", "packages", "provider.py"],
        label="compiling it",
        settings=settings,
        cwd=entry,
    )
    launcher = entry / place_of(ADDRESS, _VERSION)
    launcher.parent.mkdir(parents=True)
    launcher.write_text(
        f"#!/bin/sh\nPYTHONPATH='{home}/packages' exec '{_interpreter()}' -S '{home}/provider.py' \"$@\"\n", encoding="utf-8"
    )
    launcher.chmod(0o755)
