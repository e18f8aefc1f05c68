"""`terraform-provider-twilio package`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..address import ProviderAddress, add_option
from ..installation import InstallationError
from .package import Packaged, package
from .problem import DistributionError


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    """What the command takes."""
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="where to write; other versions there are kept")
    add_option(parser, address)
    parser.add_argument(
        "--zip", metavar="FILE", type=Path, action="append", default=[], help="a zip of another platform, from its own build"
    )
    parser.add_argument("--gpg-key", metavar="KEY", help="sign SHA256SUMS with this key of gpg")


def run(options: argparse.Namespace, version: str, distribution: str) -> int:
    """Build and write. Returns the exit status."""
    address = ProviderAddress.parse(options.address)
    try:
        packaged = package(options.out.absolute(), address, version, distribution, zips=options.zip, gpg_key=options.gpg_key)
    except (DistributionError, InstallationError) as problem:
        sys.stderr.write(f"Not packaged. {problem}\n")
        return 1
    sys.stdout.write(_told(address, version, packaged))
    return 0


def _told(address: ProviderAddress, version: str, packaged: Packaged) -> str:
    built = "".join(f"  {path.name}\n" for path in packaged.zips)
    return (
        f"Packaged {address} {version}\n{built}"
        f"For a registry:       {packaged.release}\n"
        f"For any web server:   {packaged.mirror}\n"
        f"For an OCI registry:  {packaged.oci}\n"
        f"For lock files:       {packaged.lock}\n"
    )
