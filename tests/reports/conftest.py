"""What reports are tried with: a resource in the hands of an engine that the test plays, a real engine in a workspace, a stack
in each of the two CDKs, or a home where the plugin is installed.
"""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.conformance.conftest import EngineOf, engine_of, schemas
from tests.conformance.conftest import without_grpc as launch
from tests.constructs_lib.conftest import backend, core, stack, synth
from tests.e2e.conftest import cli_config, engine, initialised, managed, mirror, state_of_everything, twilio, workspace
from tests.engine.walk import Engine
from tests.reports.played import Play, Played
from tests.resources.conftest import client, credential, hook, kind, made, walk
from tests.warm.conftest import home, launcher, runtime, warm, way

__all__ = [
    "backend",
    "cli_config",
    "client",
    "core",
    "credential",
    "engine",
    "engine_of",
    "home",
    "hook",
    "initialised",
    "kind",
    "launch",
    "launcher",
    "made",
    "managed",
    "mirror",
    "runtime",
    "schemas",
    "stack",
    "state_of_everything",
    "synth",
    "twilio",
    "walk",
    "warm",
    "way",
    "workspace",
]


@pytest.fixture
def play(engine_of: EngineOf, twilio: FakeTwilio) -> Play:
    """Makes an object of a type, each command on which is a plan and an apply in processes of their own."""
    return lambda type_name: Played(engine_of(twilio.account()), type_name)


@pytest.fixture
def calls(engine_of: EngineOf, twilio: FakeTwilio) -> Engine:
    """An engine in short, without its program: it makes the calls that the real ones make."""
    return engine_of(twilio.account())
