"""The reference as a site, in a real browser: every page opens, every link leads somewhere, and it can be read on a telephone."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools.browser import obtain_chromium
from tools.engines.failures import UnobtainableError

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.xdist_group("site"), pytest.mark.filterwarnings("ignore::DeprecationWarning")]

TELEPHONE = ViewportSize(width=390, height=844)
DESK = ViewportSize(width=1280, height=900)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@dataclass
class Visit:
    """What there was on a page."""

    address: str
    status: int
    links: set[str]
    anchors: set[str]
    complaints: list[str] = field(default_factory=list)
    """What the browser's console said."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served, fresh from the pages. MkDocs is strict: a link without a target fails already here."""
    folder = tmp_path_factory.mktemp("site")
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(folder)))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    try:
        chromium = obtain_chromium()
    except UnobtainableError as unobtainable:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(str(unobtainable), pytrace=False)
        pytest.skip(f"NOT TESTED, for there is no browser. {unobtainable}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def visits(browser: Browser, address: str) -> dict[str, Visit]:
    """Every page that can be reached from the first one."""
    page = browser.new_page(viewport=DESK)
    seen: dict[str, Visit] = {}
    waiting = [address]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen[here] = _visit(page, here)
            waiting += [urldefrag(link).url for link in seen[here].links if link.startswith(address)]
    page.close()
    return seen


def _visit(page: Page, here: str) -> Visit:
    complaints: list[str] = []

    def hear(message: object) -> None:
        kind, text = getattr(message, "type", "error"), getattr(message, "text", str(message))
        if kind in ("error", "warning"):
            complaints.append(text)

    page.on("console", hear)
    page.on("pageerror", hear)
    if not here.endswith(("/", ".html")):  # a file, which a browser would offer to save
        return Visit(here, page.request.get(here).status, set(), set())
    response = page.goto(here, wait_until="load")
    links = {urljoin(here, link) for link in page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")}
    anchors = set(page.eval_on_selector_all("[id]", "all => all.map(one => one.id)"))
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", hear)
    return Visit(here, response.status if response else 0, links, anchors, complaints)


def test_every_page_of_the_folder_can_be_reached_from_the_first_one(visits: dict[str, Visit], address: str) -> None:
    pages = {path.relative_to(ROOT / "docs").with_suffix("").as_posix() for path in (ROOT / "docs").rglob("*.md")}
    expected = {f"{address}{name.removesuffix('index')}".rstrip("/") + "/" for name in pages}
    assert expected <= set(visits)


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


def test_a_search_finds_the_page_of_a_resource(browser: Browser, address: str) -> None:
    page = browser.new_page(viewport=DESK)
    page.goto(address)
    page.click("input[name=query]")
    page.keyboard.type("twilio_video_recording_settings", delay=20)
    page.wait_for_selector("a.md-search-result__link[href*='/resources/video_recording_settings/']", state="attached")
    page.close()


@pytest.mark.parametrize(("wanted", "scheme"), [("light", "default"), ("dark", "slate")])
def test_it_is_light_or_dark_as_the_reader_has_it(
    browser: Browser, address: str, wanted: str, scheme: str, tmp_path: Path
) -> None:
    page = browser.new_page(viewport=DESK, color_scheme="dark" if wanted == "dark" else "light")
    page.goto(f"{address}guides/first-stack/", wait_until="load")
    page.screenshot(path=tmp_path / f"{wanted}.png")
    shown = page.get_attribute("body", "data-md-color-scheme")
    page.close()
    assert shown == scheme


def test_on_a_telephone_no_page_is_wider_than_the_screen(browser: Browser, visits: dict[str, Visit], tmp_path: Path) -> None:
    page = browser.new_page(viewport=TELEPHONE, is_mobile=True)
    too_wide = []
    for here in visits:
        if here.endswith("/"):
            page.goto(here, wait_until="load")
            if page.evaluate("document.documentElement.scrollWidth") > TELEPHONE["width"]:
                too_wide.append(here)
    page.screenshot(path=tmp_path / "telephone.png")
    page.close()
    assert not too_wide
