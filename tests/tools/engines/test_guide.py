"""The page on engines says what the tests and tools know of them."""

from __future__ import annotations

from dataclasses import fields

from provider.engines import WORDS, Features
from tools.engines.guide import PAGE, page


def test_the_page_on_disk_is_what_the_table_of_features_gives() -> None:
    assert PAGE.read_text() == page(), "run: make generate"


def test_every_feature_has_a_line_that_says_since_when() -> None:
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in page().splitlines() if line.startswith("| ")}

    for feature in fields(Features):
        assert "Terraform 1." in lines[feature.metadata[WORDS]]
