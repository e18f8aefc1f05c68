"""The errors of obtaining a tool: one for each way that does not work here, and one for the tool when no way works."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


class UnfitError(Exception):
    """One way of getting a tool does not work here, or what it gave is not the tool; the message says why."""


class UnobtainableError(Exception):
    """A tool that no way could provide: why each failed, one a line, and what a person can do about it."""

    def __init__(self, name: str, why: str, remedy: str) -> None:
        reasons = "".join(f"\n  - {reason}" for reason in why.splitlines())
        super().__init__(f"{name} is missing:{reasons}\n  What to do: {remedy}")
        self.name, self.why, self.remedy = name, why, remedy


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
        raise UnobtainableError(name, str(unfit), remedy) from unfit
