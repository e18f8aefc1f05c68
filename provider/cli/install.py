"""`terraform-provider-twilio install`."""

from __future__ import annotations

import argparse

from .. import __version__
from ..installation import install
from . import mirror

HELP = "put the plugin where engines look for it"
add_options = mirror.add_options


@mirror.reporting("installed")
def run(options: argparse.Namespace) -> None:
    root, name = mirror.chosen(options)
    mirror.tell_installed(options, name, __version__, install(root, name, __version__))
