"""What `audit` and `explain` share: the place of a report, and the libraries of its format."""

from __future__ import annotations

import errno
import importlib.util
import sys
from pathlib import Path
from typing import TextIO

from .say import readers_may_leave

EXTRA = "pip install 'terraform-provider-twilio[report]'"
_LIBRARIES = {"html": "jinja2", "receipt": "rfc8785"}


class LibraryMissing(Exception):
    """The format of a report needs a library that is not installed. The text says how to install it."""


def check_libraries(*needed: str) -> None:
    """Raise `LibraryMissing` before the command begins, since it may take long."""
    for each in needed:
        if importlib.util.find_spec(_LIBRARIES[each]) is None:
            raise LibraryMissing(f"This needs {_LIBRARIES[each]}: {EXTRA}")


def check_place(*paths: Path | None) -> None:
    """Raise `OSError` for a file whose folder is missing, before the command begins, since it may take long."""
    for path in paths:
        if path is not None and not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "There is no such folder", str(path))


def in_colours(stream: TextIO) -> bool:
    """Whether the stream is a terminal and `rich`, which draws on it, is installed."""
    return stream.isatty() and importlib.util.find_spec("rich") is not None


def write_report(text: str, output: Path | None) -> None:
    """Write to a file, or to standard output."""
    if output is not None:
        output.write_bytes(text.encode())
    else:
        with readers_may_leave():
            sys.stdout.buffer.write(text.encode())
            sys.stdout.buffer.flush()
