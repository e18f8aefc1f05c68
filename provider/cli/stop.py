"""`terraform-provider-twilio stop`."""

from __future__ import annotations

import argparse
import os

from .. import standby
from ..address import ProviderAddress
from .say import say

HELP = "end the standby processes that make the next start quick, and remove what plans noted for their applies"


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    """This command has no options."""


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    from ..plugin.plan_files import forget_all  # noqa: PLC0415  # for this command alone
    from ..resources.provider import NAME  # noqa: PLC0415

    forget_all(NAME, os.environ)
    say(standby.ended() or "There was no standby process.")
    return 0
