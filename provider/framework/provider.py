"""What a provider is: its configuration, its resources, and how it explains its errors."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Container, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Generic

from .blocks import Block
from .data_sources import DataSource, Source
from .diagnostics import Diagnostic, Diagnostics
from .functions import Function
from .resource import C, Resource
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
    loaded_later: Sequence[str] = ()
    """Modules that `configure` and operations import when they first need them, in an order in which no single one takes long."""
    moves_from: frozenset[str] = frozenset()
    """Providers, as `namespace/type` in lower case, whose state of the same resource types can be taken over."""

    @abstractmethod
    def configure(self, config: Block, stop: threading.Event, found: Diagnostics) -> C | None:
        """The client for a wholly known configuration, or None with errors in `found`."""

    @abstractmethod
    def explain(self, error: Exception) -> Diagnostic | None:
        """A diagnostic for an error of the client, or None for one that it does not know."""

    def every_data_source(self) -> dict[str, Source[C]]:
        """By full type name, those of resources and those that no resource has."""
        derived = {name: resource for name, resource in self.resources.items() if resource.data_source is not None}
        return derived | dict(self.data_sources)

    def settled_without_environment(self, config: Values) -> Container[str]:
        """Arguments that the environment must not fill, since those given in `config` already say how it is to be."""
        return ()

    def rehearse(self) -> Iterator[None]:
        """Do once what operations begin with, step by step, in a process that has time. Nothing is configured there, and nobody
        is to be asked.

        What is done for the first time takes longest. No thread, file or connection may be left.
        """
        return iter(())

    def close(self, client: C) -> None:
        """Let go of the client's connections."""
        return
