"""The pages of the Python API say what the library has."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import os
import re
from pathlib import Path
from typing import Any

os.environ.setdefault("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20")  # before jsii starts Node

import pytest

from constructs_lib import cdktf

PYTHON = Path(__file__).parents[3] / "docs" / "python"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(PYTHON.glob("*.md"))}
CLASSES: dict[str, Any] = {name: one for name in sorted(set(cdktf.__all__)) if inspect.isclass(one := getattr(cdktf, name))}
CONSTRUCTED = [name for name, one in CLASSES.items() if "scope" in inspect.signature(one.__init__).parameters]


def section(name: str) -> str:
    """What the one page that has it says of a class."""
    (found,) = [
        text for page in PAGES.values() for text in re.findall(rf"^## {name}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    ]
    return str(found)


@pytest.mark.parametrize("name", CLASSES)
def test_every_class_that_the_package_exports_is_on_a_page_and_says_what_it_is(name: str) -> None:
    first = section(name).strip().splitlines()[0]
    assert first[0].isupper()
    assert inspect.cleandoc(CLASSES[name].__doc__ or "").startswith(first)


@pytest.mark.parametrize("name", CONSTRUCTED)
def test_every_argument_of_a_constructor_has_its_type_and_a_sentence(name: str) -> None:
    constructor = section(name).partition("### Constructor\n")[2].partition("\n### ")[0]
    _, *parameters = inspect.signature(CLASSES[name].__init__).parameters.values()
    for parameter in parameters:
        (told,) = re.findall(rf"^- `{parameter.name}` \((.*)$", constructor, re.MULTILINE)
        kind, sentence = re.fullmatch(r"`([^`]+)`(?:, required)?\) ?(.*)", told).groups()  # type: ignore[union-attr]
        assert kind
        assert sentence.endswith("."), told
        assert ("`, required)" in told) == (parameter.default is inspect.Parameter.empty)


@pytest.mark.parametrize("name", [name for name, one in CLASSES.items() if issubclass(one, enum.Enum)])
def test_every_word_of_an_enum_is_listed(name: str) -> None:
    members: list[Any] = list(CLASSES[name])
    assert re.findall(r"^- `(\w+)` = `'(.*)'`$", section(name), re.MULTILINE) == [(each.name, each.value) for each in members]


@pytest.mark.parametrize("name", [name for name, one in CLASSES.items() if dataclasses.is_dataclass(one)])
def test_every_argument_of_a_block_is_listed_with_a_sentence(name: str) -> None:
    told = re.findall(r"^- `(\w+)` \(`[^`]+`\) .*\.$", section(name), re.MULTILINE)
    assert told == [each.name for each in dataclasses.fields(CLASSES[name])]


def test_types_are_written_out_where_the_source_has_a_name_for_them() -> None:
    options = section("EncryptionOptions")
    assert "- `settings` (`VideoRecordingSettings | VideoCompositionSettings`)" in options
    assert "- `on_destroy` (`OnDestroy | Literal['restore', 'reset', 'retain']`)" in options
    assert "- `settings` (`VideoCompositionSettings | None`)" in section("EncryptedCompositions")


def test_errors_are_among_what_a_constructor_says() -> None:
    assert "- raises `InvalidConfiguration`: " in section("EncryptedRecordings")
    assert "- raises `InvalidConfiguration`: " in section("VideoRecordingSettings")


def test_the_first_page_leads_to_every_class_but_those_of_blocks() -> None:
    linked = re.findall(r"^\| \[`(\w+)`\]\((\w+\.md)#(\w+)\) \| .*\. \|$", PAGES["index.md"], re.MULTILINE)
    for name, page, anchor in linked:
        assert f"## {name}\n" in PAGES[page]
        assert anchor == name.lower()
    assert {name for name, _, _ in linked} == {name for name, one in CLASSES.items() if not dataclasses.is_dataclass(one)}
