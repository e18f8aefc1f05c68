"""What `audit` and `explain` share: the place of a report, and the libraries of its format."""

from __future__ import annotations

import errno
import importlib.util
import sys
from collections.abc import Iterable
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


def check_places(outputs: Iterable[Path | None], inputs: Iterable[Path | str | None]) -> None:
    """Raise `OSError` before the command begins, since it may take long: for an output whose folder is missing, or that is an
    input or another output as well. None is no file, and neither is `-`.
    """
    taken = [Path(each) for each in inputs if each is not None and str(each) != "-"]
    for path in filter(None, outputs):
        if not path.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, "There is no such folder", str(path))
        if any(_are_one(path, other) for other in taken):
            raise FileExistsError(errno.EEXIST, "It is named twice, and would be overwritten", str(path))
        taken.append(path)


def _are_one(path: Path, other: Path) -> bool:
    return path.absolute() == other.absolute() or (path.exists() and other.exists() and path.samefile(other))


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
