"""The message for a defect of the provider itself."""

from __future__ import annotations

import logging
import traceback

from .diagnostics import Diagnostic, error

log = logging.getLogger(__package__)


def defect(problem: Exception, call: str = "", outcome: str = "") -> Diagnostic:
    """An exception that nobody expected, in a call of the engine's. The log has its frames.

    Neither the log nor the diagnostic has its text, which may quote a value that is secret.
    """
    kind, frames = type(problem).__name__, "".join(traceback.format_tb(problem.__traceback__))
    log.error("%sunexpected %s:\n%s", f"{call}: " if call else "", kind, frames)
    return error(
        "Internal error in the provider",
        f"{kind}{f' in {call}' if call else ''}: this is a defect of the provider; please report it with the log of "
        f"TF_LOG=ERROR.{f' {outcome}' if outcome else ''}",
    )
