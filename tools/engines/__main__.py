"""`python -m tools.engines`: obtain tools and say where they are."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict

from tools.engines import Settings, UnobtainableError, obtain_aws_mirror, obtain_cdktf, obtain_cdktn, obtain_one
from tools.engines.aws_mirror import AwsMirror
from tools.engines.cdktf_cli import Cdktf
from tools.engines.engine import Engine
from tools.engines.obtain import EVERY_ENGINE

OBTAIN: dict[str, Sequence[Callable[[Settings], Engine | Cdktf | AwsMirror]]] = {
    "all": EVERY_ENGINE,
    "one": [obtain_one],
    "cdktf": [obtain_cdktf],
    "cdktn": [obtain_cdktn],
    "aws": [obtain_aws_mirror],
}


def main(arguments: list[str] | None = None) -> int:
    """Print one JSON object a line on stdout for each tool that is there.

    Progress and what is missing go to stderr; returns 1 if anything is missing.
    """
    parser = argparse.ArgumentParser(prog="python -m tools.engines", description=main.__doc__)
    parser.add_argument("what", nargs="?", default="all", choices=OBTAIN)
    settings, status = Settings.of_this_process(), 0
    for obtain in OBTAIN[parser.parse_args(arguments).what]:
        try:
            sys.stdout.write(json.dumps(asdict(obtain(settings)), default=str) + "\n")
        except UnobtainableError as missing:
            sys.stderr.write(f"{missing}\n")
            status = 1
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
