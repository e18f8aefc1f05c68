"""Warm starts in tests: as users have them, but in a directory of the test run's own, so that nothing is left of it.

`TWILIO_PROVIDER_WARM_START=off` before `pytest` runs the whole suite without them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from provider.plugin.warm.stop import stop

HANDED_ON = ("XDG_RUNTIME_DIR", "TWILIO_PROVIDER_WARM_START")
"""What of this process's environment every plugin gets, however little it gets besides."""


def handed_on() -> dict[str, str]:
    return {name: os.environ[name] for name in HANDED_ON if name in os.environ}


@contextmanager
def in_a_directory_of_its_own() -> Iterator[None]:
    """Standby processes that are started meanwhile are found there alone, and are ended on leaving."""
    before = os.environ.get("XDG_RUNTIME_DIR")
    with tempfile.TemporaryDirectory(prefix="warm-") as directory:
        os.environ["XDG_RUNTIME_DIR"] = directory
        try:
            yield
        finally:
            stop("twilio", {b"TMPDIR": os.fsencode(directory)})
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
