"""The console script `terraform-provider-twilio`: it serves when an engine starts it, and explains itself to a person."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from .plugin.cookie import started_by_engine

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from .address import ProviderAddress
    from .resources.provider import TwilioProvider

# Start-up is paid on every plan, two or three times: each way through here imports only what it needs.
# ruff: noqa: PLC0415

_WAIT = "_wait"

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


def main(arguments: list[str] | None = None) -> int:
    """The program. Returns its exit status."""
    if started_by_engine(os.environ):
        return _serve()
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == [_WAIT]:
        return _wait(given[1:])
    from .address import AddressError

    try:
        return _by_hand(given)
    except AddressError as problem:
        _say(f"Nothing was done. {problem}", error=True)
        return 1


def _by_hand(given: list[str]) -> int:
    """A command that a person gives. Raises `AddressError`."""
    from .address import ProviderAddress
    from .resources.provider import ADDRESS

    address = ProviderAddress.chosen(os.environ, ADDRESS)
    parser = _parser(address)
    options = parser.parse_args(given)
    if options.command in ("install", "upgrade", "uninstall"):
        return _installation(options)
    if options.command == "package":
        return _package(options)
    if options.command == "fake-api":
        return _fake_api(options.port)
    if options.command == "doctor":
        return _doctor(address, as_json=options.json)
    if options.command == "debug":
        return _debug(address)
    if options.command == "stop":
        return _stop()
    parser.print_help()
    return 0


def _serve() -> int:
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the engine's to handle, from the first moment

    gc.disable()  # nothing that is loaded here becomes garbage; looking for some costs about a fifteenth of the start
    from .plugin import logs, process
    from .plugin.warm.cold import tell_why
    from .resources.provider import TwilioProvider

    logs.configure(os.environ)
    tell_why(os.environ)
    provider = TwilioProvider()
    gc.freeze()
    gc.enable()
    return process.serve(provider, os.environ)


def _wait(arguments: list[str]) -> int:
    """The process that `plugin.warm.launch` starts, which serves later launches by forks of itself."""
    from .plugin.warm import waiting

    return waiting.wait(arguments, _load)


def _load() -> Iterator[TwilioProvider]:
    """The provider, again after each step of loading what a plan and an apply need besides."""
    from .plugin.preload import preload
    from .resources.provider import TwilioProvider

    provider = TwilioProvider()
    yield provider
    for _ in preload(provider):
        yield provider


def _stop() -> int:
    from .plugin.warm.stop import stop

    ended = stop(os.environb)
    _say(f"Ended {ended} waiting {'process' if ended == 1 else 'processes'}." if ended else "No process was waiting.")
    return 0


def _debug(address: ProviderAddress) -> int:
    from .plugin import logs, process
    from .resources.provider import TwilioProvider

    logs.configure(os.environ)
    return process.serve_for_debugging(TwilioProvider(), str(address))


def _installation(options: argparse.Namespace) -> int:
    from . import __version__, install_commands

    return install_commands.run(options, __version__)


def _doctor(address: ProviderAddress, *, as_json: bool) -> int:
    from pathlib import Path

    from . import __version__, doctor

    findings = doctor.examine(Path.cwd(), str(address))
    _say(doctor.as_json(findings, __version__) if as_json else doctor.as_text(findings))
    return 0 if doctor.is_healthy(findings) else 1


def _package(options: argparse.Namespace) -> int:
    from . import __version__
    from .distribution import command
    from .resources.provider import DISTRIBUTION

    return command.run(options, __version__, DISTRIBUTION)


def _fake_api(port: int) -> int:
    try:
        from .fake import main as serve
    except ModuleNotFoundError as missing:
        if missing.name != "werkzeug":
            raise
        _say("The stand-in needs its web library: pip install 'terraform-provider-twilio[fake]'", error=True)
        return 1
    return serve(port)


def _parser(address: ProviderAddress) -> argparse.ArgumentParser:
    import argparse

    from . import __version__, install_commands
    from .distribution import command

    parser = argparse.ArgumentParser(
        prog="terraform-provider-twilio",
        description=_ABOUT.format(address=address, version=__version__),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=install_commands.Version, nargs=0, address=str(address), version=__version__)
    commands = parser.add_subparsers(dest="command", title="commands", metavar="COMMAND")
    install_commands.add_commands(commands, address)
    packaging = commands.add_parser("package", help="write what a team shares: release, network mirror, OCI layout")
    command.add_options(packaging, address)
    fake = commands.add_parser("fake-api", help="serve a stand-in for Twilio's API on this machine")
    fake.add_argument("--port", type=int, default=0, metavar="N", help="port to listen on (default: a free one)")
    examined = commands.add_parser(
        "doctor", help="check this machine, the Twilio account and the connection; exit status 1 if there is a problem"
    )
    examined.add_argument("--json", action="store_true", help="print it for a program")
    commands.add_parser("stop", help="end the waiting processes that make the next start quick")
    commands.add_parser("debug", help="serve without an engine, for a debugger; prints TF_REATTACH_PROVIDERS")
    return parser


def _say(text: str, *, error: bool = False) -> None:
    (sys.stderr if error else sys.stdout).write(text + "\n")
