"""`terraform-provider-twilio fake-api`."""

from __future__ import annotations

import argparse

from ..address import ProviderAddress
from .say import say

HELP = "serve a stand-in for Twilio's API on this machine"


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    parser.add_argument("--port", type=int, default=0, metavar="N", help="port to listen on (default: a free one)")
    parser.add_argument("--subaccounts", type=_count, default=0, metavar="N", help="how many subaccounts there are (default: 0)")
    empty = ("clears", "refused", "ignored", "stored")
    parser.add_argument("--empty", choices=empty, help="what an empty parameter does to what it names (default: clears)")
    omitted = ("kept", "cleared")
    parser.add_argument(
        "--omitted", choices=omitted, help="what becomes of what a POST does not name (default: kept; cleared, of a hook)"
    )


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Serve until a signal ends it."""
    try:
        from ..fake import main as serve  # noqa: PLC0415  # an extra brings what it needs
    except ModuleNotFoundError as missing:
        if missing.name != "werkzeug":
            raise
        say("The stand-in needs its web library: pip install 'werkzeug>=3.1'", error=True)
        return 1
    return serve(options.port, empty=options.empty, omitted=options.omitted, subaccounts=options.subaccounts)


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text} is not a whole number, 0 or more")
    return int(text)
