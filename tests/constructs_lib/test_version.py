from __future__ import annotations

import pytest

from constructs_lib.version import constraint


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("0.1.0", "~> 0.1.0"),  # at least 0.1.0 and below 0.2.0
        ("0.1.7", "~> 0.1.7"),
        ("1.4.2", ">= 1.4.2, < 2.0.0"),
        ("0.2.0-rc.1", "= 0.2.0-rc.1"),
    ],
)
def test_the_constraint_asks_for_this_version_or_a_later_one_that_breaks_nothing(version: str, expected: str) -> None:
    assert constraint(version) == expected
