"""The console script `terraform-provider-twilio`: an engine starts it as a plugin, and a person for its commands."""

from __future__ import annotations

import os
import sys
import warnings
from typing import TYPE_CHECKING

from ..plugin import cookie
from ..plugin.warm import STANDBY, WORKER

if TYPE_CHECKING:
    from ..resources.provider import TwilioProvider

# Each command of an engine starts this program two or three times: so each branch imports only what it needs.
# ruff: noqa: PLC0415


def main(arguments: list[str] | None = None) -> int:
    """Run the program and return its exit status."""
    if os.environ.get(cookie.KEY) == cookie.VALUE:
        return _serve()
    given = sys.argv[1:] if arguments is None else arguments
    if given[:1] in ([STANDBY], [WORKER]):
        return _stand_by(*given)
    from .commands import run

    return run(given)


def _serve() -> int:
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the engine's to handle, from the first moment
    _leave_out_what_is_not_used()

    gc.disable()  # imports make no garbage, and to look for it costs about a fifteenth of the start
    from ..plugin import logs, process
    from ..plugin.warm.cold import tell_why
    from ..resources.provider import TwilioProvider

    logs.configure(os.environ)
    provider = TwilioProvider()
    tell_why(provider.name, os.environ)
    gc.freeze()
    gc.enable()
    return process.serve(provider, os.environ)


def _stand_by(role: str, *arguments: str) -> int:
    """Run the standby process, which `plugin.warm.launch` starts, or one of its workers, which serves one launch."""
    _leave_out_what_is_not_used()
    if role == WORKER:
        from ..plugin.warm.worker import run
    else:
        from ..plugin.warm.standby import run
    return run([*arguments], _load)


def _leave_out_what_is_not_used() -> None:
    """Keep libraries from loading parts that take long and are not used."""
    _leave_out_character_detection()
    _postpone_messages_in_python()


def _leave_out_character_detection() -> None:
    """Twilio answers in JSON, which is UTF-8. So `requests` needs no library that guesses character sets (3 MB)."""
    for name in ("chardet", "charset_normalizer"):
        sys.modules[name] = None  # type: ignore[assignment]  # the documented way to have an import fail
    warnings.filterwarnings("ignore", "Unable to find acceptable character detection")


def _postpone_messages_in_python() -> None:
    """`google.protobuf` imports its messages in Python even if it uses the compiled ones: 12 ms of 180 up to the handshake.

    This loads them when something first uses them.
    """
    import importlib.util

    from google.protobuf import internal

    spec = importlib.util.find_spec(f"{internal.__name__}.python_message")
    if spec is not None and spec.loader is not None:
        spec.loader = importlib.util.LazyLoader(spec.loader)
        internal.python_message = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(internal.python_message)


def _load() -> TwilioProvider:
    from ..resources.provider import TwilioProvider

    return TwilioProvider()
