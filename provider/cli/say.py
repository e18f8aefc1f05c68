"""Output of commands for people."""

from __future__ import annotations

import sys


def say(text: str, *, error: bool = False) -> None:
    (sys.stderr if error else sys.stdout).write(text + "\n")
