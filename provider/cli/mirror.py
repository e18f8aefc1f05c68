"""What `install`, `upgrade` and `uninstall` share: the mirror's folder, and what they say about changes in it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from ..address import ProviderAddress, add_option
from ..cli_configuration import direct_block, mirror_block, plugin_caches
from ..installation import DEFAULT_ROOT, InstallationError, Installed, remove_links
from .say import say

Command = Callable[[argparse.Namespace, ProviderAddress], int]


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    parser.add_argument("--root", metavar="DIR", type=Path, help="the mirror's folder (default: ~/.terraform.d/plugins)")
    add_option(parser, address)


def chosen(options: argparse.Namespace) -> tuple[Path, str]:
    """Return the mirror's folder and the provider's address. Raises `AddressError`."""
    return options.root or DEFAULT_ROOT, str(ProviderAddress.parse(options.address))


def reporting(done: str) -> Callable[[Callable[[argparse.Namespace], None]], Command]:
    """A decorator that makes a command of a function. If that fails, the command says why it was not `done` ("installed")."""

    def command_of(action: Callable[[argparse.Namespace], None]) -> Command:
        def run(options: argparse.Namespace, address: ProviderAddress) -> int:
            try:
                action(options)
            except InstallationError as problem:
                say(f"Not {done}. {problem}", error=True)
                return 1
            return 0

        return run

    return command_of


def remove_stale_links(address: str) -> list[str]:
    """Remove dead links from plugin caches. Return a line about each. Raises `InstallationError`."""
    return [f"Removed the link {link}" for cache in plugin_caches(os.environ) for link in remove_links(cache, address)]


def tell_installed(options: argparse.Namespace, address: str, version: str, installed: Installed) -> None:
    """Say where the plugin is. If `--root` names a folder of one's own, say also how engines find it."""
    say(f"Installed {address} {version} as {installed.launcher}")
    if options.root:
        say(
            "Engines find it through a CLI configuration (TF_CLI_CONFIG_FILE) with\n"
            f"  provider_installation {{\n    {mirror_block(installed.root, address)}\n    {direct_block(address)}\n  }}"
        )
