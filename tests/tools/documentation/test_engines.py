"""The page on engines says what the tests and tools know of them."""

from __future__ import annotations

from dataclasses import fields

from provider.engines import WORDS, Features
from tools.documentation.engines import page


def test_every_feature_has_a_line_that_says_since_when() -> None:
    lines = {line.split(" | ")[0].removeprefix("| "): line for line in page().splitlines() if line.startswith("| ")}

    for feature in fields(Features):
        assert "Terraform 1." in lines[feature.metadata[WORDS]]
