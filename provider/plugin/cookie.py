"""How a plugin knows that an engine started it, and not a person."""

from __future__ import annotations

from collections.abc import Mapping

MAGIC_COOKIE_KEY = "TF_PLUGIN_MAGIC_COOKIE"
MAGIC_COOKIE_VALUE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"


def started_by_engine(environment: Mapping[str, str]) -> bool:
    """Whether an engine launched this process."""
    return environment.get(MAGIC_COOKIE_KEY) == MAGIC_COOKIE_VALUE
