"""What reports are tried with: a resource in the hands of an engine that the test plays, a real engine in a workspace, a stack
in each of the two CDKs, or a home where the plugin is installed.
"""

from __future__ import annotations

from tests.constructs_lib.conftest import backend, core, stack, synth
from tests.e2e.conftest import cli_config, engine, initialised, mirror, twilio, workspace
from tests.resources.conftest import client, credential, hook, kind, made, walk
from tests.warm.conftest import home, runtime, warm

__all__ = [
    "backend",
    "cli_config",
    "client",
    "core",
    "credential",
    "engine",
    "home",
    "hook",
    "initialised",
    "kind",
    "made",
    "mirror",
    "runtime",
    "stack",
    "synth",
    "twilio",
    "walk",
    "warm",
    "workspace",
]
