"""The navigation of the site: its pages, in order, with their titles."""

from __future__ import annotations

import json
import re
from pathlib import Path

Entries = list["Entry"]
Entry = str | dict[str, "str | Entries"]
"""The path of a page; or a title, with one path or several entries."""

GUIDES = {
    "Begin": ("first-stack", "authentication", "settings-objects", "s3-storage", "encryption"),
    "Run it": (
        "ci",
        "auditing",
        "remote-state",
        "environments",
        "testing",
        "destroying",
        "upgrading",
        "warm-starts",
        "troubleshooting",
    ),
    "Many accounts": ("fleet", "fleet-in-parts"),
    "Move and share": ("migrating", "existing", "cdktn", "air-gapped", "engines"),
}
"""The order of the guides. Those that are not named here come last."""

_CLASS = re.compile(r"^## (\w+)$", re.MULTILINE)


def navigation(pages: Path) -> Entries:
    """Return the navigation of the pages in a folder."""
    reference: Entries = [
        {"The provider": "provider.md"},
        {"Resources": [{name: f"resources/{name}.md"} for name in _names(pages / "resources")]},
        {"Data sources": [{f"{name} (data)": f"data-sources/{name}.md"} for name in _names(pages / "data-sources")]},
        {"List resources": [{f"{name} (list)": f"list-resources/{name}.md"} for name in _names(pages / "list-resources")]},
        {"Functions": [{f"{name}()": f"functions/{name}.md"} for name in _names(pages / "functions")]},
    ]
    return [
        {"Home": "index.md"},
        {"Guides": _guides(pages)},
        {"HCL reference": reference},
        {"Python API": ["python/index.md", *_api(pages / "python")]},
        {"The project": [*_others(pages)]},
    ]


def in_toml(entries: Entries) -> str:
    """Write the navigation as zensical's configuration has it."""
    return f"[{', '.join(map(_entry_in_toml, entries))}]"


def _entry_in_toml(entry: Entry) -> str:
    if isinstance(entry, str):
        return json.dumps(entry)
    ((title, content),) = entry.items()
    return f"{{ {json.dumps(title)} = {json.dumps(content) if isinstance(content, str) else in_toml(content)} }}"


def _guides(pages: Path) -> Entries:
    rest = set(_names(pages / "guides"))
    groups: Entries = []
    for title, names in GUIDES.items():
        groups.append({title: [f"guides/{name}.md" for name in names if name in rest]})
        rest -= {*names}
    return [*groups, *(f"guides/{name}.md" for name in sorted(rest))]


def _names(folder: Path) -> list[str]:
    return sorted(page.stem for page in folder.glob("*.md"))


def _api(folder: Path) -> Entries:
    """List the pages of the Python API: first those about several classes, which are the constructs and what they share."""
    pages = {page: _class_of(page) for page in folder.glob("*.md") if page.name != "index.md"}
    ordered = sorted(pages, key=lambda page: (pages[page] is not None, page.stem))
    return [{pages[page] or page.stem.capitalize().replace("_", " "): f"python/{page.name}"} for page in ordered]


def _class_of(page: Path) -> str | None:
    """Return the one class that a page of the Python API is named after."""
    wanted = page.stem.replace("_", "")
    found = [name for name in _CLASS.findall(page.read_text(encoding="utf-8")) if name.casefold().endswith(wanted)]
    return found[0] if len(found) == 1 else None


def _others(pages: Path) -> list[str]:
    listed = {"index.md", "provider.md"}
    outside = sorted(page.relative_to(pages).as_posix() for page in pages.glob("examples/**/*.md"))
    return [*sorted(page.name for page in pages.glob("*.md") if page.name not in listed), *outside]
