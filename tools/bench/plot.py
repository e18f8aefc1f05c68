"""Draws the picture of the page: bars in SVG, for light and dark pages. Rectangles need no plotting library."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from tools.bench.pairs import Comparison

_WIDTH, _LEFT, _RIGHT, _ROW, _BAR = 760, 290, 70, 20, 13
_STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.title { font-size: 17px; font-weight: 600 }
.panel { font-size: 14px; font-weight: 600 }
.small { font-size: 12px; fill: #59636e }
.ours { fill: #0a7d4f }
.other { fill: #8c959f }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3 } .small { fill: #9198a1 } .ours { fill: #3fb97f } .other { fill: #6e7681 }
}
</style>"""
_NAMES = {
    "ours, cold": "this provider, first command",
    "ours, warm": "this provider, standing by",
    "ours, off": "this provider, warm starts off",
    "ours, a module an account, warm": "this provider, one block for all",
    "an alias an account, warm": "this provider, a block for each account",
}


@dataclass(frozen=True)
class Panel:
    """Bars with one scale. Each command of `commands` is a group of them."""

    title: str
    section: str
    commands: Sequence[str]
    who: Sequence[str] = ()
    """The names whose bars are drawn. If there are none: all."""
    unit: str = "ms"


PANELS = (
    Panel("Before anything is asked of an API", "Start", ["plan of one new resource"]),
    Panel(
        "One settings resource, answers at once",
        "One settings resource, answers after 0 ms",
        ["create", "empty plan", "update", "destroy"],
    ),
    Panel(
        "500 credentials, answers after 50 ms, 10 at a time",
        "Credentials, answers after 50 ms",
        [f"500, parallelism 10: {command}" for command in ("create", "empty plan", "update", "destroy")],
        unit="s",
    ),
    Panel(
        "A key and recording settings in each of 150 accounts, answers at once",
        "Accounts, a key and recording settings in each",
        ["150: empty plan"],
        ["ours, a module an account, warm", "an alias an account, warm"],
        unit="s",
    ),
)


def picture(compared: Sequence[Comparison], versions: Mapping[str, str]) -> str:
    """Draw a bar for each contender, ours first. `versions` has what the page says of versions, machine and day."""
    body, y = ['<text class="title" x="8" y="24">How long a command takes, as a whole</text>'], 44
    for line in ("Medians. Shorter is better.", ", ".join(map(" ".join, versions.items()))):
        body.append(f'<text class="small" x="8" y="{y}">{escape(line)}</text>')
        y += 18
    for panel in PANELS:
        if groups := list(_groups(panel, compared)):
            drawn, y = _panel(panel, groups, y + 18)
            body += drawn
    label = "How long a command takes with this provider and with others"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" aria-label="{label}">'
    return "\n".join([head, _STYLE, *body, "</svg>", ""])


def _groups(panel: Panel, compared: Sequence[Comparison]) -> Iterator[tuple[str, dict[str, float]]]:
    """Yield each command with the median seconds of each contender, over all comparisons."""
    for command in panel.commands:
        seconds: dict[str, list[float]] = {}
        for one in compared:
            if (one.section, one.what) == (panel.section, command):
                for who, side in zip((one.ours, one.other), zip(*one.seconds, strict=True), strict=True):
                    seconds.setdefault(who, []).extend(side)
        shown = {who: statistics.median(each) for who, each in seconds.items() if not panel.who or who in panel.who}
        if shown:
            yield command.rpartition(": ")[2], dict(sorted(shown.items(), key=lambda bar: (not _is_ours(bar[0]), bar[1])))


def _panel(panel: Panel, groups: Sequence[tuple[str, dict[str, float]]], y: int) -> tuple[list[str], int]:
    longest = max(max(bars.values()) for _, bars in groups)
    drawn = [f'<text class="panel" x="8" y="{y}">{escape(panel.title)}</text>']
    y += 10
    for command, bars in groups:
        drawn.append(f'<text x="8" y="{y + 12}">{escape(command)}</text>')
        y += _ROW
        for who, seconds in bars.items():
            length = max(1, round(seconds / longest * (_WIDTH - _LEFT - _RIGHT)))
            value = f"{seconds * 1000:.0f} ms" if panel.unit == "ms" else f"{seconds:.1f} s"
            kind = "ours" if _is_ours(who) else "other"
            drawn += [
                f'<text class="small" x="24" y="{y + 11}">{escape(_NAMES.get(who, who))}</text>',
                f'<rect class="{kind}" x="{_LEFT}" y="{y}" width="{length}" height="{_BAR}" rx="2"/>',
                f'<text class="small" x="{_LEFT + length + 6}" y="{y + 11}">{value}</text>',
            ]
            y += _ROW
        y += 6
    return drawn, y


def _is_ours(who: str) -> bool:
    return who.startswith("ours")
