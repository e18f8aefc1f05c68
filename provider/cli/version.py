"""`terraform-provider-twilio --version`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from ..installation import DEFAULT_ROOT, installed_versions, own_build, own_command
from ..standby import standing_by
from .say import say


class Version(argparse.Action):
    """Prints the version, where it runs from, and which versions engines find."""

    def __init__(self, option_strings: Sequence[str], dest: str, *, address: str, version: str, **kwargs: Any) -> None:
        super().__init__(option_strings, dest, help="show the version, where it is installed and what engines find", **kwargs)
        self._address, self._version = address, version

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        found = installed_versions(DEFAULT_ROOT, self._address)
        engines = f"find {', '.join(found)}" if found else f"find nothing yet; run: {own_command()} install"
        build = own_build()
        place = f"self-contained, in {build}" if build else f"with Python {sys.version.split()[0]}, {sys.executable}"
        say(f"{parser.prog} {self._version}\ninstalled {place}\nengines in {DEFAULT_ROOT.expanduser()} {engines}")
        for each in standing_by():
            say(f"standing by is {each}")
        parser.exit()
