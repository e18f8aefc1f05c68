"""A report as one HTML page."""

from __future__ import annotations

from ..reports.page import page
from .csv_report import in_a_word
from .result import AuditResult, AuditStatus

_HEADINGS = {
    AuditStatus.UNREADABLE: "Unreadable",
    AuditStatus.VIOLATES: "With findings",
    AuditStatus.EXCEPTED: "Excepted",
    AuditStatus.OK: "In order",
}


def as_html(result: AuditResult) -> str:
    """Accounts that are not in order come first."""
    groups = [
        (status.value, heading, [each for each in result.accounts if each.status is status])
        for status, heading in _HEADINGS.items()
    ]
    return page("audit.html", result=result.as_json(), incomplete=result.incomplete, groups=groups, in_a_word=in_a_word)
