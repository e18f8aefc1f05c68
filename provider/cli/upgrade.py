"""`terraform-provider-twilio upgrade`."""

from __future__ import annotations

import argparse

from .. import __version__
from ..address import ProviderAddress
from ..installation import install, uninstall
from . import mirror
from .say import say

HELP = "install this version, and remove every other that engines would find"
add_options = mirror.add_options


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Install, in place of other versions. Returns the exit status."""
    root, name = mirror.chosen(options)

    def action() -> int:
        installed = install(root, name, __version__)
        removed = uninstall(root, name, but=__version__)
        links = mirror.remove_stale_links(name)
        if not (installed.changed or removed or links):
            say(f"Nothing changed: {name} {__version__} is installed already, as {installed.launcher}")
            return 0
        mirror.tell_installed(options, name, __version__, installed)
        if removed:
            say(f"Removed {', '.join(removed)}. In each stack, run `init -upgrade` once: its lock file names the version.")
        for line in links:
            say(line)
        return 0

    return mirror.attempted("upgraded", action)
