"""`terraform-provider-twilio uninstall`."""

from __future__ import annotations

import argparse

from .. import standby
from ..installation import uninstall
from . import mirror
from .say import say

HELP = "remove every version from where engines look, and the links to it in plugin caches"
add_options = mirror.add_options


@mirror.reporting("uninstalled")
def run(options: argparse.Namespace) -> None:
    root, name = mirror.chosen(options)
    ended = standby.ended()  # before this program may remove itself
    removed = uninstall(root, name)
    say(f"Removed {name} {', '.join(removed)} from {root}" if removed else f"{name} is not installed in {root}")
    for line in mirror.remove_stale_links(name):
        say(line)
    if ended:
        say(ended)
