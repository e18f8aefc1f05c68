"""The site, built once, and a browser to look at it with."""

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
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tools.browser import obtain_chromium
from tools.engines.failures import UnobtainableError
from tools.site.__main__ import build

DESK = ViewportSize(width=1280, height=900)
TELEPHONE = ViewportSize(width=390, height=844)

CUT = """() => {
    const says = (one) => one.textContent.trim() || one.tagName === "IMG";
    const isShown = (one) => says(one) && one.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const shown = (which) => [...document.querySelectorAll(which)].filter(isShown);
    const overflows = (one) => one.scrollWidth > one.clientWidth + 1;
    const clips = (one) => getComputedStyle(one).overflowX !== "visible" && overflows(one);
    const leaves = (one) => one.getBoundingClientRect().right > window.innerWidth;
    const cut = [
        ...shown("article *, .md-header__topic *, .md-tabs, .md-footer *").filter((one) => clips(one) || leaves(one)),
        ...shown(".md-nav__link, .md-nav__link *").filter((one) => one.clientWidth && overflows(one)),
        ...(document.documentElement.scrollWidth > window.innerWidth ? [document.documentElement] : []),
    ];
    return cut.map((one) => `${one.tagName}: ${one.textContent.trim().slice(0, 60)}`);
}"""
"""What is wider than there is room for: it would be cut, or have to be scrolled sideways."""


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
    cut: dict[int, list[str]] = field(default_factory=dict)
    """What there was no room for, by the width of the screen."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's folder, fresh from the pages. A link without a target fails already here."""
    folder = tmp_path_factory.mktemp("served") / "some/folder"
    build(folder)
    return folder


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served: not at the top of its host, so that links must be relative."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site.parents[1]))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/some/folder/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Not for the whole session: as long as it is there, an event loop runs in this thread, and no other can."""
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
    return Visit(here, response.status if response else 0, links, anchors, complaints, _cut(page))


def _cut(page: Page) -> dict[int, list[str]]:
    found = {}
    for size in (TELEPHONE, DESK):
        page.set_viewport_size(size)
        found[size["width"]] = page.evaluate(CUT)
    return found
