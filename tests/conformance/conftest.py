from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from provider.fake import Account, FakeTwilio
from provider.resources.provider import TwilioProvider
from tests.conformance.samples import Sample, sample_of
from tests.engine.walk import Engine, Launch, Schemas
from tests.harness.inside import called, served
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
def launch(loop: LoopThread) -> Launch:
    """Over gRPC, and without TLS, which tests/plugin is about."""
    return lambda: served(loop, None, TwilioProvider())


@pytest.fixture
def without_grpc() -> Launch:
    """What modules with tables of many cells have as `launch`."""
    return lambda: called(TwilioProvider())


@pytest.fixture
def engine_of(launch: Launch, schemas: Schemas, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> EngineOf:
    """An engine that manages one account of the stand-in."""
    for name in os.environ:
        if name.startswith("TWILIO_"):
            monkeypatch.delenv(name)

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
    return sample_of(type_name, twilio)
