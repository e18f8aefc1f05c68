"""`terraform-provider-twilio debug`."""

from __future__ import annotations

import argparse
import os

from ..address import ProviderAddress
from ..resources.provider import TwilioProvider

HELP = "serve without an engine, for a debugger; prints TF_REATTACH_PROVIDERS"


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    """This command has no options."""


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Serve until a signal ends it."""
    from ..plugin import logs, process  # noqa: PLC0415  # for this command alone

    logs.configure(os.environ)
    return process.serve_for_debugging(TwilioProvider(), str(address))
