"""How a tool that cannot be had is told: ways that do not fit, and tools that stay missing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


class UnfitError(Exception):
    """One way of getting a tool does not work here, or what it gave is not the tool; the message says why."""


@dataclass(frozen=True)
class Missing:
    """A tool that no way could provide: why each failed, one a line, and what a person can do about it."""

    name: str
    why: str
    remedy: str

    def __str__(self) -> str:
        reasons = "".join(f"\n  - {reason}" for reason in self.why.splitlines())
        return f"{self.name} is missing:{reasons}\n  What to do: {self.remedy}"


class UnobtainableError(Exception):
    """Every way of getting a tool has failed."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(str(missing))
        self.missing = missing


def first_fit(*ways: Callable[[], T]) -> T:
    """The result of the first way that works.

    Raises `UnfitError` with the reasons of all of them, one a line, when none does.
    """
    reasons: list[str] = []
    for way in ways:
        try:
            return way()
        except UnfitError as unfit:
            reasons.append(str(unfit))
    raise UnfitError("\n".join(reasons))


@contextmanager
def reported_as(name: str, remedy: str) -> Iterator[None]:
    """Turn an `UnfitError` that leaves the block into `UnobtainableError`, with the tool's name and the remedy."""
    try:
        yield
    except UnfitError as unfit:
        raise UnobtainableError(Missing(name, str(unfit), remedy)) from unfit
