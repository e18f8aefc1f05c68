"""A Chromium to look at pages with: one that is on PATH, or Debian's. `python -m tools.browser` obtains it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tools.engines.failures import UnfitError, UnobtainableError, first_fit, reported_as
from tools.engines.process import work
from tools.engines.settings import Settings

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def obtain_chromium(settings: Settings | None = None) -> Path:
    """Return the browser's executable. Raises `UnobtainableError`."""
    chosen = settings or Settings.of_this_process()
    with reported_as("Chromium", "install it, so that one of these is on PATH: " + ", ".join(COMMANDS)):
        return first_fit(lambda: _on_path(chosen), lambda: _of_debian(chosen))


def _on_path(settings: Settings) -> Path:
    for command in COMMANDS:
        if found := settings.which(command):
            return found
    raise UnfitError(f"none of {', '.join(COMMANDS)} is on PATH")


def _of_debian(settings: Settings) -> Path:
    if os.geteuid() != 0 or not (apt := settings.which("apt-get")):
        raise UnfitError("Debian's package can be installed by root only, where there is apt-get")
    environ = {**settings.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for label, command in (
        ("package lists", ["update"]),
        ("Chromium", ["install", "--yes", "--no-install-recommends", "chromium"]),
    ):
        work([apt, *command], label=label, settings=settings, cwd=Path("/"), environ=environ)
    return _on_path(settings)


def main() -> int:
    """Print where the browser is, or why it cannot be had."""
    try:
        sys.stdout.write(f"{obtain_chromium()}\n")
    except UnobtainableError as unobtainable:
        sys.stderr.write(f"{unobtainable}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
