"""Output of commands for people."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str, *, error: bool = False) -> None:
    if error:
        sys.stderr.write(text + "\n")
        return
    with readers_may_leave():
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


@contextmanager
def readers_may_leave() -> Iterator[None]:
    """What stands in the block may write to a reader that has seen enough, such as `head`: the rest goes nowhere.

    The command goes on, so that its exit status is as true as ever.
    """
    try:
        yield
    except OSError as problem:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes once more at exit
        if not isinstance(problem, BrokenPipeError):
            raise


def reason(problem: OSError) -> str:
    """What the system says, and of which file, where it is about one."""
    return f"{problem.filename}: {problem.strerror}." if problem.filename else f"{problem.strerror}."
