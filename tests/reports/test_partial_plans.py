"""A plan that has not everything: with targets, of a refresh only, or after an error."""

from __future__ import annotations

import json

import pytest

from provider.fake import FakeTwilio
from tests.audit import test_plan as plans
from tests.audit.conftest import ENCRYPTED, Auditor, auditor  # noqa: F401  # a fixture
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING, KEY
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OLDEST_TERRAFORM, OPENTOFU, engines
from tests.e2e.workspace import Workspace

ALL = engines(OLDEST_TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
BOTH = f"{ENCRYPTED}[compositions]\nencrypted = true\n"
COMPOSITIONS = hcl.settings(
    kind=hcl.COMPOSITION, friendly_name="C", encryption_enabled=True, encryption_key_sid=KEY, adopt_existing=True
)


def planned(workspace: Workspace, auditor: Auditor, *options: str) -> None:  # noqa: F811  # the fixture
    """Plan, and give the plan to somebody who audits."""
    workspace.plan(*options)
    auditor.write(json.dumps(workspace.show_plan()), "plan.json")


@pytest.fixture
def not_encrypted(workspace: Workspace) -> Workspace:
    """Settings of recordings that do not encrypt, and of compositions that do."""
    workspace.write(hcl.settings(EVERYTHING, encryption_enabled=False), COMPOSITIONS)
    workspace.apply().expect_success()
    return workspace


@ALL
def test_settings_that_a_plan_with_targets_leaves_as_they_are_are_audited_too(
    not_encrypted: Workspace,
    auditor: Auditor,  # noqa: F811  # the fixture
) -> None:
    not_encrypted.write(hcl.settings(EVERYTHING, encryption_enabled=False), COMPOSITIONS.replace('"C"', '"Renamed"'))
    planned(not_encrypted, auditor, f"-target={hcl.COMPOSITION}.this")

    audit = auditor.audit(BOTH, "--plan", "plan.json")

    assert audit.status in (1, 2)  # engines that say that the plan is partial make it 2
    assert {rule for _, rule in audit.found} == {"recordings.encrypted"}
    assert audit.errors == ""


@ALL
def test_a_plan_that_only_refreshes_is_audited_by_what_it_found(
    not_encrypted: Workspace,
    twilio: FakeTwilio,
    auditor: Auditor,  # noqa: F811  # the fixture
) -> None:
    twilio.account().recording_settings.encryption_enabled = True
    planned(not_encrypted, auditor, "-refresh-only")

    audit = auditor.audit(BOTH, "--plan", "plan.json")

    assert (audit.status, audit.errors) == (0, "")
    pictured = auditor.run("--plan", "plan.json", name="explain").output
    assert f"Encrypted with  {KEY}\n" in pictured
    assert "changes" not in pictured


@pytest.mark.parametrize(
    ("more", "why"),
    [({"errored": True}, "the plan ended with an error"), ({"complete": False}, "the plan leaves changes to a later one")],
)
def test_what_a_plan_lacks_is_told_by_its_cause_and_not_as_an_interruption(
    auditor: Auditor,  # noqa: F811  # the fixture
    more: dict[str, bool],
    why: str,
) -> None:
    auditor.write(json.dumps(plans.plan(plans.change("create", after=plans.RIGHT), **more)), "plan.json")

    for form in ("table", "html"):
        told = auditor.audit(ENCRYPTED, "--plan", "plan.json", "--format", form)
        assert told.status == 2
        assert f"INCOMPLETE: {why}".lower() in told.output.lower()
        assert "interrupted" not in told.output
    assert f"! Incomplete: {why}" in auditor.run("--plan", "plan.json", name="explain").output
