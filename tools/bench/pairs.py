"""Measures two sides in turns, so that a machine that is busy for a while slows both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Action = Callable[[], float | None]
"""What is measured. It returns None, or the seconds of the part that counts, if it measures that itself."""


@dataclass(frozen=True)
class Side:
    """One of a pair. `before` prepares `action`, and only `action` is measured."""

    name: str
    action: Action
    before: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Comparison:
    """The seconds of both sides, pair by pair."""

    section: str
    what: str
    ours: str
    other: str
    seconds: list[tuple[float, float]]
    target: float | None = None
    """The largest ratio that meets the goal."""

    @property
    def medians(self) -> tuple[float, float]:
        first, second = zip(*self.seconds, strict=True)
        return statistics.median(first), statistics.median(second)

    @property
    def ratios(self) -> list[float]:
        return sorted(one / other for one, other in self.seconds)

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)


def in_turns(section: str, what: str, one: Side, other: Side, rounds: int, target: float | None = None) -> Comparison:
    """Measure both sides `rounds` times, after one pair that only warms caches."""
    pair(one, other)
    return Comparison(section, what, one.name, other.name, [pair(one, other) for _ in range(rounds)], target)


def pair(one: Side, other: Side) -> tuple[float, float]:
    """Return the seconds that each takes."""
    return timed(one), timed(other)


def timed(side: Side) -> float:
    """Return the seconds that one side takes."""
    side.before()
    began = time.perf_counter()
    measured = side.action()
    return time.perf_counter() - began if measured is None else measured
