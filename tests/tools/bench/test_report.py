"""The page of the benchmarks."""

from __future__ import annotations

from tools.bench.pairs import Comparison
from tools.bench.report import Quantity, line, page

PLAN = Comparison("Start", "plan", "ours", "theirs", [(0.2, 0.1), (0.3, 0.1), (0.4, 0.1)], 1.15)
SIZE = Quantity("Memory", "largest plugin", "ours", "40 MiB")


def test_the_page_has_a_section_for_each_and_says_what_is_wanted() -> None:
    text = page([PLAN, SIZE], {"Python": "3.13"}, ["A note."])

    assert text.index("- Python: 3.13") < text.index("A note.") < text.index("## Start") < text.index("## Memory")
    assert "| plan | ours / theirs | **3.00** | 2.00 to 4.00 | 300 / 100 | at most 1.15 |" in text
    assert "| largest plugin | ours | 40 MiB |" in text


def test_a_line_on_the_terminal_has_the_same_numbers() -> None:
    assert line(PLAN) == "plan: ours / theirs 3.00 (2.00 to 4.00, wanted at most 1.15); 0.300 s and 0.100 s"
    assert line(SIZE) == "largest plugin, ours: 40 MiB"
