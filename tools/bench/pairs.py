"""Two things measured in turns, so that a machine that is busy for a while slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Action = Callable[[], float | None]
"""What is measured. Gives seconds where it measured them itself, since only a part of it counts."""


@dataclass(frozen=True)
class Side:
    """One of a pair: what is measured, and what makes ready for it without being measured."""

    name: str
    action: Action
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Comparison:
    """How long each side took, pair by pair, in seconds."""

    section: str
    what: str
    ours: str
    other: str
    seconds: list[tuple[float, float]]
    target: float | None = None
    """The ratio that is wanted at most."""

    @property
    def medians(self) -> tuple[float, float]:
        first, second = zip(*self.seconds, strict=True)
        return statistics.median(first), statistics.median(second)

    @property
    def ratios(self) -> list[float]:
        return sorted(one / other for one, other in self.seconds)

    @property
    def ratio(self) -> float:
        """The median of the pairs' ratios."""
        return statistics.median(self.ratios)


def in_turns(section: str, what: str, one: Side, other: Side, rounds: int, target: float | None = None) -> Comparison:
    """Measure both sides `rounds` times, after one pair that only warms caches."""
    pair(one, other)
    return Comparison(section, what, one.name, other.name, [pair(one, other) for _ in range(rounds)], target)


def pair(one: Side, other: Side) -> tuple[float, float]:
    """How long each takes, in seconds."""
    return _timed(one), _timed(other)


def _timed(side: Side) -> float:
    side.before()
    began = time.perf_counter()
    measured = side.action()
    return time.perf_counter() - began if measured is None else measured
