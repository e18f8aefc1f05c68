"""A report as plain text, for a terminal or a log."""

from __future__ import annotations

from collections.abc import Iterator

from ..reports.shown import one_line
from .result import AuditedAccount, AuditResult, AuditStatus

_WIDTH = max(len(status) for status in AuditStatus) + 2
_WORDS = {
    AuditStatus.OK: "In order",
    AuditStatus.VIOLATES: "With findings",
    AuditStatus.EXCEPTED: "Excepted",
    AuditStatus.UNREADABLE: "Unreadable",
}


def as_plain_table(result: AuditResult) -> str:
    """Write every account that is not in order, with its findings, and then a summary."""
    lines = [line for account in result.accounts if account.status is not AuditStatus.OK for line in _lines(account)]
    return "\n".join([*lines, *([""] if lines else []), summed_up(result)])


def _lines(account: AuditedAccount) -> Iterator[str]:
    yield f"{account.status:<{_WIDTH}}{account.sid}  {one_line(account.friendly_name)}".rstrip()
    for finding in account.findings:
        yield f"{'':<{_WIDTH}}{finding.rule}: {one_line(finding.message, longest=1000)}"


def summed_up(result: AuditResult) -> str:
    """The summary: how many accounts have which status."""
    counts = " ".join(f"{words}: {result.summary[status]}." for status, words in _WORDS.items())
    incomplete = f" INCOMPLETE: {result.incomplete}" if result.incomplete else ""
    return f"Accounts: {len(result.accounts)}. {counts}{incomplete}"
