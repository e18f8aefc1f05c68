"""What is wrong with one call of a class of ours: all of it, before it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from provider.framework.diagnostics import Diagnostics, Path

from .errors import InvalidConfiguration


class Told:
    """Collects wrong types and wrong values."""

    def __init__(self) -> None:
        self.types: list[str] = []
        self.values = Diagnostics()

    @contextmanager
    def of(self, *path: str) -> Iterator[None]:
        """What the block raises is wrong with the argument at `path`."""
        try:
            yield
        except TypeError as wrong:
            self.types.append(str(wrong))
        except ValueError as problem:
            self.value(str(problem), path)

    def value(self, problem: str, path: Path) -> None:
        self.values.error(f"Invalid {path[-1]}", problem, path)

    def refuse_types(self) -> None:
        """Raise TypeError if any type is wrong."""
        if self.types:
            raise TypeError("\n".join(self.types))

    def refuse(self, construct: str) -> None:
        """Raise TypeError or `InvalidConfiguration` if anything is wrong."""
        self.refuse_types()
        if self.values.errors:
            raise InvalidConfiguration(construct, self.values.errors)
