"""What `install`, `upgrade` and `uninstall` share: the folder that engines look in, and how a change of it is told."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from ..address import ProviderAddress, add_option
from ..cli_configuration import direct_block, mirror_block, plugin_caches
from ..installation import DEFAULT_ROOT, InstallationError, Installed, remove_links
from .say import say


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    """What the three of them take."""
    parser.add_argument("--root", metavar="DIR", type=Path, help="the mirror's folder (default: ~/.terraform.d/plugins)")
    add_option(parser, address)


def chosen(options: argparse.Namespace) -> tuple[Path, str]:
    """The folder, and the provider's address. Raises `AddressError`."""
    return options.root or DEFAULT_ROOT, str(ProviderAddress.parse(options.address))


def attempted(done: str, action: Callable[[], int]) -> int:
    """Carry out what may fail. Returns the exit status; `done` is the participle, such as "installed"."""
    try:
        return action()
    except InstallationError as problem:
        say(f"Not {done}. {problem}", error=True)
        return 1


def remove_stale_links(address: str) -> list[str]:
    """Remove what plugin caches link to and is gone, and say what it was, a line each. Raises `InstallationError`."""
    return [f"Removed the link {link}" for cache in plugin_caches(os.environ) for link in remove_links(cache, address)]


def tell_installed(options: argparse.Namespace, address: str, version: str, installed: Installed) -> None:
    """Where it is and, where engines do not look there by themselves, how they are told."""
    say(f"Installed {address} {version} as {installed.launcher}")
    if options.root:
        say(
            "Engines find it through a CLI configuration (TF_CLI_CONFIG_FILE) with\n"
            f"  provider_installation {{\n    {mirror_block(installed.root, address)}\n    {direct_block(address)}\n  }}"
        )
