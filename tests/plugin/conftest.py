from __future__ import annotations

from collections.abc import Iterator

import pytest

from provider.resources.provider import TwilioProvider
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.process import PluginProcess, started


@pytest.fixture(scope="module")
def shared_plugin(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[PluginProcess]:
    """A plugin process for tests that leave it as it was."""
    with started(loop, engine_certificate) as running:
        yield running


@pytest.fixture
def plugin(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[PluginProcess]:
    """A plugin process that a test may end."""
    with started(loop, engine_certificate) as running:
        yield running


@pytest.fixture
def client(loop: LoopThread, engine_certificate: ClientCertificate) -> Iterator[PluginClient]:
    """A client of the Twilio provider, served inside this process and not configured."""
    with served(loop, engine_certificate, TwilioProvider()) as connected:
        yield connected
