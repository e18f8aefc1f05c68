from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest

from tests.distribution.built import packaged, wheel  # noqa: F401  # fixtures of several folders
from tests.e2e import engine_choice
from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.harness.tables import tell_tables
from tests.harness.warm import in_a_directory_of_its_own


def pytest_configure() -> None:
    """A run in the background ignores Ctrl-C, and so would all that it starts: tests of Ctrl-C would wait for ever."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def loop() -> Iterator[LoopThread]:
    """The event loop of every client of a plugin."""
    with LoopThread() as running:
        yield running


@pytest.fixture(scope="session")
def engine_certificate() -> ClientCertificate:
    """The certificate of an engine."""
    return ClientCertificate.make()


@pytest.fixture(scope="session", autouse=True)
def warm_starts() -> Iterator[None]:
    """Every launch of the run shares one standby process, and no launch outside of it."""
    with in_a_directory_of_its_own():
        yield


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that has an engine as a parameter needs one; what obtains one in another way carries the mark itself."""
    for item in items:
        parameters = item.callspec.params.values() if isinstance(item, pytest.Function) and hasattr(item, "callspec") else ()
        if any(value in engine_choice.ALL for value in parameters if isinstance(value, str)):
            item.add_marker(pytest.mark.engine)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    engine_choice.marked = item.get_closest_marker("engine") is not None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Here and not in the folders' own: with workers, only this file is loaded by the process that writes the summary."""
    engine_choice.tell_missing(terminalreporter)
    tell_tables(terminalreporter)
