"""`terraform-provider-twilio upgrade`."""

from __future__ import annotations

import argparse

from .. import __version__, standby
from ..installation import install, uninstall
from . import mirror
from .say import say

HELP = "install this version, and remove every other that engines would find"
add_options = mirror.add_options


@mirror.reporting("upgraded")
def run(options: argparse.Namespace) -> None:
    root, name = mirror.chosen(options)
    installed = install(root, name, __version__)
    removed = uninstall(root, name, but=__version__)
    links = mirror.remove_stale_links(name)
    if not (installed.changed or removed or links):
        say(f"Nothing changed: {name} {__version__} is installed already, as {installed.launcher}")
        return
    mirror.tell_installed(options, name, __version__, installed)
    if removed:
        say(f"Removed {', '.join(removed)}. In each stack, run `init -upgrade` once: its lock file names the version.")
    for line in links:
        say(line)
    if ended := standby.ended():
        say(ended)
