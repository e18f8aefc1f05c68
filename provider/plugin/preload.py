"""Loading early what is otherwise loaded late, for a process that has time before an engine asks anything of it.

Starting is paid on every command, so what a handshake does not need is imported where it is first used. A standby process loads
it all before: each fork then starts with it, and shares the memory.

A session with an engine and a request to nobody, carried out beforehand, gained less than 5 ms of a plan's 230. They were
left out. (Whole commands, run in turns on two cores; medians of 25.)
"""

from __future__ import annotations

import importlib
from typing import Any

from ..framework.provider import Provider

_LATER = (
    f"{__package__}.logs",
    f"{__package__}.process",
    f"{__package__}.warm.sweep",
)
"""What serving loads, each with all that it imports itself."""


def preload(provider: Provider[Any]) -> None:
    """Import what serving this provider needs, have the provider do the same for its operations, and make the schema.

    Nothing is configured, opened or started.
    """
    for name in _LATER:
        importlib.import_module(name)
    provider.preload()
    from . import schemas  # noqa: PLC0415  # not before its turn

    schemas.provider_schema(provider)  # each part of it is made once, and kept
