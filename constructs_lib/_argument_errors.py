"""Everything that is wrong with the arguments of one call, to be raised at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from provider.framework.diagnostics import Diagnostics, Path

from .errors import InvalidConfiguration


class ArgumentErrors:
    """Collects wrong types and wrong values."""

    def __init__(self) -> None:
        self.types: list[str] = []
        self.values = Diagnostics()

    def __bool__(self) -> bool:
        return bool(self.types or self.values.errors)

    @contextmanager
    def at(self, *path: str) -> Iterator[None]:
        """Collect the TypeError or ValueError that the block raises, as an error of the argument at `path`."""
        try:
            yield
        except TypeError as wrong:
            self.types.append(str(wrong))
        except ValueError as wrong:
            self.add(str(wrong), path)

    def add(self, text: str, path: Path) -> None:
        """Add a wrong value."""
        self.values.error(f"Invalid {path[-1]}", text, path)

    def raise_type_errors(self) -> None:
        """Raise TypeError if any type is wrong."""
        if self.types:
            raise TypeError("\n".join(self.types))

    def raise_any(self, construct: str) -> None:
        """Raise TypeError or, for the construct at that path, `InvalidConfiguration` if anything is wrong."""
        self.raise_type_errors()
        if self.values.errors:
            raise InvalidConfiguration(construct, self.values.errors)
