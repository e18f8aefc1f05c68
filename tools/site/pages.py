"""Makes the pages of the site from those of the repository.

The site has the pages in `docs`, some from outside of it, and the examples that these link to. A link leads to the place that a
page has on the site.
"""

from __future__ import annotations

import re
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from posixpath import normpath, relpath

ROOT = Path(__file__).parents[2]
FRONT = Path("tools/site/front.md")
"""The front page. It has sections of README.md, and its links are written as they are there."""
README = Path("README.md")

PLACES = {
    FRONT: Path("index.md"),
    README: Path("index.md"),
    Path("docs/index.md"): Path("provider.md"),
    Path("tools/site/site.css"): Path("site.css"),
    **{Path(f"{name}.md"): Path(f"{name.lower()}.md") for name in ("CHANGELOG", "CONTRIBUTING", "SECURITY")},
}
"""Where on the site a file is that is not below `docs`, or that has another name there."""

_LINK = re.compile(r"\[(?P<text>[^\[\]]*)\]\((?P<path>[^)#:\s]+)(?P<anchor>#[^)\s]*)?\)")
_SECTION = re.compile(r"^(?P<indent> *)\{\{ README: (?P<title>.+?)(?P<code>, code)? \}\}$", re.MULTILINE)
_CODE = re.compile(r"^```\w+\n.*?^```$", re.MULTILINE | re.DOTALL)
_OUTPUT = re.compile(r"^( *)```text$", re.MULTILINE)


class Pages:
    """The pages of the site, and the files beside them, of the repository at `root`."""

    def __init__(self, root: Path = ROOT) -> None:
        self._root = root
        below = (path.relative_to(root) for path in sorted((root / "docs").rglob("*.*")))
        self._places = {path: path.relative_to("docs") for path in below} | PLACES
        waiting = [*self._places]
        while waiting:  # an example that is linked to may link to others
            found = {path: path for path in self._targets(waiting.pop()) if path.parts[0] == "examples"}
            waiting += found.keys() - self._places
            self._places |= found

    def write(self, folder: Path) -> None:
        """Write all pages and files into a folder."""
        for source, place in self._places.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            if source.suffix != ".md":
                shutil.copyfile(self._root / source, folder / place)
            elif source != README:
                (folder / place).write_text(self._page(source), encoding="utf-8")

    def _page(self, source: Path) -> str:
        """Return a page's text as the site has it."""

        def led(link: re.Match[str]) -> str:
            target = self._target(source, link["path"])
            if target is None:
                return link[0]
            if target not in self._places:  # it is for those who have the repository before them
                return link["text"]
            return f"[{link['text']}]({relpath(self._places[target], self._places[source].parent)}{link['anchor'] or ''})"

        text = _LINK.sub(led, self._text(source))
        return _OUTPUT.sub(r'\1```{.text .output title="Output"}', text) if source.match("docs/guides/*") else text

    def _targets(self, source: Path) -> Iterator[Path]:
        if source.suffix == ".md":
            for link in _LINK.finditer(self._text(source)):
                if target := self._target(source, link["path"]):
                    yield target

    def _target(self, source: Path, link: str) -> Path | None:
        """Return the file in the repository that a page's link leads to; for a folder, its README.md."""
        path = Path(normpath(Path("." if source == FRONT else source.parent) / link))
        page = path / "README.md"
        if (self._root / page).is_file():
            return page
        return path if (self._root / path).exists() else None

    def _text(self, source: Path) -> str:
        text = (self._root / source).read_text(encoding="utf-8")
        return _SECTION.sub(self._section, text) if source == FRONT else text

    def _section(self, wanted: re.Match[str]) -> str:
        """Return a section of README.md, or only the first code in it. `*` is the text before the first section."""
        text = (self._root / README).read_text(encoding="utf-8")
        first, *sections = re.split(r"^## (.*)$", text.partition("\n")[2], flags=re.MULTILINE)
        section = {"*": first, **dict(zip(sections[::2], sections[1::2], strict=True))}[wanted["title"]]
        if wanted["code"] and (code := _CODE.search(section)):
            section = code[0]
        return textwrap.indent(section.strip(), wanted["indent"])
