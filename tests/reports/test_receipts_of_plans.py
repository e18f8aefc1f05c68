"""A receipt is given to somebody who was not there: it says what was audited, and what was done to it."""

from __future__ import annotations

import hashlib
import json

import pytest

from tests.audit import test_plan as plans
from tests.audit.conftest import ENCRYPTED, Auditor, auditor  # noqa: F401  # a fixture
from tests.audit.test_receipt import keys  # noqa: F401  # a fixture

VERIFY = ("--verify", "receipt.json", "--public-key", "public.pem")


@pytest.fixture
def audited(auditor: Auditor, keys: bytes) -> str:  # noqa: F811  # the fixtures
    """A plan with a receipt of its audit. The plan's SHA-256."""
    plan = json.dumps(plans.plan(plans.change("create", after=plans.RIGHT)))
    auditor.write(plan, "plan.json")
    audit = auditor.audit(ENCRYPTED, "--plan", "plan.json", "--receipt", "receipt.json", "--sign", "key.pem")
    assert audit.status == 0
    return hashlib.sha256(plan.encode()).hexdigest()


def test_the_receipt_of_a_plan_cannot_pass_for_one_of_accounts(auditor: Auditor, audited: str) -> None:  # noqa: F811
    checked = auditor.run(*VERIFY)
    assert checked.status == 0
    assert f"plan_sha256: {audited} (a plan was audited, and not the accounts)\n" in checked.output

    page = auditor.audit(ENCRYPTED, "--plan", "plan.json", "--format", "html").output
    assert "A plan was audited, and not the accounts themselves" in page


def test_the_receipt_of_accounts_names_no_plan(auditor: Auditor, keys: bytes) -> None:  # noqa: F811  # the fixtures
    auditor.audit(ENCRYPTED, "--receipt", "receipt.json", "--sign", "key.pem")
    assert "plan" not in auditor.run(*VERIFY).output
    assert "A plan was audited" not in auditor.audit(ENCRYPTED, "--format", "html").output


def test_line_breaks_that_git_converted_are_told_as_that_and_not_as_a_missing_end(
    auditor: Auditor,  # noqa: F811  # the fixture
    audited: str,
) -> None:
    path = auditor.folder / "receipt.json"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    checked = auditor.run(*VERIFY)

    assert (checked.status, checked.output) == (1, "")
    assert checked.errors.startswith("receipt.json has other line breaks than when it was signed (CR LF).")
