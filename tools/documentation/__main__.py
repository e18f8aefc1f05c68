"""`python -m tools.documentation [--check]`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from provider.resources.provider import TwilioProvider

from . import api, reference
from .markup import MARK

HOME = Path(__file__).parents[2] / "docs"
_GUIDES = "guides"
"""Where pages are written by hand, or by another generator."""


@cache
def pages() -> dict[str, str]:
    """Each generated page's text, by its path below `docs/`."""
    return reference.pages(TwilioProvider()) | api.pages()


def differing(home: Path, written: dict[str, str]) -> list[str]:
    """Paths of pages that are not on disk as they should be, or that should not be there."""
    paths = (path for path in home.rglob("*.md") if path.relative_to(home).parts[0] != _GUIDES)
    texts = {path.relative_to(home).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    on_disk = {path: text for path, text in texts.items() if MARK in text or path in written}
    return sorted(path for path in {*written, *on_disk} if written.get(path) != on_disk.get(path))


def main(arguments: list[str], home: Path = HOME) -> int:
    """Write the pages, or with `--check` name those that differ. Returns the exit status."""
    written = pages()
    stale = differing(home, written)
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"docs/{path} is not as generated; run: make generate\n")
        return 1 if stale else 0
    for path in stale:
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        if path in written:
            (home / path).write_text(written[path], encoding="utf-8")
        else:
            (home / path).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
