"""The pages of the Python API say what the library has."""

from __future__ import annotations

import dataclasses
import enum
import inspect
import re
from pathlib import Path
from typing import Any

import pytest

from tests.harness.node import node_first

node_first()

PYTHON = Path(__file__).parents[3] / "docs" / "python"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in sorted(PYTHON.glob("*.md"))}
SECTIONS = {
    name: text
    for page, content in PAGES.items()
    if page != "index.md"
    for name, text in re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", content, re.MULTILINE | re.DOTALL)
}
"""What the pages say of each class."""
CONSTRUCTED = [name for name, text in SECTIONS.items() if "### Constructor\n" in text]


@pytest.fixture(scope="module")
def classes() -> dict[str, Any]:
    """What the package exports. (It is imported here, since the CDK takes its time.)"""
    from constructs_lib import cdktf

    return {name: one for name in cdktf.__all__ if inspect.isclass(one := getattr(cdktf, name))}


def test_every_class_that_the_package_exports_is_on_one_page(classes: dict[str, Any]) -> None:
    pages = [text for page, text in PAGES.items() if page != "index.md"]
    headings = [name for text in pages for name in re.findall(r"^## (\w+)$", text, re.MULTILINE)]
    assert sorted(headings) == sorted(set(classes))


@pytest.mark.parametrize("name", SECTIONS)
def test_a_class_says_first_what_it_is(name: str, classes: dict[str, Any]) -> None:
    first = SECTIONS[name].strip().splitlines()[0]
    assert first[0].isupper()
    assert inspect.cleandoc(classes[name].__doc__).startswith(first)


def test_every_class_that_users_make_in_a_stack_has_its_constructor_shown(classes: dict[str, Any]) -> None:
    made = {
        name for name, one in classes.items() if one.__init__.__doc__ and "scope" in inspect.signature(one.__init__).parameters
    }
    assert made | {"InvalidConfiguration"} == set(CONSTRUCTED)


@pytest.mark.parametrize("name", CONSTRUCTED)
def test_every_argument_of_a_constructor_has_its_type_and_a_sentence(name: str, classes: dict[str, Any]) -> None:
    constructor = SECTIONS[name].partition("### Constructor\n")[2].partition("\n### ")[0]
    _, *parameters = inspect.signature(classes[name].__init__).parameters.values()
    for parameter in parameters:
        (told,) = re.findall(rf"^- `{parameter.name}` \((.*)$", constructor, re.MULTILINE)
        found = re.fullmatch(r"`[^`]+`(, required)?\) .*\.", told)
        assert found, told
        assert bool(found[1]) == (parameter.default is inspect.Parameter.empty), told


def test_every_word_of_an_enum_is_listed(classes: dict[str, Any]) -> None:
    enums = {name: one for name, one in classes.items() if issubclass(one, enum.Enum)}
    assert enums
    for name, one in enums.items():
        assert re.findall(r"^- `(\w+)` = `'(.*)'`$", SECTIONS[name], re.MULTILINE) == [(each.name, each.value) for each in one]


def test_every_argument_of_a_block_is_listed_with_a_sentence(classes: dict[str, Any]) -> None:
    structs = {name: one for name, one in classes.items() if dataclasses.is_dataclass(one)}
    assert structs
    for name, one in structs.items():
        told = re.findall(r"^- `(\w+)` \(`[^`]+`\) .*\.$", SECTIONS[name], re.MULTILINE)
        assert told == [each.name for each in dataclasses.fields(one)]


def test_types_are_written_out_where_the_source_has_a_name_for_them() -> None:
    options = SECTIONS["EncryptionOptions"]
    assert "- `settings` (`VideoRecordingSettings | VideoCompositionSettings`)" in options
    assert "- `on_destroy` (`OnDestroy | Literal['restore', 'reset', 'retain']`)" in options
    assert "- `settings` (`VideoCompositionSettings | None`)" in SECTIONS["EncryptedCompositions"]


@pytest.mark.parametrize(
    ("page", "example"), [("encryption.md", "encrypted_recordings/main.py"), ("storage.md", "s3_recordings/prebuilt.py")]
)
def test_a_page_on_constructs_shows_a_program_that_has_a_test_of_its_own(page: str, example: str) -> None:
    program = (PYTHON.parents[1] / "examples" / example).read_text(encoding="utf-8")
    assert f"```python\n{program}```\n" in PAGES[page]


def test_errors_are_among_what_a_constructor_says() -> None:
    for name in CONSTRUCTED:
        assert ("- raises `InvalidConfiguration`: " in SECTIONS[name]) == (name != "InvalidConfiguration")


def test_the_first_page_leads_to_every_class_but_those_of_blocks(classes: dict[str, Any]) -> None:
    linked = re.findall(r"^\| \[`(\w+)`\]\((\w+\.md)#(\w+)\) \| .*\. \|$", PAGES["index.md"], re.MULTILINE)
    for name, page, anchor in linked:
        assert f"## {name}\n" in PAGES[page]
        assert anchor == name.lower()
    assert {name for name, _, _ in linked} == {name for name, one in classes.items() if not dataclasses.is_dataclass(one)}
