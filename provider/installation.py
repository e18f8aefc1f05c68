"""Putting the plugin where engines look for it: a local mirror, by default the one that needs no configuration."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass
from pathlib import Path

DEFAULT_ROOT = Path("~/.terraform.d/plugins")
"""The implied local mirror of every engine."""

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class InstallationError(Exception):
    """The plugin cannot be installed; the text says why and what to do."""


@dataclass(frozen=True)
class Installed:
    """Where the plugin is now."""

    root: Path
    launcher: Path


def install(root: Path, address: str, version: str) -> Installed:
    """Install the launcher for this machine's platform under the mirror `root`, and record this Python beside it.

    `address` is `HOST/NAMESPACE/TYPE`. Installing again replaces both files, each in one step, so that an engine that is
    starting the plugin meanwhile sees the old or the new one. Raises `InstallationError`.
    """
    root = root.expanduser().absolute()
    type_name = address.rpartition("/")[2]
    version_directory = root / address / version
    launcher = version_directory / target_platform() / f"terraform-provider-{type_name}_v{version}"
    source = Path(__file__).with_name("launcher.sh")
    try:
        launcher.parent.mkdir(parents=True, exist_ok=True)
        _replace(launcher, source.read_bytes(), 0o755)
        _replace(version_directory / "python", f"{sys.executable}\n{Path(__file__).parents[1]}\n".encode(), 0o644)
    except OSError as problem:
        raise InstallationError(
            f"{problem.filename or root}: {problem.strerror}. Choose another folder with --root."
        ) from problem
    return Installed(root, launcher)


def target_platform() -> str:
    """This machine as engines name it, such as `linux_amd64`. Raises `InstallationError` where the launcher cannot run."""
    system = platform.system().lower()
    machine = _MACHINES.get(platform.machine().lower())
    if system not in ("linux", "darwin", "freebsd") or machine is None:
        raise InstallationError(
            f"There is no launcher for {platform.system()} on {platform.machine()}: it needs a POSIX shell on amd64 or arm64. "
            "On Windows, use the Windows Subsystem for Linux."
        )
    return f"{system}_{machine}"


def _replace(path: Path, content: bytes, mode: int) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.chmod(mode)
    temporary.replace(path)
