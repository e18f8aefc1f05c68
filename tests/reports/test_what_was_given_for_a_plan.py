"""Somebody gives something else for the JSON of a plan, or a file that Windows wrote."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.audit import test_plan as plans
from tests.audit.conftest import ENCRYPTED, Auditor, auditor  # noqa: F401  # a fixture
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OLDEST_TERRAFORM, OPENTOFU, engines
from tests.e2e.workspace import Workspace

PLAN = json.dumps(plans.plan(plans.change("create", after=plans.RIGHT)))


def refused(auditor: Auditor, content: bytes) -> str:  # noqa: F811  # the fixture
    """What both commands say of it."""
    auditor.write(ENCRYPTED)
    audit = auditor.run("--policy", "policy.toml", "--plan", "-", given=content)
    picture = auditor.run("--plan", "-", name="explain", given=content)
    assert (audit.status, audit.output, picture.status, picture.output) == (2, "", 2, "")
    said = audit.errors.removeprefix("Not audited. ")
    assert picture.errors == f"Not explained. {said}"
    return said


@engines(OLDEST_TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_other_files_of_engines_are_told_by_what_they_are(workspace: Workspace, auditor: Auditor) -> None:  # noqa: F811
    workspace.write(hcl.settings(EVERYTHING))
    log = workspace.plan().expect_change().output
    assert "It is the log of a command with -json" in refused(auditor, log.encode())
    assert "seems to be such a PLAN itself" in refused(auditor, (workspace.directory / "saved.plan").read_bytes())

    workspace.apply_plan().expect_success()
    assert "It is a state as the engine stores it" in refused(auditor, workspace.state_text.encode())


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "It is empty, so the command that should have written it failed."),
        ("\n", "It is empty, so the command that should have written it failed."),
        (f"{PLAN}\n{PLAN}\n", "It has several JSON texts, one after the other"),
        ('{"meta": {}, "encrypted_data": "AAAA", "encryption_version": "v0"}', "It is encrypted, as OpenTofu stores states"),
        ('{"@level": "info", "@message": "Terraform 1.11.4"}', "It is the log of a command with -json"),
        ("Terraform used the selected providers\n", "It is not JSON. Write it with: terraform show -json PLAN"),
    ],
)
def test_what_is_no_plan_is_told_by_what_it_is(auditor: Auditor, content: str, says: str) -> None:  # noqa: F811  # the fixture
    assert says in refused(auditor, content.encode())


def test_several_plans_in_utf_16_are_told_too(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    assert "It has several JSON texts" in refused(auditor, f"{PLAN}\n{PLAN}\n".encode("utf-16"))


def test_a_policy_may_begin_with_a_byte_order_mark(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    auditor.write(PLAN, "plan.json")
    Path(auditor.folder / "policy.toml").write_bytes(ENCRYPTED.encode("utf-8-sig"))
    assert auditor.run("--policy", "policy.toml", "--plan", "plan.json").status == 0


def test_a_policy_in_utf_16_is_told_as_that(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    Path(auditor.folder / "policy.toml").write_bytes(ENCRYPTED.encode("utf-16"))
    audit = auditor.run("--policy", "policy.toml", "--plan", "plan.json")
    assert audit.errors == (
        "Not audited. policy.toml: it is not TOML, which is UTF-8. "
        "This is UTF-16, as shells of Windows write it. Save it as UTF-8.\n"
    )
