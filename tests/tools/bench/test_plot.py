"""The picture of the benchmarks."""

from __future__ import annotations

from xml.etree import ElementTree

from provider import __version__
from tools.bench.__main__ import DOCS
from tools.bench.pairs import Comparison
from tools.bench.plot import picture

PLAN = "plan of one new resource"
COLD = Comparison("Start", PLAN, "ours, cold", "theirs 1.0", [(0.4, 0.2), (0.6, 0.2), (0.8, 0.2)])
WARM = Comparison("Start", PLAN, "ours, warm", "theirs 1.0", [(0.3, 0.2)])
SVG = "{http://www.w3.org/2000/svg}"


def drawn(*compared: Comparison) -> ElementTree.Element:
    return ElementTree.fromstring(picture(compared, {"Engine": "Terraform 1.11.4", "Measured on": "2026-11-30"}))


def said(*compared: Comparison) -> list[str | None]:
    return [text.text for text in drawn(*compared).findall(f"{SVG}text")]


def test_it_says_what_is_shown_in_which_unit_and_of_which_day() -> None:
    texts = said(COLD)

    assert "How long a command takes, as a whole" in texts
    assert "Medians. Shorter is better." in texts
    assert "Engine Terraform 1.11.4, Measured on 2026-11-30" in texts
    assert "600 ms" in texts


def test_bars_are_as_long_as_the_medians_say() -> None:
    ours, theirs = (int(bar.attrib["width"]) for bar in drawn(COLD).findall(f"{SVG}rect"))
    assert abs(ours - 3 * theirs) <= 2


def test_nobody_has_two_bars_for_one_command() -> None:
    names = ["this provider, standing by", "this provider, first command", "theirs 1.0"]
    assert [text for text in said(COLD, WARM) if text in names] == names


def test_what_ran_many_resources_is_in_seconds() -> None:
    many = Comparison(
        "Credentials, answers after 50 ms", "500, parallelism 10: create", "ours, warm", "theirs 1.0", [(5.72, 6.7)]
    )
    assert "5.7 s" in said(many)


def test_names_stand_there_as_text_whatever_is_in_them() -> None:
    assert "a < b & c" in said(Comparison("Start", PLAN, "ours, warm", "a < b & c", [(1.0, 1.0)]))


def test_it_reads_in_a_dark_page_too() -> None:
    assert "prefers-color-scheme: dark" in picture([WARM], {})


def test_the_picture_that_is_shown_was_drawn_of_this_minor_version() -> None:
    """Else somebody reads of a provider that is no more: run `make bench`."""
    minor = ".".join(__version__.split(".")[:2])
    assert f"Provider {minor}." in (DOCS / "benchmarks.svg").read_text()
    assert f"- Provider: {minor}." in (DOCS / "benchmarks.md").read_text()
