from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from provider.fake import FakeTwilio
from provider.resources.provider import TwilioProvider
from tests.e2e.conftest import cli_config, engine, initialised, mirror, twilio, workspace
from tests.engine.walk import Engine, Schemas
from tests.harness.inside import called
from tests.scenarios.faults.cells import Cell
from tests.scenarios.faults.check import Ahead
from tests.scenarios.faults.network import HOST
from tests.scenarios.faults.runner import Bench
from tests.scenarios.faults.subjects import ACCOUNT, TOKEN
from tools.authority import Authority

__all__ = ["cli_config", "engine", "initialised", "mirror", "twilio", "workspace"]
"""Fixtures of real engines, for the cells that are tried with them."""


@pytest.fixture(scope="module")  # no longer: the environment is other tests', too
def new_bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Bench]]:
    """Makes benches: a stand-in with settings made by hand, and an engine whose provider tries once again, and soon."""
    known, unknown = (Authority.make(tmp_path_factory.mktemp(name), HOST) for name in ("known", "unknown"))
    with called(TwilioProvider()) as client:
        schemas = Schemas.of(client)
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        for name in os.environ:
            if name.startswith("TWILIO_") or name.lower().endswith("_proxy"):
                patch.delenv(name)
        patch.setenv("REQUESTS_CA_BUNDLE", str(known.trusted))

        def make() -> Bench:
            api = stack.enter_context(FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN))
            login = {"account_sid": ACCOUNT, "auth_token": TOKEN, "base_url": api.base_url}
            config = login | {"retry_attempts": 1, "backoff_interval_in_ms": 1}
            manager = Engine(lambda: called(TwilioProvider()), schemas, config, api)
            return Bench(manager, api, known.server, unknown.server)

        yield make


@pytest.fixture(scope="module")
def bench(new_bench: Callable[[], Bench]) -> Bench:
    """The bench of the cells that are over at once."""
    return new_bench()


@pytest.fixture(scope="module")
def ahead(new_bench: Callable[[], Bench], request: pytest.FixtureRequest) -> Iterator[Ahead]:
    """The cells of this run that take their time, begun."""
    chosen = [item.callspec.params.get("cell") for item in request.session.items if hasattr(item, "callspec")]
    checks = Ahead(new_bench)
    checks.begin(cell for cell in chosen if isinstance(cell, Cell) and cell.waits)
    yield checks
    checks.end()
