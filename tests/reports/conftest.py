"""What reports are tried with: a resource in the hands of an engine that the test plays, a real engine in a workspace, or a stack
in each of the two CDKs.
"""

from __future__ import annotations

from tests.constructs_lib.conftest import backend, core, stack, synth
from tests.e2e.conftest import cli_config, engine, initialised, mirror, twilio, workspace
from tests.resources.conftest import client, credential, hook, kind, made, walk

__all__ = [
    "backend",
    "cli_config",
    "client",
    "core",
    "credential",
    "engine",
    "hook",
    "initialised",
    "kind",
    "made",
    "mirror",
    "stack",
    "synth",
    "twilio",
    "walk",
    "workspace",
]
