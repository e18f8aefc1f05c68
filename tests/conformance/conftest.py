from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import pytest

from provider.fake import Account, FakeTwilio
from provider.resources.provider import TwilioProvider
from tests.conformance.samples import SAMPLES, Sample
from tests.engine.walk import Engine, Schemas
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread

EngineOf = Callable[[Account], Engine]


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """A stand-in whose account nobody ever touched."""
    with FakeTwilio() as api:
        yield api


@pytest.fixture(scope="session")
def schemas(loop: LoopThread) -> Schemas:
    """What the provider declares."""
    with served(loop, None, TwilioProvider()) as client:
        return Schemas.of(client)


@pytest.fixture
def engine_of(loop: LoopThread, schemas: Schemas, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> EngineOf:
    """An engine that manages one account of the stand-in."""
    for name in os.environ:
        if name.startswith("TWILIO_"):
            monkeypatch.delenv(name)

    def launch() -> AbstractContextManager[PluginClient]:
        return served(loop, None, TwilioProvider())  # tests/plugin is about TLS

    def make(account: Account) -> Engine:
        login = {"account_sid": account.sid, "auth_token": account.auth_token}
        return Engine(launch, schemas, login | {"base_url": twilio.base_url, "backoff_interval_in_ms": 1}, twilio)

    return make


@pytest.fixture
def engine(engine_of: EngineOf, twilio: FakeTwilio) -> Engine:
    return engine_of(twilio.account())


@pytest.fixture
def sample(type_name: str, twilio: FakeTwilio) -> Sample:
    """The sample of the resource that the test is about."""
    assert type_name in SAMPLES, f"{type_name} has no sample: add one to tests/conformance/samples.py"
    return SAMPLES[type_name](twilio)
