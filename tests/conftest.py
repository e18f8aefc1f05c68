from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e.engine_choice import tell_missing
from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.harness.tables import tell_tables


@pytest.fixture(scope="session")
def loop() -> Iterator[LoopThread]:
    """The event loop of every client of a plugin."""
    with LoopThread() as running:
        yield running


@pytest.fixture(scope="session")
def engine_certificate() -> ClientCertificate:
    """The certificate of an engine."""
    return ClientCertificate.make()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Here and not in the folders' own: with workers, only this file is loaded by the process that writes the summary."""
    tell_missing(terminalreporter)
    tell_tables(terminalreporter)
