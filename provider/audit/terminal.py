"""A report in a terminal, in colours, and a progress bar. Both need `rich`."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from ..reports.shown import one_line
from .live import ProgressListener
from .plain_table import summed_up
from .result import AuditResult, AuditStatus

_STYLES = {
    AuditStatus.OK: "green",
    AuditStatus.VIOLATES: "bold red",
    AuditStatus.EXCEPTED: "dim",
    AuditStatus.UNREADABLE: "bold yellow",
}


def print_table(result: AuditResult) -> None:
    """Print every account that is not in order, with its findings, and then a summary."""
    table = Table(title=None, expand=True)
    for column in ("Status", "Account", "Rule", "Finding"):
        table.add_column(column, overflow="fold")
    for account in result.accounts:
        for number, finding in enumerate(account.findings):
            about = ("", "") if number else (account.status.value, f"{account.sid}\n{one_line(account.friendly_name)}")
            cells = (*about, finding.rule, one_line(finding.message, longest=1000))
            table.add_row(*(Text(cell, style=_STYLES[account.status] if at == 0 else "") for at, cell in enumerate(cells)))
    console = Console()
    if table.rows:
        console.print(table)
    console.print(Text(summed_up(result)))


class Bar:
    """A bar on standard error while the audit reads accounts."""

    def __init__(self) -> None:
        columns = (TextColumn("Reading accounts"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._bar = Progress(*columns, console=Console(file=sys.stderr), transient=True)
        self._task: TaskID | None = None

    @property
    def listener(self) -> ProgressListener:
        """Moves the bar."""
        return ProgressListener(self._begin, self._read)

    def end(self) -> None:
        self._bar.stop()

    def _begin(self, accounts: int) -> None:
        self._task = self._bar.add_task("", total=accounts)
        self._bar.start()

    def _read(self) -> None:
        if self._task is not None:
            self._bar.advance(self._task)
