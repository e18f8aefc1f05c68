"""What a provider is: its configuration, its resources, and how it explains its errors."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Container, Mapping, Sequence
from types import MappingProxyType
from typing import Generic

from .data_sources import DataSource, Source
from .diagnostics import Diagnostic, Diagnostics
from .functions import Function
from .resource import C, Resource
from .schema.blocks import Block
from .values import Values


class Provider(ABC, Generic[C]):
    """One provider. `configure` turns the configuration block into the client that operations get."""

    name: str
    version: str
    config: type[Block]
    resources: Mapping[str, type[Resource[C]]]
    """By full type name, such as `toy_thing`."""
    data_sources: Mapping[str, type[DataSource[C]]] = MappingProxyType({})
    """By full type name, those that no resource has."""
    functions: Sequence[Function] = ()
    moves_from: frozenset[str] = frozenset()
    """Providers, as `namespace/type` in lower case, whose state of the same resource types can be taken over."""

    @abstractmethod
    def configure(self, config: Block, stop: threading.Event, diagnostics: Diagnostics) -> C | None:
        """Return the client for a wholly known configuration, or None after errors in `diagnostics`."""

    @abstractmethod
    def explain(self, error: Exception) -> Diagnostic | None:
        """Return a diagnostic for an error of the client, or None for an error that is not known."""

    def every_data_source(self) -> dict[str, Source[C]]:
        """Return all data sources by full type name: those of resources and those of their own."""
        derived = {name: resource for name, resource in self.resources.items() if resource.data_source is not None}
        return derived | dict(self.data_sources)

    def not_from_environment(self, config: Values) -> Container[str]:
        """Return the arguments that the environment must not fill, because `config` has others in their place."""
        return ()

    def preload(self) -> None:
        """Import what `configure` and operations import when they first need it, and read what each of them reads.

        A process does this that has time. Nothing is configured there, and nobody is to be asked. No thread, file or connection
        may be left.
        """
        return

    def close(self, client: C) -> None:
        """Close the client's connections."""
        return
