"""The commands of the program. Each has a file in this folder."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from ..address import AddressError, ProviderAddress
from ..resources.provider import ADDRESS
from . import audit, debug, decrypt, doctor, explain, fake_api, install, package, stop, uninstall, upgrade
from .say import readers_may_leave, say
from .version import Version

_ABOUT = """\
A Terraform and OpenTofu provider, and CDK for Terraform constructs, for Twilio Video recording settings.

Engines start this program themselves. By hand, install it once where they look for it:

    terraform-provider-twilio install

and name it in a configuration:

    terraform {{
      required_providers {{
        twilio = {{ source = "{address}", version = "{version}" }}
      }}
    }}
"""


class Command(Protocol):
    """The module of a command. `HELP` is its line in the help of the program."""

    HELP: str

    def add_options(self, parser: argparse.ArgumentParser, address: ProviderAddress) -> None: ...

    def run(self, options: argparse.Namespace, address: ProviderAddress) -> int: ...


COMMANDS: dict[str, Command] = {
    "install": install,
    "upgrade": upgrade,
    "uninstall": uninstall,
    "doctor": doctor,
    "explain": explain,
    "audit": audit,
    "decrypt": decrypt,
    "package": package,
    "fake-api": fake_api,
    "stop": stop,
    "debug": debug,
}


def run(given: list[str]) -> int:
    """Run the command that the arguments name. Return the exit status."""
    _open_what_is_closed()
    try:
        with _terminated_like_interrupted():
            return _run(given, ProviderAddress.chosen(os.environ, ADDRESS))
    except AddressError as problem:
        say(f"Nothing was done. {problem}", error=True)
        return 1
    except KeyboardInterrupt:
        say("Interrupted.", error=True)
        return 130
    finally:
        with readers_may_leave():  # what argparse printed waits to be flushed
            sys.stdout.flush()


def _open_what_is_closed() -> None:
    """Without a standard stream, as in a shell's `>&-`, the next file that is opened would take its place."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115  # for the whole run


@contextmanager
def _terminated_like_interrupted() -> Iterator[None]:
    """Handle SIGTERM like Ctrl-C, so that the command tidies up: CI services cancel jobs with it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _run(given: list[str], address: ProviderAddress) -> int:
    parser, parsers = _parsers(address)
    options, unknown = parser.parse_known_args(given)
    chosen = options.command
    if unknown:
        # argparse alone would show the usage of the program, and not of the command.
        parsers.get(chosen, parser).error(f"unrecognized arguments: {' '.join(unknown)}")
    if chosen is None:
        parser.print_help()
        return 0
    return COMMANDS[chosen].run(options, address)


def _parsers(address: ProviderAddress) -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """Return the parser of the program, and those of its commands by name."""
    from .. import __version__  # noqa: PLC0415  # read where it is needed

    parser = argparse.ArgumentParser(
        prog="terraform-provider-twilio",
        description=_ABOUT.format(address=address, version=__version__),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=Version, nargs=0, address=str(address), version=__version__)
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    parsers = {}
    for name, command in COMMANDS.items():
        parsers[name] = commands.add_parser(name, help=command.HELP, description=f"{command.HELP[0].upper()}{command.HELP[1:]}.")
        command.add_options(parsers[name], address)
    return parser, parsers
