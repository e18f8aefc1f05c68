"""An output that is an input of the same command, by whatever path: a report in place of a policy is a policy lost."""

from __future__ import annotations

import json
import os

import pytest

from tests.audit.conftest import ENCRYPTED, Auditor, auditor, twilio  # noqa: F401  # fixtures
from tests.audit.test_plan import RIGHT, change, plan
from tests.explain.test_account import explain

PLANNED = json.dumps(plan(change("create", after=RIGHT)))


@pytest.mark.parametrize("output", ["policy.toml", "./policy.toml", "link.toml", "plan.json"])
def test_an_audit_overwrites_nothing_that_it_reads(auditor: Auditor, output: str) -> None:  # noqa: F811  # the fixture
    auditor.write(PLANNED, "plan.json")
    os.link(auditor.write(ENCRYPTED), auditor.folder / "link.toml")

    audit = auditor.audit(ENCRYPTED, "--plan", "plan.json", "--output", output)

    assert audit.status == 2
    assert audit.errors.endswith(": It is named twice, and would be overwritten.\n")
    assert (auditor.folder / "policy.toml").read_text() == ENCRYPTED
    assert (auditor.folder / "plan.json").read_text() == PLANNED


def test_a_journal_and_a_report_are_two_files(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    audit = auditor.audit(ENCRYPTED, "--output", "one.json", "--resume", "one.json")
    assert (audit.status, audit.errors) == (2, "Not audited. one.json: It is named twice, and would be overwritten.\n")


def test_a_picture_overwrites_no_plan(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    path = auditor.write(PLANNED, "plan.json")

    status, _, errors = explain(auditor, "--plan", "plan.json", "--format", "svg", "--output", "plan.json")

    assert (status, errors) == (2, "Not explained. plan.json: It is named twice, and would be overwritten.\n")
    assert path.read_text() == PLANNED
