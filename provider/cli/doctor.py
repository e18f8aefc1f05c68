"""`terraform-provider-twilio doctor`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..address import ProviderAddress
from .say import say

HELP = "check this machine, the Twilio account and the connection; exit status 1 if there is a problem"


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    parser.add_argument("--json", action="store_true", help="print it for a program")


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    from .. import __version__, doctor  # noqa: PLC0415  # for this command alone

    findings = doctor.examine(Path.cwd(), str(address))
    say(doctor.as_json(findings, __version__) if options.json else doctor.as_text(findings))
    return 0 if doctor.is_healthy(findings) else 1
