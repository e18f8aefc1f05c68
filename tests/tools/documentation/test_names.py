"""What pages name is there: environment variables, commands of the program, and targets of the Makefile."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from provider.cli.commands import COMMANDS
from provider.plugin.warm import place

ROOT = Path(__file__).parents[3]
PAGES = sorted((*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")))


def named(pattern: str) -> set[str]:
    """What the pages name."""
    return {name for page in PAGES for name in re.findall(pattern, page.read_text(encoding="utf-8"))}


@pytest.fixture(scope="module")
def variables() -> set[str]:
    """The environment variables that the code has."""
    files = [file for folder in ("provider", "tools") for kind in ("*.py", "*.sh") for file in (ROOT / folder).rglob(kind)]
    written = {name for file in files for name in re.findall(r"TWILIO_[A-Z_]+", file.read_text(encoding="utf-8"))}
    return {
        *written,
        *(f"TWILIO_PROVIDER_{name}" for name in (place.WARM_START, place.SECONDS)),
    }  # the plugin adds its provider's


def test_every_environment_variable_of_a_page_is_one_that_the_code_has(variables: set[str]) -> None:
    assert named(r"\bTWILIO_[A-Z_]+") - variables == set()


def test_every_command_of_a_page_is_one_that_the_program_has() -> None:
    assert named(r"\bterraform-provider-twilio(?:_v\*)? ([a-z][a-z-]*)\b(?!:)") - COMMANDS.keys() == set()


def test_every_make_target_of_a_page_is_one_that_the_makefile_has() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {target for line in named(r"(?m)(?:^|`)make ([a-z ]+?)(?: +#|`|$)") for target in line.split()} - targets == set()
