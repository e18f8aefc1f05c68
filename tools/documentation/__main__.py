"""`python -m tools.documentation [--check]`."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from provider.resources.provider import TwilioProvider

from . import api, engines, reference
from .markup import MARK

HOME = Path(__file__).parents[2] / "docs"


@cache
def pages() -> dict[str, str]:
    """Return each generated page's text by its path below `docs/`."""
    return reference.pages(TwilioProvider()) | api.pages() | {"guides/engines.md": engines.page()}


def differing(home: Path, written: dict[str, str]) -> list[str]:
    """Return the paths of pages that differ on disk, are missing, or should not be there."""
    texts = {path.relative_to(home).as_posix(): path.read_text(encoding="utf-8") for path in home.rglob("*.md")}
    on_disk = {path: text for path, text in texts.items() if MARK in text or path in written}
    return sorted(path for path in {*written, *on_disk} if written.get(path) != on_disk.get(path))


def main(arguments: list[str], home: Path = HOME) -> int:
    """Write the pages, or name those that differ with `--check`. Returns the exit status."""
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
