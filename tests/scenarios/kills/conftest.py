from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider.resources.provider import TwilioProvider
from tests.engine.walk import Schemas
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.warm import HANDED_ON
from tests.warm.conftest import launcher

__all__ = ["launcher"]


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A temporary directory for what is killed, so that what stays behind can be seen. Short, for sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="kills-") as directory:  # whose removal lets a plugin sweep there meanwhile
        yield Path(directory)


@pytest.fixture(autouse=True)
def _nothing_set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("TWILIO_") and name not in HANDED_ON:
            monkeypatch.delenv(name)


@pytest.fixture(scope="session")
def schemas(loop: LoopThread) -> Schemas:
    """What the provider declares."""
    with served(loop, None, TwilioProvider()) as client:
        return Schemas.of(client)
