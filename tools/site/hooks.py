"""What MkDocs is told of this project: which pages there are and in which order, and what stands outside of `docs`.

The pages are written for whoever reads them in the repository and for registries. Some link to files outside of `docs`
(examples, SECURITY.md); those come along, and the links lead to them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"

GUIDES = (
    "first-stack",
    "s3-storage",
    "encryption",
    "ci",
    "remote-state",
    "destroying",
    "migrating",
    "cdktn",
    "engines",
    "warm-starts",
    "troubleshooting",
)
"""The order in which a reader comes to them; those that are not named here come after them."""

_LINK = re.compile(r"\]\((?:\.\./)+((?:examples/|[A-Z]+\.md)[^)#]*)")
"""A link that leads out of `docs`, as seen from a page in one of its folders."""
_KIND = re.compile(r" (Resource|Data Source|Function)$")
_SHOWN = {".md"}
"""What of the files outside becomes a page; the others are offered as they are."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    config.nav = [
        {"Provider": "index.md"},
        {"Guides": list(_guides())},
        *({title: _listed(folder)} for title, folder in (("Resources", "resources"), ("Data sources", "data-sources"))),
        {"Functions": _listed("functions")},
        *([{"Python API": _listed("python")}] if (DOCS / "python").is_dir() else []),
        {"More": [*sorted(path.name for path in DOCS.glob("*.md") if path.name != "index.md"), *_outside_pages()]},
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    for path in _outside():
        files.append(File.generated(config, path.as_posix(), abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown: str, *, page: Page, **_: Any) -> str:
    if title := page.meta.get("page_title"):  # a registry's word for it; the section says already what kind of page it is
        page.meta["title"] = _KIND.sub("", title)
    up = "../" * page.file.src_uri.count("/")
    return _LINK.sub(lambda found: f"]({up}{found[1]}", markdown)


def _guides() -> Iterator[str]:
    found = {path.stem for path in (DOCS / "guides").glob("*.md")}
    for name in (*(name for name in GUIDES if name in found), *sorted(found - set(GUIDES))):
        yield f"guides/{name}.md"


def _listed(folder: str) -> list[str]:
    """The pages of a folder by name, its index first."""
    names = sorted((path.name for path in (DOCS / folder).glob("*.md")), key=lambda name: (name != "index.md", name))
    return [f"{folder}/{name}" for name in names]


def _outside() -> Iterator[Path]:
    """Files outside of `docs` that pages link to, as paths from the top; each page among them is looked through too."""
    waiting = [path.relative_to(ROOT) for path in sorted(DOCS.rglob("*.md"))]
    known: set[Path] = set()
    while waiting:
        page = waiting.pop()
        for link in _LINK.findall((ROOT / page).read_text(encoding="utf-8")):
            path = Path(link)
            if path not in known and (ROOT / path).is_file():
                known.add(path)
                yield path


def _outside_pages() -> list[str]:
    return sorted(path.as_posix() for path in _outside() if path.suffix in _SHOWN)
