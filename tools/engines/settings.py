"""Where tools are kept, where they come from, and who is told about progress."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

CACHE_VARIABLE = "TWILIO_PROVIDER_CACHE"

_ARCHITECTURES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


def say_on_stderr(line: str) -> None:
    """Tell a person about progress; stdout belongs to results."""
    sys.stderr.write(f"engines: {line}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class Settings:
    """What every way of getting a tool needs to know.

    `environ` stands for the process environment throughout, PATH included, so that a test can describe another
    machine. The two `…_releases` are base URLs; a test serves them from its own server.
    """

    environ: Mapping[str, str]
    cache: Path
    terraform_releases: str = "https://releases.hashicorp.com/terraform"
    opentofu_releases: str = "https://github.com/opentofu/opentofu/releases/download"
    say: Callable[[str], None] = say_on_stderr

    @classmethod
    def of_this_process(cls) -> Settings:
        return cls(environ=dict(os.environ), cache=cache_directory(os.environ))

    def which(self, command: str) -> Path | None:
        """The executable of that name on PATH, or that path itself when `command` names one."""
        found = shutil.which(command, path=self.environ.get("PATH", ""))
        return Path(found).absolute() if found else None


def cache_directory(environ: Mapping[str, str]) -> Path:
    """The cache's root: `$TWILIO_PROVIDER_CACHE`, else a directory of ours in the user's cache directory.

    It is never in the checkout: a built OpenTofu has to survive a fresh clone.
    """
    if explicit := environ.get(CACHE_VARIABLE):
        return Path(explicit).expanduser().absolute()
    base = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "terraform-provider-twilio"


def platform_tag() -> str:
    """This machine as Terraform's releases spell it, such as `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(machine, machine)}"
