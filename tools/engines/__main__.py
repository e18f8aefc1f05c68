"""`python -m tools.engines`: obtain tools and say where they are."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict

from tools.engines import (
    AwsMirror,
    Cdktf,
    Engine,
    Missing,
    Settings,
    UnobtainableError,
    obtain_all,
    obtain_aws_mirror,
    obtain_cdktf,
    obtain_cdktn,
    obtain_one,
)

Tool = Engine | Cdktf | AwsMirror


def main(arguments: list[str] | None = None) -> int:
    """Print one JSON object a line on stdout for each tool that is there.

    Progress and what is missing go to stderr; returns 1 if anything is missing.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.engines", description=main.__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=["all", "one", "cdktf", "cdktn", "aws"])
    what: str = parser.parse_args(arguments).what
    tools, missing = _obtain(what, Settings.of_this_process())
    for tool in tools:
        sys.stdout.write(json.dumps(asdict(tool), default=str) + "\n")
    for absent in missing:
        sys.stderr.write(f"{absent}\n")
    return 1 if missing else 0


def _obtain(what: str, settings: Settings) -> tuple[list[Tool], list[Missing]]:
    if what == "all":
        obtained = obtain_all(settings)
        return [*obtained.engines], obtained.missing
    obtain: dict[str, Callable[[Settings], Tool]] = {
        "one": obtain_one,
        "cdktf": obtain_cdktf,
        "cdktn": obtain_cdktn,
        "aws": obtain_aws_mirror,
    }
    try:
        return [obtain[what](settings)], []
    except UnobtainableError as unobtainable:
        return [], [unobtainable.missing]


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
