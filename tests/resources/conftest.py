from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from provider.fake import FakeTwilio
from provider.resources.provider import TwilioProvider
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.schema import Schema
from tests.resources import credentials, hooks


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


@pytest.fixture
def walk(client: PluginClient, twilio: FakeTwilio) -> Walk:
    """The one launch of the plugin that a test needs."""
    return Walk(client, {name: Schema.of(each) for name, each in client.schema().resource_schemas.items()}, twilio)


@pytest.fixture(params=credentials.KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> credentials.Kind:
    """Each kind of credential in turn."""
    chosen: credentials.Kind = request.param
    return chosen


@pytest.fixture
def credential(walk: Walk, kind: credentials.Kind) -> Managed:
    """A credential of that kind, not made yet."""
    return Managed(walk, kind.type_name)


@pytest.fixture
def made(credential: Managed, kind: credentials.Kind, twilio: FakeTwilio) -> Managed:
    """A credential that exists. No request is logged yet."""
    credential.apply({**kind.given, "friendly_name": "Recordings"}).without_errors()
    twilio.forget_requests()
    return credential


@pytest.fixture
def hook(walk: Walk) -> Managed:
    """A composition hook, not made yet."""
    return Managed(walk, hooks.TYPE)
