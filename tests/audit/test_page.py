"""The HTML page in a browser: it can be read by everybody, on a desktop and a phone, in light and in dark."""

from __future__ import annotations

from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser

from provider.audit.evaluation import PolicyFinding
from provider.audit.html_report import as_html
from provider.audit.policy import PolicyException, Rules
from provider.audit.result import AuditedAccount, AuditResult, unreadable
from tests.audit.test_hostile_names import NAMES
from tests.site.conftest import DESK, TELEPHONE, browser  # noqa: F401  # a fixture

SIZES = {"desktop": DESK, "phone": TELEPHONE}


def result() -> AuditResult:
    """Accounts of every status, with names that nobody would choose."""
    wrong = PolicyFinding("recordings.stored_under", ["https://a.s3.amazonaws.com/" + "x" * 300], "twilio", "They must not.")
    excepted = PolicyFinding(
        "recordings.encrypted", True, False, "Not.", PolicyException((), Rules(), "A test", date(2999, 1, 1))
    )
    accounts = [
        AuditedAccount(f"AC{'0' * 32}", "Unreadable", (unreadable("Twilio does not permit this."),)),
        AuditedAccount(f"AC{'1' * 32}", "Excepted", (excepted,)),
        AuditedAccount(f"AC{'2' * 32}", "In order"),
        *(AuditedAccount(f"AC{number:032}", name, (wrong,)) for number, name in enumerate(NAMES.values(), start=10)),
    ]
    return AuditResult("0" * 64, datetime(2026, 11, 30, tzinfo=UTC), accounts, "the audit was interrupted.")


def assert_everybody_can_read(
    path: Path,
    title: str,
    browser: Browser,  # noqa: F811  # no fixture here
    size: str,
    scheme: Literal["light", "dark"],
) -> None:
    """axe finds nothing in the page, it fits, and it loads nothing else."""
    page = browser.new_page(viewport=SIZES[size], color_scheme=scheme, bypass_csp=True)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: complaints.append(request.url) if request.url != path.as_uri() else None)

    page.goto(path.as_uri())
    assert page.title() == title
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.evaluate((resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")

    page.close()
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert "color-contrast" in [one["id"] for one in found["passes"]]
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_everybody_can_read_it(
    browser: Browser,  # noqa: F811  # the fixture
    tmp_path: Path,
    size: str,
    scheme: Literal["light", "dark"],
) -> None:
    path = tmp_path / "audit.html"
    path.write_text(as_html(result()), encoding="utf-8")
    assert_everybody_can_read(path, "Audit of Twilio accounts", browser, size, scheme)


def test_it_allows_nothing_to_run() -> None:
    assert "default-src 'none'; style-src 'unsafe-inline'" in as_html(result())
