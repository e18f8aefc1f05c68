"""A picture as SVG for a README, a guide or a wiki. It runs and loads nothing, and is light or dark as its reader's browser is.

The font has a fixed width, so that lines can be broken here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ..reports.shown import one_line
from .picture import AccountPicture, MediaPicture, steps
from .route import Route

_WIDTH, _PANEL, _MARGIN = 640, 304, 8
_LINE, _SIZE = 18, 12
_CELL = _SIZE * 0.6
_PADDING, _ARROW = 10, 26

_STYLE = """
text { font: 12px ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; fill: #1a1a1f; white-space: pre }
.page { fill: #ffffff } .box { fill: #f4f4f7; stroke: #6c6c78 } .arrow { stroke: #4d4d57; fill: none; stroke-width: 1.5 }
.strong { font-weight: bold } .title { font-size: 14px; font-weight: bold } .quiet { fill: #4d4d57 }
.good { stroke: #17643a; stroke-width: 2 } .plain, .warning { stroke: #7a4a00; stroke-width: 2 }
.problem { stroke: #a3121f; stroke-width: 2 } .changes { stroke-width: 4 }
@media (prefers-color-scheme: dark) {
text { fill: #f0f0f3 } .page { fill: #16161a } .box { fill: #222228; stroke: #8b8b96 } .arrow { stroke: #b9b9c3 }
.quiet { fill: #b9b9c3 } .good { stroke: #84d8a6 } .plain, .warning { stroke: #ffc46b } .problem { stroke: #ff9a9f }
}
"""


def as_svg(accounts: Sequence[AccountPicture]) -> str:
    """Draw all accounts, one below the other."""
    drawing = _Drawing()
    for account in accounts:
        drawing.account(account)
    return drawing.end(", ".join(one_line(each.sid) for each in accounts))


class _Drawing:
    """Draws from top to bottom. `_y` is where the next element begins."""

    def __init__(self) -> None:
        self._root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img"})
        self._title = SubElement(self._root, "title")
        SubElement(self._root, "style").text = _STYLE
        self._page = SubElement(self._root, "rect", {"class": "page", "width": "100%", "height": "100%"})
        self._y = _MARGIN

    def end(self, accounts: str) -> str:
        self._title.text = f"Where recordings go: {accounts}"
        height = self._y + _MARGIN
        self._root.attrib |= {"viewBox": f"0 0 {_WIDTH} {height}", "width": str(_WIDTH), "height": str(height)}
        indent(self._root)
        return tostring(self._root, encoding="unicode") + "\n"

    def account(self, account: AccountPicture) -> None:
        self._y += self._text(_MARGIN, self._y, [f"Account {one_line(account.sid)}"], "title", _WIDTH) + _LINE // 2
        for row in _rows(account.media):
            ends = [self._panel(x, self._y, *panel) for x, panel in zip((_MARGIN, _WIDTH - _MARGIN - _PANEL), row, strict=False)]
            self._y = max(ends) + _LINE
        hooks = [
            f"{each.name}: {f'{each.before} -> {each.after} (changes)' if each.is_changed else each.after}"
            for each in account.hooks
        ]
        if hooks:
            self._wide("Composition hooks", hooks, "changes" if any(each.is_changed for each in account.hooks) else "")
        for status, summary, remedy in account.problems:
            self._wide(summary, remedy, status.value)

    def _panel(self, x: int, y: int, media: MediaPicture, when: str, route: Route) -> int:
        """Draw a way. Return the `y` of its end."""
        y += self._text(x, y, [f"{media.media.capitalize()}{f', {when}' if when else ''}"], "strong", _PANEL)
        if media.address:
            y += self._text(x, y, [one_line(media.address, longest=200)], "quiet", _PANEL)
        y += 4
        for number, step in enumerate(steps(media, route)):
            if number:
                middle = x + _PANEL // 2
                SubElement(self._root, "path", {"class": "arrow", "d": f"M{middle} {y + 3}v{_ARROW - 6}m-5 -6l5 6l5 -6"})
                y += _ARROW
            kind = f"{step.tone}{' changes' if step.is_changed else ''}".strip()
            y += self._box(x, y, _PANEL, f"{step.label}{' (changes)' if step.is_changed else ''}", step.lines, kind)
        return y

    def _wide(self, heading: str, lines: Sequence[str], kind: str) -> None:
        self._y += self._box(_MARGIN, self._y, _WIDTH - 2 * _MARGIN, heading, lines, kind) + _LINE // 2

    def _box(self, x: int, y: int, width: int, heading: str, lines: Sequence[str], kind: str) -> int:
        """Draw a box with a heading and lines. Return its height."""
        frame = SubElement(self._root, "rect", {"class": f"box {kind}".strip(), "x": str(x), "y": str(y), "rx": "6"})
        inner, room = y + _PADDING // 2, width - 2 * _PADDING
        inner += self._text(x + _PADDING, inner, [heading], "strong", room)
        inner += self._text(x + _PADDING, inner, lines, "", room)
        height = inner - y + _PADDING // 2
        frame.attrib |= {"width": str(width), "height": str(height)}
        return height

    def _text(self, x: int, y: int, lines: Sequence[str], kind: str, width: int) -> int:
        """Draw lines, broken if they are too long. Return their height."""
        broken = [piece for line in lines for piece in _broken(line, int(width / _CELL))]
        for number, line in enumerate(broken):
            place = {"x": str(x), "y": str(y + number * _LINE + _SIZE + 1)} | ({"class": kind} if kind else {})
            SubElement(self._root, "text", place).text = line
        return len(broken) * _LINE


def _rows(media: Sequence[MediaPicture]) -> list[list[tuple[MediaPicture, str, Route]]]:
    """Two panels a row: now and after the apply, or two kinds of media."""
    rows: list[list[tuple[MediaPicture, str, Route]]] = []
    for each in media:
        if not rows or len(rows[-1]) + len(each.sides) > 2:
            rows.append([])
        rows[-1] += [(each, when, route) for when, route in each.sides]
    return rows


def _broken(text: str, cells: int) -> Iterator[str]:
    """Break a text into lines of at most `cells`: between words or, if a word is too long, within it."""
    line = ""
    for word in text.split():
        if line and _cells(f"{line} {word}") > cells:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while _cells(line) > cells:
            piece = _fitting(line, cells)
            yield piece
            line = line[len(piece) :]
    if line:
        yield line


def _fitting(text: str, cells: int) -> str:
    return next(text[:end] for end in range(len(text), 0, -1) if _cells(text[:end]) <= cells)


def _cells(text: str) -> int:
    """The width of a text: East Asian letters take two cells, and combining accents none."""
    return sum(0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)
