"""Putting the plugin where engines look for it: a local mirror, by default the one that needs no configuration."""

from __future__ import annotations

import contextlib
import filecmp
import os
import platform
import shutil
import stat
import sys
from dataclasses import dataclass
from pathlib import Path

from .address import ProviderAddress

DEFAULT_ROOT = Path("~/.terraform.d/plugins")
"""The implied local mirror of every engine."""

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class InstallationError(Exception):
    """The plugin cannot be installed; the text says why and what to do."""


START = "start.py"
"""What the Python of a self-contained build runs, in that Python's folder; there is no such file beside any other Python."""


@dataclass(frozen=True)
class Installed:
    """Where the plugin is now."""

    root: Path
    launcher: Path
    changed: bool
    """Whether it was not there before, just as it is now."""


def install(root: Path, address: str, version: str) -> Installed:
    """Install the launcher for this machine's platform under the mirror `root`, and record this Python beside it; or, where this
    is the Python of a self-contained build, install the whole build.

    `address` is `HOST/NAMESPACE/TYPE`. Installing again replaces both files, each in one step, so that an engine that is
    starting the plugin meanwhile sees the old or the new one. Raises `InstallationError`.
    """
    root = root.expanduser().absolute()
    launcher = place(root, address, version)
    try:
        if build := own_build():
            return Installed(root, launcher, _replace_folder(launcher.parent, build))
        launcher.parent.mkdir(parents=True, exist_ok=True)
        script = Path(__file__).with_name("launcher.sh").read_text(encoding="utf-8").replace("@ADDRESS@", address)
        new = _replace(launcher, script.encode(), 0o755)
        moved = _replace(launcher.parents[1] / "python", _record().encode(), 0o644)
    except OSError as problem:
        raise InstallationError(
            f"{problem.filename or root}: {problem.strerror}. Choose another folder with --root."
        ) from problem
    return Installed(root, launcher, new or moved)


def place(root: Path, address: str, version: str) -> Path:
    """Return where engines look under the mirror `root` for the program. Raises `InstallationError`."""
    return root.expanduser() / address / version / target_platform() / f"{ProviderAddress.parse(address).program}_v{version}"


def installed_versions(root: Path, address: str) -> list[str]:
    """Return the versions that engines find under the mirror `root`, oldest first."""
    folder = root.expanduser() / address
    found = (path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else ()
    return sorted(found, key=lambda version: [(not part.isdigit(), part.zfill(10)) for part in version.split(".")])


def uninstall(root: Path, address: str, *, but: str | None = None) -> list[str]:
    """Remove every version but one, or all, and the folders that are empty then. Returns the versions. Raises
    `InstallationError`."""
    root = root.expanduser().absolute()
    removed = [version for version in installed_versions(root, address) if version != but]
    try:
        for version in removed:
            shutil.rmtree(root / address / version)
        ours = [root / address, *(root / address).parents[:3]]
        for folder in [*ours, root.parent] if root == DEFAULT_ROOT.expanduser() else ours:
            with contextlib.suppress(OSError):  # others have something there, or it was never there
                folder.rmdir()
    except OSError as problem:
        raise InstallationError(f"{problem.filename or root}: {problem.strerror}.") from problem
    return removed


def remove_links(cache: Path, address: str) -> list[Path]:
    """Remove the links to this provider in an engine's plugin cache that lead nowhere, and the folders that are empty then.
    Returns the links. Raises `InstallationError`."""
    cache = cache.expanduser().absolute()
    stale = [link for link in sorted((cache / address).glob("*/*")) if link.is_symlink() and not link.exists()]
    try:
        for link in stale:
            link.unlink()
            link.with_name(f"{link.name}.lock").unlink(missing_ok=True)  # what an engine that fills the cache leaves
            for folder in list(link.relative_to(cache).parents)[:-1]:
                with contextlib.suppress(OSError):  # there is more in it
                    (cache / folder).rmdir()
    except OSError as problem:
        raise InstallationError(f"{problem.filename or cache}: {problem.strerror}.") from problem
    return stale


def own_build() -> Path | None:
    """Return the folder of the self-contained build that this process runs from, if it does."""
    home = Path(sys.prefix)
    return home.parent if (home / START).with_suffix(".pyc").is_file() else None


def own_command() -> str:
    """Return how a user calls this program: a build by its path, since no folder of PATH has it."""
    build = own_build()
    return "terraform-provider-twilio" if build is None else str(next(build.glob("terraform-provider-*_v*")))


def target_platform() -> str:
    """Return this machine's name to engines, such as `linux_amd64`. Raises `InstallationError` where the launcher cannot run."""
    system = platform.system().lower()
    machine = _MACHINES.get(platform.machine().lower())
    if system not in ("linux", "darwin", "freebsd") or machine is None:
        raise InstallationError(
            f"There is no launcher for {platform.system()} on {platform.machine()}: it needs a POSIX shell on amd64 or arm64. "
            "On Windows, use the Windows Subsystem for Linux."
        )
    return f"{system}_{machine}"


def _record() -> str:
    """Return what the launcher starts: this Python and, where starts may be warm, the folder that the package is in."""
    package = f"{Path(__file__).parents[1]}\n" if sys.platform in ("linux", "darwin") else ""
    return f"{sys.executable}\n{package}"


def _replace(path: Path, content: bytes, mode: int) -> bool:
    """Write a file. Returns whether that changed anything."""
    if path.is_file() and path.read_bytes() == content and stat.S_IMODE(path.stat().st_mode) == mode:
        return False
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.chmod(mode)
    temporary.replace(path)
    return True


def _replace_folder(path: Path, source: Path) -> bool:
    """Put a copy of `source` in the place of `path`, which stays as it was until the copy is whole. Returns whether something
    else was there, or nothing."""
    if path.exists() and (path.samefile(source) or _same_files(path, source)):
        return False
    fresh, old = (path.with_name(f".{path.name}.{os.getpid()}.{state}") for state in ("new", "old"))
    shutil.copytree(source, fresh)
    if path.exists():
        path.rename(old)
    fresh.rename(path)
    shutil.rmtree(old, ignore_errors=True)
    return True


def _same_files(one: Path, other: Path) -> bool:
    names = [sorted(file.relative_to(root) for file in root.rglob("*") if file.is_file()) for root in (one, other)]
    return names[0] == names[1] and all(filecmp.cmp(one / name, other / name, shallow=False) for name in names[0])
