"""A table of moments and how each of them ended, and its counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from tests.scenarios.kills.moments import Signal, Target
from tests.scenarios.kills.promises import Ending


@dataclass(frozen=True)
class Cell:
    """One case. `problem` is why it is none of the endings that there may be."""

    command: str
    signal: Signal
    target: Target | str
    """The moment in other words, where the command never came to it."""
    ending: Ending | None
    problem: str = ""

    def __str__(self) -> str:
        return f"{self.command:14} {self.signal.value:24} {self.target!s:45} {self.ending or self.problem}"


@dataclass
class Table:
    """`expected` is how many cells there are to be."""

    title: str
    expected: int = 0
    cells: list[Cell] = field(default_factory=list)

    def assert_full(self) -> None:
        """No cell is empty, and each of them is a promise kept."""
        assert self.cells, "a table without cells proves nothing"
        assert len(self.cells) == self.expected
        broken = [str(cell) for cell in self.cells if cell.ending is None]
        assert not broken, "\n".join([self.counts, *broken])

    @property
    def is_full(self) -> bool:
        """Whether `assert_full` would pass."""
        return len(self.cells) == self.expected > 0 and all(each.ending is not None for each in self.cells)

    @property
    def counts(self) -> str:
        """A line for each ending."""
        endings = Counter(str(each.ending or "BROKEN") for each in self.cells)
        lines = [f"  {number:4} {ending}" for ending, number in sorted(endings.items())]
        return "\n".join([f"{self.title}: {len(self.cells)} of {self.expected} cells", *lines])
