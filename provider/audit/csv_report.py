"""A report as CSV: a row for each finding, and one for each account without any."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..reports.shown import one_line
from .evaluation import RuleValue
from .result import AuditedAccount, AuditResult

COLUMNS = ("sid", "friendly_name", "status", "rule", "expected", "found", "text")

_FORMULA = ("=", "+", "-", "@")
_LONGEST_CELL = 32_767
"""Characters that a cell of a spreadsheet holds."""


def as_csv(result: AuditResult) -> str:
    """Lines end with CR LF, as RFC 4180 wants it."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    rows.writerows([_cell(value) for value in row] for account in result.accounts for row in _rows(account))
    return text.getvalue()


def _rows(account: AuditedAccount) -> Iterator[tuple[str, ...]]:
    about = (account.sid, account.friendly_name, account.status.value)
    for one in account.findings:
        yield *about, one.rule, in_a_word(one.expected), in_a_word(one.found), one.message
    if not account.findings:
        yield *about, "", "", "", ""


def in_a_word(value: RuleValue) -> str:
    """A value as a reader of a table sees it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else " or ".join(value)


def _cell(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    plain = one_line(text, longest=_LONGEST_CELL - 1)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
