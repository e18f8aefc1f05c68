from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.warm.launches import Home, Way, installed


@pytest.fixture
def runtime() -> Iterator[Path]:
    """A runtime directory, with a short path: sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="runtime-", ignore_cleanup_errors=True) as directory:
        yield Path(directory)


@pytest.fixture(scope="session")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin of this Python, installed once. No test changes what is installed."""
    return installed(tmp_path_factory.mktemp("mirror"))


@pytest.fixture(params=Way)
def way(request: pytest.FixtureRequest) -> Way:
    """How workers are made: every test of standby processes is one of both ways."""
    return Way(request.param)


@pytest.fixture
def home(
    tmp_path: Path, runtime: Path, loop: LoopThread, engine_certificate: ClientCertificate, launcher: Path, way: Way
) -> Iterator[Home]:
    """A home without a standby process yet."""
    made = Home(tmp_path, loop, engine_certificate, runtime, launcher, way)
    yield made
    made.stop()


@pytest.fixture
def warm(home: Home) -> Home:
    """A home with a standby process."""
    home.command()
    return home
