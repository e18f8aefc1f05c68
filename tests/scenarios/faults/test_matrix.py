"""Every operation with every fault: what is sent, what the user is told, what is kept, and that it ends well."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.harness.tables import CELL
from tests.scenarios.faults.cells import CELLS, FAULTS_OF_QUIET, Account, Cell, Kept
from tests.scenarios.faults.check import Ahead, check
from tests.scenarios.faults.faults import FAULTS
from tests.scenarios.faults.runner import Bench
from tests.scenarios.faults.table import EXCEPTIONS, TABLES, expected

pytestmark = pytest.mark.xdist_group("faults")


@pytest.mark.parametrize("cell", CELLS, ids=lambda cell: cell.id)
def test_cell(cell: Cell, bench: Bench, ahead: Ahead, record_property: Callable[[str, object], None]) -> None:
    record_property(CELL, expected(cell).label)
    if cell.waits:
        ahead.result(cell)
    else:
        check(cell, bench)


def test_every_cell_is_filled_in() -> None:
    for (operation, _), table in TABLES.items():
        assert table.keys() == set(FAULTS_OF_QUIET if operation.is_quiet else FAULTS), operation
    for cell in CELLS:
        must = expected(cell)
        assert isinstance(must.kept, Kept)
        assert isinstance(must.account, Account)


def test_every_exception_is_of_a_cell_and_is_one() -> None:
    ids = {cell.id: cell for cell in CELLS}
    for name, outcome in EXCEPTIONS.items():
        cell = ids[name]
        assert outcome != TABLES[cell.operation, cell.subject.is_settings][cell.fault_name], f"{name} is no exception"


def test_no_two_cells_are_the_same() -> None:
    assert len({cell.id for cell in CELLS}) == len(CELLS)
