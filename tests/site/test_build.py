"""How the site's pages are made of those of the repository."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tools.site.__main__ import BuildError, build
from tools.site.navigation import navigation
from tools.site.pages import PLACES, Pages

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.xdist_group("site")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A copy of all that the site is made of."""
    copy = tmp_path / "repository"
    for folder in ("docs", "examples"):
        shutil.copytree(ROOT / folder, copy / folder)
    for file in (*PLACES, Path("provider/cli/__init__.py")):
        (copy / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / file, copy / file)
    return copy


def page(repository: Path, name: str) -> str:
    """A page as the site has it."""
    pages = repository.parent / "pages"
    Pages(repository).write(pages)
    return (pages / name).read_text(encoding="utf-8")


def add(repository: Path, text: str, to: str = "docs/guides/ci.md") -> None:
    with (repository / to).open("a", encoding="utf-8") as file:
        file.write(f"\n{text}\n")


@pytest.mark.parametrize(
    ("link", "becomes"),
    [
        ("[it](../index.md)", "[it](../provider.md)"),
        ("[it](../../CHANGELOG.md#02)", "[it](../changelog.md#02)"),
        ("[it](../../examples/hcl/main.tf)", "[it](../examples/hcl/main.tf)"),
        ("[it](../../examples/decrypt)", "[it](../examples/decrypt/README.md)"),
        ("[it](../../README.md)", "[it](../index.md)"),
        ("[it](../../provider/cli/__init__.py)", "it"),
        ("[it](https://www.twilio.com/docs)", "[it](https://www.twilio.com/docs)"),
        ("[it](#github-actions)", "[it](#github-actions)"),
    ],
)
def test_a_link_leads_to_where_its_page_is_on_the_site(repository: Path, link: str, becomes: str) -> None:
    add(repository, link)
    assert page(repository, "guides/ci.md").endswith(f"\n{becomes}\n")


@pytest.mark.parametrize("wrong", ["[it](nowhere.md)", "[it](ci.md#nowhere)"])
def test_a_link_without_a_target_is_no_site(repository: Path, tmp_path: Path, wrong: str) -> None:
    add(repository, wrong)
    with pytest.raises(BuildError, match=r"guides/ci\.md") as told:
        build(tmp_path / "site", repository)
    assert "Traceback" not in str(told.value)
    assert not (tmp_path / "site").exists()


def test_a_section_of_the_readme_that_is_gone_is_no_site(repository: Path) -> None:
    add(repository, "{{ README: Nothing of this name }}", "tools/site/front.md")
    with pytest.raises(KeyError, match="Nothing of this name"):
        page(repository, "index.md")


def test_a_new_guide_is_in_the_navigation_without_being_named_anywhere(repository: Path) -> None:
    (repository / "docs/guides/another.md").write_text("# Another\n", encoding="utf-8")
    page(repository, "index.md")
    (guides,) = (
        entry["Guides"] for entry in navigation(repository.parent / "pages") if isinstance(entry, dict) and "Guides" in entry
    )
    assert "guides/another.md" in guides


def test_an_example_that_a_page_links_to_comes_along_as_it_is(repository: Path) -> None:
    add(repository, "[it](../../examples/hcl/main.tf)")
    assert page(repository, "examples/hcl/main.tf") == (ROOT / "examples/hcl/main.tf").read_text(encoding="utf-8")
