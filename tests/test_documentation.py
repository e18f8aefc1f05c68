"""The reference documentation says what the declarations say."""

from __future__ import annotations

from pathlib import Path

from provider.documentation import differing, pages
from provider.resources.provider import TwilioProvider

_DOCS = Path(__file__).parent.parent / "docs"


def test_the_documentation_on_disk_is_what_the_declarations_say() -> None:
    assert differing(_DOCS, pages(TwilioProvider())) == [], "run: make generate"


def test_every_argument_of_every_resource_is_described_by_a_sentence() -> None:
    provider = TwilioProvider()
    for name, text in pages(provider).items():
        for line in text.splitlines():
            if line.startswith("- `") and "(" in line:
                assert line.split(") ", 1)[1].rstrip().endswith((".", ")")), f"{name}: {line}"
