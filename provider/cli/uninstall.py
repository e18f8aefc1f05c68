"""`terraform-provider-twilio uninstall`."""

from __future__ import annotations

import argparse

from ..address import ProviderAddress
from ..installation import uninstall
from . import mirror
from .say import say

HELP = "remove every version from where engines look, and the links to it in plugin caches"
add_options = mirror.add_options


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Remove all that engines would find. Returns the exit status."""
    root, name = mirror.chosen(options)

    def action() -> int:
        removed = uninstall(root, name)
        say(f"Removed {name} {', '.join(removed)} from {root}" if removed else f"{name} is not installed in {root}")
        for line in mirror.remove_stale_links(name):
            say(line)
        return 0

    return mirror.attempted("uninstalled", action)
