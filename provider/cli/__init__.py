"""The console script `terraform-provider-twilio`: it serves when an engine starts it, and explains itself to a person."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING

from ..plugin.cookie import started_by_engine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..resources.provider import TwilioProvider

# Start-up is paid on every plan, two or three times: each way through here imports only what it needs.
# ruff: noqa: PLC0415

_WAIT = "_wait"


def main(arguments: list[str] | None = None) -> int:
    """The program. Returns its exit status."""
    if started_by_engine(os.environ):
        return _serve()
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] == [_WAIT]:
        return _wait(given[1:])
    from .commands import run

    return run(given)


def _serve() -> int:
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the engine's to handle, from the first moment
    _leave_out_character_detection()

    gc.disable()  # nothing that is loaded here becomes garbage; looking for some costs about a fifteenth of the start
    from ..plugin import logs, process
    from ..plugin.warm.cold import tell_why
    from ..resources.provider import TwilioProvider

    logs.configure(os.environ)
    tell_why(os.environ)
    provider = TwilioProvider()
    gc.freeze()
    gc.enable()
    return process.serve(provider, os.environ)


def _wait(arguments: list[str]) -> int:
    """The process that `plugin.warm.launch` starts, which serves later launches by forks of itself."""
    from ..plugin.warm import waiting

    _leave_out_character_detection()
    return waiting.wait(arguments, _load)


def _leave_out_character_detection() -> None:
    """What Twilio answers is JSON, and so in UTF-8. `requests` works without a library that guesses, and it is 3 MB to load."""
    for name in ("chardet", "charset_normalizer"):
        sys.modules[name] = None  # type: ignore[assignment]  # as the import system documents it for what is not to be found
    warnings.filterwarnings("ignore", "Unable to find acceptable character detection")


def _load() -> Iterator[TwilioProvider]:
    """The provider, again after each step of loading what a plan and an apply need besides."""
    from ..plugin.preload import preload
    from ..resources.provider import TwilioProvider

    provider = TwilioProvider()
    yield provider
    for _ in preload(provider):
        yield provider
