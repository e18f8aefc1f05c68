"""Code hosts open an alert for each result of SARIF, and look for its file from the top of the repository."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.audit import test_plan as plans
from tests.audit.conftest import ENCRYPTED, Auditor, auditor  # noqa: F401  # a fixture

EXCEPTION = f'[[exceptions]]\naccounts = ["{plans.OTHER}"]\nrecordings.encrypted = false\nreason = "Test"\nuntil = 2999-01-01\n'


def results(auditor: Auditor, folder: Path, policy: str) -> list[dict[str, Any]]:  # noqa: F811  # the fixture
    """Audit from `folder` a plan of two accounts that are not encrypted."""
    changes = [plans.change("create", after={**plans.PLAIN, "account_sid": sid}) for sid in (plans.ACCOUNT, plans.OTHER)]
    (folder / "plan.json").write_text(json.dumps(plans.plan(*changes)), encoding="utf-8")
    here = Auditor(folder, auditor.variables)
    audit = here.run("--policy", policy, "--plan", "plan.json", "--format", "sarif")
    assert audit.status == 1
    found: list[dict[str, Any]] = audit.result["runs"][0]["results"]
    return found


def test_what_an_exception_covers_opens_no_alert(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    auditor.write(ENCRYPTED + EXCEPTION)

    (only,) = results(auditor, auditor.folder, "policy.toml")

    assert only["locations"][0]["logicalLocations"][0]["name"] == plans.ACCOUNT


@pytest.mark.parametrize(
    ("policy", "uri"), [("policy.toml", "infra/live/policy.toml"), ("../../rules/policy.toml", "rules/policy.toml")]
)
def test_a_policy_is_named_from_the_top_of_the_repository_wherever_the_audit_runs(
    auditor: Auditor,  # noqa: F811  # the fixture
    policy: str,
    uri: str,
) -> None:
    subprocess.run(["git", "init", "-q", auditor.folder], check=True)
    folder = auditor.folder / "infra" / "live"
    for each in (folder, auditor.folder / "rules"):
        each.mkdir(parents=True)
        (each / "policy.toml").write_text(ENCRYPTED, encoding="utf-8")

    found = results(auditor, folder, policy)

    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in found} == {uri}
