"""Whoever runs the guides sees where a guide is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.guides.runner import Reader, steps


@pytest.fixture
def somebody(tmp_path: Path) -> Reader:
    return Reader(tmp_path, {"PATH": os.environ["PATH"]})


def shell(*lines: str) -> str:
    return "\n".join(("```shell", *lines, "```", ""))


def text(*lines: str) -> str:
    return "\n".join(("```text", *lines, "```", ""))


def test_a_titled_block_is_a_file(somebody: Reader) -> None:
    page = '```python title="a/b.py"\nprint(1)\n```\n' + shell("cat a/b.py") + text("print(1)")
    assert somebody.follow(page) == ["print(1)\n"]


def test_a_titled_block_is_written_where_the_shell_is(somebody: Reader) -> None:
    page = shell("mkdir inner", "cd inner") + '```python title="b.py"\nprint(1)\n```\n' + shell("cat b.py", "ls ..")
    assert somebody.follow(page)[-1] == "print(1)\ninner\n"


def test_variables_and_folders_stay_from_block_to_block(somebody: Reader) -> None:
    page = shell("mkdir inner", "cd inner", "export WORD=hello") + shell('echo "$WORD in $(basename "$PWD")"')
    assert somebody.follow(page)[-1] == "hello in inner\n"


def test_what_is_not_seen_fails(somebody: Reader) -> None:
    with pytest.raises(AssertionError, match="not seen: two"):
        somebody.follow(shell("echo one") + text("one", "two"))


def test_what_is_seen_in_another_order_fails(somebody: Reader) -> None:
    with pytest.raises(AssertionError, match="not seen: one"):
        somebody.follow(shell("echo one two") + text("two", "one"))


def test_dots_stand_for_anything_and_frames_for_nothing(somebody: Reader) -> None:
    somebody.follow(shell("printf '│ one\\n│ two three\\n'") + text("one two … three", "") + text("one … three"))


def test_a_command_that_fails_fails(somebody: Reader) -> None:
    with pytest.raises(AssertionError, match="ended with 1"):
        somebody.follow(shell("false", "true"))


def test_a_command_that_is_to_fail_and_does_not_fails(somebody: Reader) -> None:
    with pytest.raises(AssertionError, match="ended with 0"):
        somebody.follow("<!-- exit: 1 -->\n" + shell("true"))


def test_a_line_for_the_reader_to_fill_in_is_not_typed(somebody: Reader) -> None:
    assert somebody.follow(shell("echo AC…", "echo two")) == ["two\n"]


def test_what_happens_meanwhile_happens_where_the_page_says(somebody: Reader) -> None:
    page = shell("cat by-hand || echo none") + "<!-- by: hand -->\n" + shell("cat by-hand")
    printed = somebody.follow(page, {"hand": lambda: (somebody.folder / "by-hand").write_text("some")})
    assert printed[-1] == "some"


def test_what_the_page_does_not_let_happen_fails(somebody: Reader) -> None:
    with pytest.raises(AssertionError, match="does not say when hand happens"):
        somebody.follow(shell("true"), {"hand": lambda: None})


def test_an_indented_block_in_a_list_is_a_step_too() -> None:
    (only,) = steps("1. Do:\n\n   ```shell\n   true\n   ```\n")
    assert only.body == "true\n"
