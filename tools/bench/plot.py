"""A picture of some medians: bars in SVG that read in a light and in a dark page."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape

from tools.bench.pairs import Comparison

_WIDTH, _LEFT, _ROW, _BAR, _HEAD = 760, 300, 22, 14, 34
_STYLE = """<style>
text { font: 13px system-ui, sans-serif; fill: #1f2328 }
.head { font-weight: 600 }
.ours { fill: #0a7d4f }
.other { fill: #8c959f }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .ours { fill: #3fb97f } .other { fill: #6e7681 } }
</style>"""


def picture(compared: Sequence[Comparison]) -> str:
    """Two bars for each comparison, ours first, all on one scale of milliseconds."""
    longest = max((max(one.medians) for one in compared), default=1.0)
    body: list[str] = []
    y = 8
    for one in compared:
        body.append(f'<text class="head" x="8" y="{y + 16}">{escape(one.what)}</text>')
        y += _HEAD - 10
        for kind, name, seconds in (("ours", one.ours, one.medians[0]), ("other", one.other, one.medians[1])):
            length = max(1, round(seconds / longest * (_WIDTH - _LEFT - 80)))
            body.append(f'<text x="24" y="{y + 12}">{escape(name)}</text>')
            body.append(f'<rect class="{kind}" x="{_LEFT}" y="{y}" width="{length}" height="{_BAR}" rx="2"/>')
            body.append(f'<text x="{_LEFT + length + 6}" y="{y + 12}">{seconds * 1000:.0f} ms</text>')
            y += _ROW
        y += 8
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y}" role="img" aria-label="How long commands take">'
    return "\n".join([head, _STYLE, *body, "</svg>", ""])
