"""The counts of the tables that tests are made of, at the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

TALLY = "tally"
"""The property of a test whose value is a line about a whole table."""
CELL = "cell of the fault matrix"
"""The property of a test that is one cell: how it ended."""


def tell_tables(reporter: pytest.TerminalReporter) -> None:
    """Works from reports, so with workers too. Nothing is written where no table was run."""
    for line, _ in _properties(reporter, TALLY):
        reporter.write_line(line)
    cells = list(_properties(reporter, CELL))
    if cells:
        failed = sum(outcome == "failed" for _, outcome in cells)
        reporter.write_sep("-", f"fault matrix: {len(cells)} cells, {failed} not as expected")
        for label, count in Counter(value for value, _ in cells).most_common():
            reporter.write_line(f"{count:6} {label}")


def _properties(reporter: pytest.TerminalReporter, wanted: str) -> Iterator[tuple[str, str]]:
    """Values of a property, each with its test's outcome."""
    for outcome in ("passed", "failed"):
        for report in reporter.getreports(outcome):
            if isinstance(report, pytest.TestReport) and report.when == "call":
                yield from ((str(value), outcome) for name, value in report.user_properties if name == wanted)
