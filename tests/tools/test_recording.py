"""The picture of the demonstration shows what was printed, and loads nothing from elsewhere."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from tools.recording import LAST, PICTURE, beginning, picture


def shown(svg: str) -> list[str]:
    texts = (element.text or "" for element in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text"))
    return [text.replace("\xa0", " ").strip() for text in texts]


def test_every_line_is_in_the_picture() -> None:
    lines = ["── A step", "$ cdktf deploy <recordings>", "    ~ encryption_enabled = false -> true"]
    assert set(map(str.strip, lines)) <= set(shown(picture("\n".join(lines))))


def test_a_change_has_another_colour_than_a_command() -> None:
    command, change = re.findall(r'<text class="(demo-r\d+)"[^>]*>.&#160;b', picture("$ b\n~ b"))
    assert command != change


def test_it_ends_with_the_repair_of_the_drift() -> None:
    told = f"begin\n── first\none\n── {LAST}\ntwo\n── later\nthree\n"
    assert beginning(told) == f"── first\none\n\n── {LAST}\ntwo\n\n"


def test_the_picture_in_the_tree_is_of_a_story_that_held() -> None:
    lines = shown(PICTURE.read_text(encoding="utf-8"))
    assert any("Apply complete!" in line for line in lines)
    assert any(LAST in line for line in lines)


def test_it_loads_nothing_from_elsewhere() -> None:
    assert not re.findall(r"(?:href|src|url)\W*https?:", PICTURE.read_text(encoding="utf-8"))
