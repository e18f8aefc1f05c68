"""The site in a real browser: every page opens, every link leads somewhere, nothing is cut, and names can be told apart."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from playwright.sync_api import Browser, Page

from tests.site.conftest import DESK, TELEPHONE, Visit

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.xdist_group("site")


def test_every_page_of_the_folder_can_be_reached_from_the_first_one(visits: dict[str, Visit], address: str) -> None:
    names = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    pages = {"provider" if name == "index" else name.removesuffix("index") for name in names}
    assert {f"{address}{name}".rstrip("/") + "/" for name in {*pages, "changelog", "security"}} <= set(visits)


def test_every_page_opens_and_the_browser_has_nothing_to_complain_of(visits: dict[str, Visit]) -> None:
    wrong = {
        visit.address: (visit.status, visit.complaints) for visit in visits.values() if visit.status != 200 or visit.complaints
    }
    assert not wrong


def test_every_link_leads_to_a_heading_that_is_there(visits: dict[str, Visit], address: str) -> None:
    broken = {
        f"{visit.address} -> {link}"
        for visit in visits.values()
        for link in visit.links
        if link.startswith(address) and (anchor := urldefrag(link).fragment) and anchor not in visits[urldefrag(link).url].anchors
    }
    assert not broken


def test_nothing_is_loaded_from_elsewhere(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESK)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    page.close()
    assert asked
    assert not [url for url in asked if not url.startswith(address)]


def test_a_search_finds_resource_and_data_source_and_tells_them_apart(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(address, wait_until="networkidle")
    page.click(".md-search__button")
    page.fill("input[role=combobox]", "twilio_video_recording_settings")
    for kind, folder in (("Resource", "resources"), ("Data Source", "data-sources")):
        found = page.wait_for_selector(f"a[role=option][href*='/{folder}/video_recording_settings/']")
        assert found is not None
        assert f"({kind})" in found.inner_text()
    page.close()


@pytest.mark.parametrize(("wanted", "scheme"), [("light", "default"), ("dark", "slate")])
def test_it_is_light_or_dark_as_the_reader_has_it(browser: Browser, address: str, wanted: str, scheme: str) -> None:
    page = browser.new_page(viewport=DESK, color_scheme="dark" if wanted == "dark" else "light")
    page.goto(f"{address}guides/first-stack/", wait_until="load")
    shown = page.get_attribute("body", "data-md-color-scheme")
    page.close()
    assert shown == scheme


@pytest.mark.parametrize("width", [DESK["width"], TELEPHONE["width"]])
def test_nothing_is_cut(visits: dict[str, Visit], width: int) -> None:
    assert not {visit.address: cut for visit in visits.values() if (cut := visit.cut.get(width))}


def test_names_in_the_navigation_can_be_told_apart(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=TELEPHONE)  # there, the navigation has every page
    page.goto(address)
    names = page.eval_on_selector_all(
        ".md-nav--primary a.md-nav__link[href]:not([href^='#'])", "all => all.map(a => a.href + ' ' + a.textContent.trim())"
    )
    page.close()
    names = [re.sub(r"\s+", " ", name).partition(" ")[2] for name in {*names}]
    assert len(names) > 40
    assert not [name for name, often in Counter(names).items() if often > 1]


def test_what_a_command_prints_does_not_look_like_a_command(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(f"{address}guides/first-stack/", wait_until="load")
    command = _look(page, ".language-shell pre > code")
    output = _look(page, ".output pre > code")
    titles = page.eval_on_selector_all(".output .filename", "all => all.map(one => one.textContent)")
    copied = page.eval_on_selector_all(
        ".output .md-clipboard, .output .md-code__button", "all => all.filter(one => one.checkVisibility())"
    )
    page.close()
    assert command != output
    assert {*titles} == {"Output"}
    assert not copied


def _look(page: Page, selector: str) -> str:
    return str(page.eval_on_selector(selector, "one => getComputedStyle(one).backgroundColor"))


def test_the_front_page_says_what_it_is_and_shows_it_installs_it_and_leads_on(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(address)
    headings = page.eval_on_selector_all("article h1, article h2", "all => all.map(one => one.firstChild.textContent.trim())")
    code = page.eval_on_selector_all("article pre > code", "all => all.map(one => one.textContent)")
    drawn = page.eval_on_selector("article img", "one => one.complete && one.naturalWidth > 0")
    page.close()
    assert headings == ["Twilio Video recordings as code", "See it work", "Install", "The first lines", "Where to go"]
    assert [line.split()[0] for line in code] == ["make", "python3", "terraform", "from"]
    assert drawn
