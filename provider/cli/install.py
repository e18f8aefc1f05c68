"""`terraform-provider-twilio install`."""

from __future__ import annotations

import argparse

from .. import __version__
from ..address import ProviderAddress
from ..installation import install
from . import mirror

HELP = "put the plugin where engines look for it"
add_options = mirror.add_options


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Install, beside other versions. Returns the exit status."""
    root, name = mirror.chosen(options)

    def action() -> int:
        mirror.tell_installed(options, name, __version__, install(root, name, __version__))
        return 0

    return mirror.attempted("installed", action)
