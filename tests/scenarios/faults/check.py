"""Holds a cell against what must come of it, here and now or beforehand, in the background."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from tests.scenarios.faults.cells import Cell, Operation
from tests.scenarios.faults.runner import Bench
from tests.scenarios.faults.table import expected


def check(cell: Cell, bench: Bench) -> None:
    """AssertionError where anything is not as the table has it, or does not end well."""
    must = expected(cell)
    observed = bench.observe(cell)
    got = observed.requests, observed.kept, observed.account
    assert got == (must.requests, must.kept, must.account), f"{got}, and not {must}: {observed.told}"
    if must.told is None:
        assert not observed.error, observed.error
    else:
        assert re.match(must.told, observed.error, re.DOTALL), f"not {must.told!r}: {observed.error}"
    bench.converge(cell, observed)


class Ahead:
    """Checks the cells that take their time while others are checked: each operation in a thread and on a bench of its own."""

    def __init__(self, new_bench: Callable[[], Bench]) -> None:
        self._new_bench = new_bench
        self._threads: dict[Operation, ThreadPoolExecutor] = {}
        self._checks: dict[str, Future[None]] = {}

    def begin(self, cells: Iterable[Cell]) -> None:
        benches: dict[Operation, Future[Bench]] = {}
        for cell in cells:
            thread = self._threads.get(cell.operation)
            if thread is None:
                thread = self._threads[cell.operation] = ThreadPoolExecutor(1)
                benches[cell.operation] = thread.submit(self._new_bench)
            self._checks[cell.id] = thread.submit(_check_on, cell, benches[cell.operation])

    def result(self, cell: Cell) -> None:
        """What `check` found, once it is through."""
        self._checks[cell.id].result()

    def end(self) -> None:
        for thread in self._threads.values():
            thread.shutdown(cancel_futures=True)


def _check_on(cell: Cell, made: Future[Bench]) -> None:
    check(cell, made.result())
