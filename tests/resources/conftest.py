from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from provider.fake import FakeTwilio
from provider.resources.provider import TwilioProvider
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.schema import Schema


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """A stand-in whose account nobody ever touched."""
    with FakeTwilio() as api:
        yield api


@pytest.fixture
def client(
    loop: LoopThread, engine_certificate: ClientCertificate, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> Iterator[PluginClient]:
    """A client of the Twilio provider, configured for the stand-in's account."""
    for name in os.environ:
        if name.startswith("TWILIO_"):
            monkeypatch.delenv(name)
    with served(loop, engine_certificate, TwilioProvider()) as connected:
        config = Schema.of(connected.schema().provider).config(
            {
                "account_sid": twilio.account_sid,
                "auth_token": twilio.auth_token,
                "base_url": twilio.base_url,
                "backoff_interval_in_ms": 1,
            }
        )
        connected.configure(config).without_errors()
        yield connected
