"""What an examination found, and how it is told: as text for a person, or as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from ..framework.diagnostics import Diagnostic, Severity, format_path


class Status(StrEnum):
    """How it stands. Only a problem makes the command fail."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at. No text of it holds a secret."""

    check: str
    """What was looked at, such as `engine`. Several findings may share it."""
    status: Status
    summary: str
    """What is the case, in one sentence."""
    remedy: str = ""
    """What to do about it; empty where nothing needs to be done."""


def ok(check: str, summary: str) -> Finding:
    return Finding(check, Status.OK, summary)


def warning(check: str, summary: str, remedy: str) -> Finding:
    return Finding(check, Status.WARNING, summary, remedy)


def problem(check: str, summary: str, remedy: str) -> Finding:
    return Finding(check, Status.PROBLEM, summary, remedy)


def of_diagnostics(check: str, told: Iterable[Diagnostic]) -> list[Finding]:
    """What the provider itself would tell: its headline is the summary, and its detail has the remedy."""
    statuses = {Severity.ERROR: Status.PROBLEM, Severity.WARNING: Status.WARNING}
    return [Finding(check, statuses[one.severity], _headline(one), one.detail) for one in told]


def _headline(told: Diagnostic) -> str:
    name = format_path(told.path)
    return f"{told.summary}." if not name or name in told.summary else f"{told.summary} ({name})."


def is_healthy(findings: Iterable[Finding]) -> bool:
    return all(found.status is not Status.PROBLEM for found in findings)


def as_text(findings: Sequence[Finding]) -> str:
    """A line for each finding, its remedy below, and a last line that sums up."""
    width = max(len(status) for status in Status) + 2
    lines = []
    for found in findings:
        lines.append(f"{found.status:<{width}}{found.check}: {found.summary}")
        lines += [f"{'':<{width}}{line}" for line in found.remedy.splitlines()]
    counts = {status: sum(found.status is status for found in findings) for status in Status}
    total = f"Problems: {counts[Status.PROBLEM]}. Warnings: {counts[Status.WARNING]}. In order: {counts[Status.OK]}."
    return "\n".join([*lines, "", total])


def as_json(findings: Sequence[Finding], version: str) -> str:
    """`{"version", "healthy", "findings": [{"check", "status", "summary", "remedy"}]}`."""
    told = {"version": version, "healthy": is_healthy(findings), "findings": [asdict(found) for found in findings]}
    return json.dumps(told, indent=2, ensure_ascii=False)
