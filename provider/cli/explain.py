"""`terraform-provider-twilio explain`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..address import ProviderAddress
from ._report import LibraryMissing, check_libraries, check_places, in_colours, write_report
from .say import reason, say

if TYPE_CHECKING:
    from ..explain.picture import AccountPicture

# Other commands load nothing of a picture.
# ruff: noqa: PLC0415

HELP = "show where recordings and compositions go: of an account, a state or a plan"

FORMATS = ("text", "markdown", "svg", "html")


def add_options(parser: argparse.ArgumentParser, address: ProviderAddress) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--account", metavar="SID", help="the account (default: the one of the credentials)")
    source.add_argument(
        "--plan", metavar="FILE", help="a plan or a state (JSON, as 'terraform show -json' prints it); - for standard input"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="form of the picture (default: text)")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="file to write it to, if not standard output")


def run(options: argparse.Namespace, address: ProviderAddress) -> int:
    """Show the picture. Return 0, or 2 after a message on standard error."""
    from ..explain.live import CannotExplain
    from ..reports.engine_json import PlanUnusable

    try:
        check_places([options.output], [options.plan])
        if options.format == "html":
            check_libraries("html")
        _write(options, _pictures(options))
    except (CannotExplain, LibraryMissing, PlanUnusable) as problem:
        say(f"Not explained. {problem}", error=True)
        return 2
    except OSError as problem:
        say(f"Not explained. {reason(problem)}", error=True)
        return 2
    return 0


def _pictures(options: argparse.Namespace) -> list[AccountPicture]:
    if options.plan:
        from ..explain.planned import planned

        return planned(sys.stdin.buffer.read() if options.plan == "-" else Path(options.plan).read_bytes())
    from ..explain.live import live

    return [live(options.account)]


def _write(options: argparse.Namespace, pictures: list[AccountPicture]) -> None:
    if options.format == "text" and options.output is None and in_colours(sys.stdout):
        from ..explain.terminal import print_pictures

        print_pictures(pictures)
    else:
        write_report(_drawn(options.format, pictures), options.output)


def _drawn(form: str, pictures: list[AccountPicture]) -> str:
    if form == "markdown":
        from ..explain.markdown import as_markdown

        return as_markdown(pictures)
    if form == "svg":
        from ..explain.svg import as_svg

        return as_svg(pictures)
    if form == "html":
        from ..explain.html_page import as_html

        return as_html(pictures)
    from ..explain.text import as_plain_text

    return as_plain_text(pictures)
