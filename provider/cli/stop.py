"""`terraform-provider-twilio stop`."""

from __future__ import annotations

import argparse
import os

from ..address import ProviderAddress
from .say import say

HELP = "end the waiting processes that make the next start quick, and remove what plans noted for their applies"


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    """It takes none."""


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Leave nothing in temporary directories. Returns the exit status."""
    from ..plugin.plan_files import forget_all  # noqa: PLC0415  # for this command alone
    from ..plugin.warm.stop import stop  # noqa: PLC0415

    forget_all(os.environ)
    ended = stop(os.environb)
    say(f"Ended {ended} waiting {'process' if ended == 1 else 'processes'}." if ended else "No process was waiting.")
    return 0
