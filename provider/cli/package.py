"""`terraform-provider-twilio package`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from .. import __version__
from ..address import ProviderAddress, add_option
from ..installation import InstallationError
from ..resources.provider import DISTRIBUTION
from .say import say

if TYPE_CHECKING:
    from ..distribution.package import Packaged

HELP = "write what a team shares: release, network mirror, OCI layout"


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where to write; other versions there are kept")
    add_option(parser, address)
    parser.add_argument(
        "--zip", metavar="FILE", type=Path, action="append", default=[], help="a zip of another platform, from its own build"
    )
    parser.add_argument("--gpg-key", metavar="KEY", help="sign SHA256SUMS with this key of gpg")


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    from ..distribution.package import package  # noqa: PLC0415  # for this command alone
    from ..distribution.problem import DistributionError  # noqa: PLC0415

    chosen, out = ProviderAddress.parse(options.address), options.out.absolute()
    try:
        packaged = package(out, chosen, __version__, DISTRIBUTION, zips=options.zip, gpg_key=options.gpg_key)
    except (DistributionError, InstallationError) as problem:
        say(f"Not packaged. {problem}", error=True)
        return 1
    except KeyboardInterrupt:
        say(f"Not packaged. It was interrupted, and {out} is as it was.", error=True)
        return 130
    say(_summary(chosen, packaged))
    return 0


def _summary(address: ProviderAddress, packaged: Packaged) -> str:
    built = "".join(f"  {path.name}\n" for path in packaged.zips)
    return (
        f"Packaged {address} {__version__}\n{built}"
        f"For a registry:       {packaged.release}\n"
        f"For any web server:   {packaged.mirror}\n"
        f"For an OCI registry:  {packaged.oci}\n"
        f"For lock files:       {packaged.lock}"
    )
