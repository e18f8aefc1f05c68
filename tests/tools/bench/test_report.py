"""The page and the picture."""

from __future__ import annotations

from xml.etree import ElementTree

from tools.bench.pairs import Comparison
from tools.bench.plot import picture
from tools.bench.report import Quantity, line, page

PLAN = Comparison("Start", "plan", "ours", "theirs", [(0.2, 0.1), (0.3, 0.1), (0.4, 0.1)], 1.15)
SIZE = Quantity("Memory", "largest plugin", "ours", "40 MiB")
SVG = "{http://www.w3.org/2000/svg}"


def test_the_page_has_a_section_for_each_and_says_what_is_wanted() -> None:
    text = page([PLAN, SIZE], {"Python": "3.13"}, ["A note."])

    assert text.index("- Python: 3.13") < text.index("A note.") < text.index("## Start") < text.index("## Memory")
    assert "| plan | ours / theirs | **3.00** | 2.00 to 4.00 | 300 / 100 | at most 1.15 |" in text
    assert "| largest plugin | ours | 40 MiB |" in text


def test_a_line_on_the_terminal_has_the_same_numbers() -> None:
    assert line(PLAN) == "plan: ours / theirs 3.00 (2.00 to 4.00, wanted at most 1.15); 0.300 s and 0.100 s"
    assert line(SIZE) == "largest plugin, ours: 40 MiB"


def test_bars_are_as_long_as_the_medians_say() -> None:
    bars = ElementTree.fromstring(picture([PLAN])).findall(f"{SVG}rect")

    ours, theirs = (int(bar.attrib["width"]) for bar in bars)
    assert [bar.attrib["class"] for bar in bars] == ["ours", "other"]
    assert abs(ours - 3 * theirs) <= 2


def test_names_stand_in_the_picture_as_text_whatever_is_in_them() -> None:
    odd = Comparison("Start", "a < b & c", "ours", "theirs", [(1.0, 1.0)])

    texts = [text.text for text in ElementTree.fromstring(picture([odd])).findall(f"{SVG}text")]
    assert "a < b & c" in texts
    assert "1000 ms" in texts


def test_the_picture_reads_in_a_dark_page_too() -> None:
    assert "prefers-color-scheme: dark" in picture([PLAN])
