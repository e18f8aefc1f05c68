"""What a user is told of a configuration that cannot work."""

from __future__ import annotations

from collections.abc import Sequence

from provider.framework.diagnostics import Diagnostic, format_path


class InvalidConfiguration(ValueError):
    """A construct was given values that the provider would refuse.

    `construct` is its path in the tree, `problems` is all that is wrong with it. The message names both, and no secret.
    """

    def __init__(self, construct: str, problems: Sequence[Diagnostic]) -> None:
        self.construct = construct
        self.problems = tuple(problems)
        super().__init__("\n  ".join((f"{construct} is not configured correctly:", *map(in_words, self.problems))))


def in_words(problem: Diagnostic) -> str:
    """One line on a problem: the argument, what is wrong with it, and what to do."""
    text = problem.detail or problem.summary
    return f"{format_path(problem.path)}: {text}" if problem.path else text
