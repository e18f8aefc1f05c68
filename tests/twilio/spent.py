"""Texts that say how long something took: never less than it must, and never more than the test itself waited for it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

SECONDS = r"(?P<seconds>[0-9.]+) seconds?"
"""The time, in a pattern of such a text."""


@contextmanager
def told(error: type[Exception], text: str, *, at_least: float = 0.0) -> Iterator[None]:
    """What is done within raises `error`, whose text has a true time where `text` has `SECONDS`. However busy the machine is."""
    began = time.monotonic()
    with pytest.raises(error) as caught:
        yield
    waited = time.monotonic() - began
    found = re.search(text, str(caught.value))
    assert found, caught.value
    assert _rounded(at_least) <= float(found["seconds"]) <= _rounded(waited)


def _rounded(seconds: float) -> float:
    return round(seconds, 1 if seconds < 10 else None)
