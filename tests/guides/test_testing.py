"""The guide "Testing your configuration", with each engine that people use."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Iterator

import pytest

from provider.fake import FakeTwilio
from tests.e2e import engine_choice
from tests.guides.conftest import add_command, guide
from tests.guides.runner import Reader
from tools.engines import Engine


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    return engine_choice.require(request.param)


@pytest.fixture
def tester(reader: Reader, engine: Engine, cdktf: None) -> Iterator[Reader]:
    """Somebody whose `terraform` is this engine, and whose stand-in ends with the test."""
    add_command(reader, "terraform", [str(engine.path)])
    yield reader
    variables = reader.folder / ".reader/variables"
    started = re.search(r'STAND_IN="(\d+)"', variables.read_text(encoding="utf-8") if variables.exists() else "")
    if started:
        try:
            os.kill(int(started[1]), signal.SIGTERM)
        except ProcessLookupError:
            return


@engine_choice.engines(*engine_choice.CURRENT)
def test_a_configuration_is_tested_with_mocks_with_a_stand_in_and_in_python(tester: Reader, twilio: FakeTwilio) -> None:
    tester.follow(guide("testing"))

    assert not twilio.requests, "an account was asked, and a test needs none"
