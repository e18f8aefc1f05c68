"""What reports are tried with: a resource in the hands of an engine that the test plays, or a real engine in a workspace."""

from __future__ import annotations

from tests.e2e.conftest import cli_config, engine, initialised, mirror, twilio, workspace
from tests.resources.conftest import client, credential, hook, kind, made, walk

__all__ = [
    "cli_config",
    "client",
    "credential",
    "engine",
    "hook",
    "initialised",
    "kind",
    "made",
    "mirror",
    "twilio",
    "walk",
    "workspace",
]
