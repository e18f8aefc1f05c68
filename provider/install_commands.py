"""The commands `install`, `upgrade` and `uninstall`, and what `--version` tells."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .address import ProviderAddress, add_option
from .installation import DEFAULT_ROOT, InstallationError, install, installed_versions, own_build, own_command, uninstall


class Version(argparse.Action):
    """`--version`: the version, where it runs from, and what engines find."""

    def __init__(self, option_strings: Sequence[str], dest: str, *, address: str, version: str, **kwargs: Any) -> None:
        super().__init__(option_strings, dest, help="show the version, where it is installed and what engines find", **kwargs)
        self._address, self._version = address, version

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        found = installed_versions(DEFAULT_ROOT, self._address)
        engines = f"find {', '.join(found)}" if found else f"find nothing yet; run: {own_command()} install"
        build = own_build()
        place = f"self-contained, in {build}" if build else f"with Python {sys.version.split()[0]}, {sys.executable}"
        _say(f"{parser.prog} {self._version}\ninstalled {place}\nengines in {DEFAULT_ROOT.expanduser()} {engines}")
        parser.exit()


def add_commands(commands: Any, address: ProviderAddress) -> None:
    """Declare the commands."""
    for name, what in (
        ("install", "put the plugin where engines look for it"),
        ("upgrade", "install this version, and remove every other that engines would find"),
        ("uninstall", "remove every version from where engines look"),
    ):
        parser = commands.add_parser(name, help=what)
        parser.add_argument("--root", metavar="DIR", type=Path, help="the mirror's folder (default: ~/.terraform.d/plugins)")
        add_option(parser, address)


def run(options: argparse.Namespace, version: str) -> int:
    """Carry a command out. Returns the exit status."""
    address = str(ProviderAddress.parse(options.address))
    root = options.root or DEFAULT_ROOT
    try:
        if options.command == "uninstall":
            return _told_removed(uninstall(root, address), address, root)
        installed = install(root, address, version)
        removed = uninstall(root, address, but=version) if options.command == "upgrade" else []
    except InstallationError as problem:
        sys.stderr.write(f"Not {options.command.rstrip('e')}ed. {problem}\n")
        return 1
    _say(f"Installed {address} {version} as {installed.launcher}")
    if removed:
        _say(f"Removed {', '.join(removed)}. In each stack, run `init -upgrade` once: its lock file names the version.")
    if options.root:
        _say(
            f"Engines find it through a CLI configuration (TF_CLI_CONFIG_FILE) with\n"
            f'  provider_installation {{ filesystem_mirror {{ path = "{installed.root}" }} }}'
        )
    return 0


def _told_removed(removed: list[str], address: str, root: Path) -> int:
    _say(f"Removed {address} {', '.join(removed)} from {root}" if removed else f"{address} is not installed in {root}")
    return 0


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
