"""The formats of a report, by name. The libraries of a format are loaded only if it is asked for."""

from __future__ import annotations

from enum import StrEnum

from .result import AuditResult

# ruff: noqa: PLC0415


class ReportFormat(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    SARIF = "sarif"
    HTML = "html"


def report(result: AuditResult, form: ReportFormat, version: str, policy: str) -> str:
    """Write a report. `policy` is the path of the policy's file."""
    if form is ReportFormat.JSON:
        from .result import as_text

        return as_text(result) + "\n"
    if form is ReportFormat.CSV:
        from .csv_report import as_csv

        return as_csv(result)
    if form is ReportFormat.SARIF:
        from .sarif import as_sarif

        return as_sarif(result, version, policy) + "\n"
    if form is ReportFormat.HTML:
        from .html_report import as_html

        return as_html(result)
    from .plain_table import as_plain_table

    return as_plain_table(result) + "\n"
