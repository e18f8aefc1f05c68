"""Loading early what is otherwise loaded late, for a process that has time before an engine asks anything of it.

Starting is paid on every command, so what a handshake does not need is imported where it is first used. A process that waits to
be forked loads it all before: each fork then starts with it, and shares the memory.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

from ..framework.provider import Provider

LATER = (
    f"{__package__}.logs",
    f"{__package__}.process",
    f"{__package__}.rehearsal",
    f"{__package__}.warm.sweep",
    "cryptography.hazmat.backends.openssl.backend",  # the certificate's key and signature
)
"""What serving loads, each with all that it imports itself."""


def preload(provider: Provider[Any]) -> Iterator[None]:
    """Import, step by step, what serving this provider needs, and after that what its operations need.

    After the last step the schema is made too. Nothing is configured, opened or started.
    """
    for name in (*LATER, *provider.loaded_later):
        importlib.import_module(name)
        yield
    from . import schemas  # noqa: PLC0415  # not before its turn

    schemas.provider_schema(provider)  # each part of it is made once, and kept
