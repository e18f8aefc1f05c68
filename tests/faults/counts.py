"""How many cells there are, by outcome, at the end of a run."""

from __future__ import annotations

from collections import Counter

import pytest

PROPERTY = "fault matrix"


def tell_counts(reporter: pytest.TerminalReporter) -> None:
    """Works from reports, so with workers too. Nothing is written where no cell was run."""
    found = [
        (value, report.outcome)
        for outcome in ("passed", "failed")
        for report in reporter.getreports(outcome)
        if isinstance(report, pytest.TestReport) and report.when == "call"
        for name, value in report.user_properties
        if name == PROPERTY
    ]
    if not found:
        return
    failed = sum(outcome == "failed" for _, outcome in found)
    reporter.write_sep("-", f"fault matrix: {len(found)} cells, {failed} not as expected")
    for label, count in Counter(value for value, _ in found).most_common():
        reporter.write_line(f"{count:6} {label}")
