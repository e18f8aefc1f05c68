"""The error for a configuration that the provider would refuse."""

from __future__ import annotations

from collections.abc import Sequence

from provider.framework.diagnostics import Diagnostic, format_path


class InvalidConfiguration(ValueError):
    """A construct was given values that the provider would refuse.

    The message names the construct and all that is wrong with it, and no secret.
    """

    def __init__(self, construct: str, problems: Sequence[Diagnostic]) -> None:
        """Name what is wrong.

        :param construct: Path of the construct in the tree.
        :param problems: All that is wrong with it.
        """
        self.construct: str = construct
        """Path of the construct in the tree."""
        self.problems: tuple[Diagnostic, ...] = tuple(problems)
        """All that is wrong with it."""
        super().__init__("\n  ".join((f"{construct} is not configured correctly:", *map(in_words, self.problems))))


def in_words(problem: Diagnostic) -> str:
    """One line on a problem: the argument, what is wrong with it, and what to do."""
    text = problem.detail or problem.summary
    return f"{format_path(problem.path)}: {text}" if problem.path else text
