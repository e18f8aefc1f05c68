"""The pictures in the README and the guides are what the command draws today, and each of them is shown somewhere."""

from __future__ import annotations

import pytest

from tests.e2e.project import CHECKOUT
from tools.pictures import DOCS, drawn


@pytest.mark.parametrize("name", drawn())
def test_a_picture_is_as_the_command_draws_it(name: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == drawn()[name], "make generate draws it anew"


@pytest.mark.parametrize("name", drawn())
def test_a_picture_is_shown(name: str) -> None:
    pages = [CHECKOUT / "README.md", *DOCS.glob("guides/*.md")]
    assert [page.name for page in pages if f"{name})" in page.read_text(encoding="utf-8")]
