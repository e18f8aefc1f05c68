"""A pull request's comment has an end: GitHub takes 65,536 characters."""

from __future__ import annotations

from tests.audit.conftest import Auditor, auditor, twilio  # noqa: F401  # fixtures
from tests.audit.test_plan import PLAIN, RIGHT, change, plan
from tests.explain.test_plan import explained

MOST = 65_536


def account(number: int) -> str:
    return f"AC{number:032x}"


def settings(number: int, actions: str, before: dict[str, object] | None, after: dict[str, object]) -> dict[str, object]:
    of = {"account_sid": account(number)}
    return change(
        actions, before=before and before | of, after=after | of, address=f'twilio_video_recording_settings.this["{number}"]'
    )


def test_of_a_plan_for_many_accounts_a_comment_has_those_that_matter(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    kept = [settings(number, "no-op", RIGHT, RIGHT) for number in range(200)]
    renamed = RIGHT | {"encryption_key_sid": f"CR{'2' * 32}"}
    ends = [settings(500, "update", RIGHT, renamed), settings(501, "create", None, RIGHT), settings(502, "no-op", PLAIN, PLAIN)]
    stored = PLAIN | {"aws_storage_enabled": True, "aws_s3_url": "https://b.s3-eu-west-1.amazonaws.com/"}
    wrong = settings(503, "update", PLAIN, stored)

    output = explained(auditor, plan(*kept, *ends, wrong), "--format", "markdown")

    shown = [line.removeprefix("### Account ") for line in output.splitlines() if line.startswith("### ")]
    assert len(output) < MOST
    assert shown[:4] == [account(502), account(503), account(500), account(501)]
    assert f"**{204 - len(shown)} more accounts are not shown here**" in output
    assert f"0 have findings and {204 - len(shown)} are known to stay as they are" in output


def test_a_page_has_them_all(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    planned = plan(*(settings(number, "no-op", RIGHT, RIGHT) for number in range(200)))
    output = explained(auditor, planned, "--format", "html")
    assert all(account(number) in output for number in range(200))
