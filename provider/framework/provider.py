"""What a provider is: its configuration, its resources, and how it explains its errors."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Generic

from .blocks import Block
from .diagnostics import Diagnostic, Diagnostics
from .functions import Function
from .resource import C, Resource


class Provider(ABC, Generic[C]):
    """One provider. `configure` turns the configuration block into the client that operations get."""

    name: str
    version: str
    config: type[Block]
    resources: Mapping[str, type[Resource[C]]]
    """By full type name, such as `twilio_video_recording_settings`."""
    functions: Sequence[Function] = ()
    moves_from: frozenset[str] = frozenset()
    """Providers, as `namespace/type` in lower case, whose state of the same resource types can be taken over."""

    @abstractmethod
    def configure(self, config: Block, stop: threading.Event, found: Diagnostics) -> C | None:
        """The client for a wholly known configuration, or None with errors in `found`."""

    @abstractmethod
    def explain(self, error: Exception) -> Diagnostic | None:
        """A diagnostic for an error of the client, or None for one that it does not know."""

    def close(self, client: C) -> None:
        """Let go of the client's connections."""
        return
