"""What was measured, as a page: a table for each section, the machine and the versions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tools.bench.pairs import Comparison


@dataclass(frozen=True)
class Quantity:
    """One number that is no time, such as memory or requests."""

    section: str
    what: str
    who: str
    value: str


def page(measured: Sequence[Comparison | Quantity], versions: Mapping[str, str], notes: Iterable[str]) -> str:
    """Write the page in Markdown. Sections come in the order in which they were measured."""
    lines = ["# Benchmarks", "", "Written by `make bench`, which also draws the [picture](benchmarks.svg).", ""]
    lines += ["![How long commands take](benchmarks.svg)", ""]
    lines += [*(f"- {name}: {version}" for name, version in versions.items()), ""]
    lines += [line for note in notes for line in (note, "")]
    for section in dict.fromkeys(one.section for one in measured):
        lines += [f"## {section}", "", *_tables([one for one in measured if one.section == section])]
    return "\n".join(lines)


def line(one: Comparison | Quantity) -> str:
    """Write one result for a terminal."""
    if isinstance(one, Quantity):
        return f"{one.what}, {one.who}: {one.value}"
    wanted = "" if one.target is None else f", wanted at most {one.target}"
    ours, other = one.medians
    spread = f"{one.ratios[0]:.2f} to {one.ratios[-1]:.2f}"
    return f"{one.what}: {one.ours} / {one.other} {one.ratio:.2f} ({spread}{wanted}); {ours:.3f} s and {other:.3f} s"


def _tables(measured: Sequence[Comparison | Quantity]) -> list[str]:
    compared = [one for one in measured if isinstance(one, Comparison)]
    counted = [one for one in measured if isinstance(one, Quantity)]
    rows: list[str] = []
    if compared:
        rows += ["| What | Compared | Median ratio | Lowest to highest | Medians in ms | Wanted |", "|---|---|---|---|---|---|"]
        rows += [*map(_row, compared), ""]
    if counted:
        rows += ["| What | Who | |", "|---|---|---|"]
        rows += [*(f"| {one.what} | {one.who} | {one.value} |" for one in counted), ""]
    return rows


def _row(one: Comparison) -> str:
    ours, other = one.medians
    wanted = "" if one.target is None else f"at most {one.target}"
    spread = f"{one.ratios[0]:.2f} to {one.ratios[-1]:.2f}"
    return (
        f"| {one.what} | {one.ours} / {one.other} | **{one.ratio:.2f}** | {spread} | "
        f"{ours * 1000:.0f} / {other * 1000:.0f} | {wanted} |"
    )
