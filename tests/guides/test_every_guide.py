"""Every guide that has commands is followed from top to bottom by a test in this folder."""

from __future__ import annotations

import re
from pathlib import Path

from tests.guides.conftest import GUIDES
from tests.guides.runner import steps

PAGES = {page.stem: page.read_text(encoding="utf-8") for page in sorted(GUIDES.glob("*.md"))}

NOT_TYPED = {
    "both CDKs are installed already",
    "tests/distribution runs it",
    "tests/reports runs it",
    "the bucket is yours",
    "the package is yours to get",
    "the registry is yours",
    "the web server is yours",
}
"""Why a test leaves out a step; a new reason is thought about here."""


def test_every_guide_with_commands_is_followed() -> None:
    with_commands = {name for name, page in PAGES.items() if any(step.language == "shell" for step in steps(page))}
    tests = "".join(file.read_text(encoding="utf-8") for file in Path(__file__).parent.glob("test_*.py"))
    followed = set(re.findall(r'guide\("([a-z0-9-]+)"\)', tests))
    assert with_commands - followed == set()
    assert followed <= PAGES.keys()


def test_what_is_not_typed_has_one_of_few_reasons() -> None:
    assert {step.not_run for page in PAGES.values() for step in steps(page) if step.not_run} <= NOT_TYPED
