"""The findings of the doctor, as text for a person or as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum

from ..framework.diagnostics import Diagnostic, Severity, format_path


class Status(StrEnum):
    """The result of one check. Only a problem makes the command fail."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True)
class Finding:
    """The result of one check, in words. No text of it holds a secret."""

    check: str
    """What was examined, such as `engine`. Several findings may share it."""
    status: Status
    summary: str
    """What was found, in one sentence."""
    remedy: str = ""
    """What to do about it; "" if there is nothing to do."""


def ok(check: str, summary: str) -> Finding:
    return Finding(check, Status.OK, summary)


def warning(check: str, summary: str, remedy: str) -> Finding:
    return Finding(check, Status.WARNING, summary, remedy)


def problem(check: str, summary: str, remedy: str) -> Finding:
    return Finding(check, Status.PROBLEM, summary, remedy)


def of_diagnostics(check: str, diagnostics: Iterable[Diagnostic]) -> list[Finding]:
    """Turn diagnostics of the provider into findings. The detail becomes the remedy."""
    statuses = {Severity.ERROR: Status.PROBLEM, Severity.WARNING: Status.WARNING}
    return [Finding(check, statuses[one.severity], _headline(one), one.detail) for one in diagnostics]


def _headline(diagnostic: Diagnostic) -> str:
    name, summary = format_path(diagnostic.path), diagnostic.summary
    return f"{summary}." if not name or name in summary else f"{summary} ({name})."


def is_healthy(findings: Iterable[Finding]) -> bool:
    return all(found.status is not Status.PROBLEM for found in findings)


def as_text(findings: Sequence[Finding]) -> str:
    """Write each finding with its remedy, and then a summary."""
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
    report = {"version": version, "healthy": is_healthy(findings), "findings": [asdict(found) for found in findings]}
    return json.dumps(report, indent=2, ensure_ascii=False)
