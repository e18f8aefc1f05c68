"""How a command speaks."""

from __future__ import annotations

import sys


def say(text: str, *, error: bool = False) -> None:
    """A line, or some, for the person who gave the command."""
    (sys.stderr if error else sys.stdout).write(text + "\n")
