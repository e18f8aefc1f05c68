"""Where tools are kept, where they come from, and where progress is printed."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tools.engines.cache import Cache, cache_directory

T = TypeVar("T")

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

    def cached(self, key: str, check: Callable[[Path], T], fill: Callable[[Path], None]) -> T:
        """See `Cache.obtain`."""
        return Cache(self.cache, self.say).obtain(key, check, fill)

    def which(self, command: str) -> Path | None:
        """Return the executable of that name on PATH, or the path itself if `command` is one."""
        found = shutil.which(command, path=self.environ.get("PATH", ""))
        return Path(found).absolute() if found else None


def platform_tag() -> str:
    """Return this machine's name in Terraform's releases, such as `linux_amd64`."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_ARCHITECTURES.get(machine, machine)}"
