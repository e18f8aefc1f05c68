"""What all pages have: front matter, the notice that they are generated, and blocks of code."""

from __future__ import annotations

from collections.abc import Iterator

GENERATED = "<!-- Generated from {source}. To change it, change those and run: make generate -->"
MARK = "<!-- Generated from "


def head(page_title: str, title: str, description: str, notice: str, subcategory: str = "") -> Iterator[str]:
    """Write the front matter, the title and the description. Registries list the pages of a subcategory together."""
    first = description.partition("\n")[0]
    yield from ("---", f'page_title: "{page_title}"', *([f'subcategory: "{subcategory}"'] if subcategory else []))
    yield from ("description: |-", f"  {first}", "---", "", notice, "")
    yield from (f"# {title}", "", description, "")


def block(language: str, text: str) -> Iterator[str]:
    """Write a block of code."""
    yield from (f"```{language}", text.rstrip(), "```", "")
