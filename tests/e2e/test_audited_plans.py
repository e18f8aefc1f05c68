"""What an audit says of a plan, and a picture shows of it, is what they say of the account after the apply, too."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, EVERYTHING, KEY
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OLDEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.pictures import as_shown, disagreements, pictures_of
from tests.e2e.workspace import Workspace
from tests.harness.forked import run_forked
from tests.harness.process import ROOT
from tests.keys import PEM

POLICY = f"""
[recordings]
encrypted = true
keys = ["{KEY}"]

[compositions]
encrypted = true
"""


def audit(workspace: Workspace, *arguments: str) -> tuple[int, dict[str, Any]]:
    """The exit status, and what the JSON says of the account."""
    policy = workspace.directory / "policy.toml"
    policy.write_text(POLICY)
    asked = ("audit", "--policy", str(policy), "--format", "json", *arguments)
    done = run_forked(*asked, cwd=ROOT, environment=workspace.environ)
    assert done.stderr == ""
    (account,) = json.loads(done.stdout)["accounts"]
    assert account["sid"] == ACCOUNT
    return done.returncode, account


def plan(workspace: Workspace, *blocks: str) -> tuple[int, dict[str, Any]]:
    """Plan, and audit that."""
    workspace.write(*blocks)
    workspace.plan().expect_change()
    path = Path(workspace.directory / "plan.json")
    path.write_text(json.dumps(workspace.show_plan()))
    return audit(workspace, "--plan", str(path))


@engines(OLDEST_TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_an_audit_of_a_plan_and_of_the_account_after_its_apply_agree(workspace: Workspace, twilio: FakeTwilio) -> None:
    compositions = hcl.settings(kind=hcl.COMPOSITION, friendly_name="C", encryption_enabled=False)
    status, planned = plan(
        workspace, hcl.settings(encryption_enabled=True, encryption_key_sid=KEY, friendly_name="R"), compositions
    )
    assert (status, [one["rule"] for one in planned["findings"]]) == (1, ["compositions.encrypted"])

    workspace.apply_plan().expect_success()

    status, live = audit(workspace)
    assert (status, live["findings"]) == (1, planned["findings"])


def explain(workspace: Workspace, *arguments: str) -> list[str]:
    """The lines that say where media go, without what they were before and where they are declared."""
    done = run_forked("explain", *arguments, cwd=ROOT, environment=workspace.environ)
    assert done.returncode == 0, done.stderr
    lines = (re.sub(r"( \(twilio_.*|  \(changes\))$", "", line) for line in done.stdout.splitlines())
    return [re.sub(r"^(    [A-Z].*?  +).* -> ", r"\1", line) for line in lines]


@engines(OLDEST_TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_the_picture_of_a_plan_of_its_state_and_of_the_account_after_its_apply_agree(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    """For settings that are made, changed and destroyed."""
    recordings, compositions = hcl.settings(EVERYTHING), hcl.settings(kind=hcl.COMPOSITION, friendly_name="C")
    changed = hcl.settings({**EVERYTHING, "encryption_enabled": False}, on_destroy="retain")
    for blocks in ((recordings, compositions), (changed, compositions), (compositions,)):
        workspace.write(*blocks)
        workspace.plan().expect_change()
        path = workspace.directory / "shown.json"
        path.write_text(json.dumps(workspace.show_plan()))
        planned = explain(workspace, "--plan", str(path))
        workspace.apply_plan().expect_success()
        assert explain(workspace) == planned
    path.write_text(workspace.run("show", "-json").expect_success().output)
    assert set(explain(workspace, "--plan", str(path))) <= set(planned)


@pytest.mark.parametrize(
    ("engine", "on_destroy", "left"),
    [(OPENTOFU, "restore", "nothing"), (OLDEST_TERRAFORM, "reset", "nothing"), (TERRAFORM, "retain", KEY)],
    indirect=["engine"],
)
def test_the_picture_of_a_destroy_is_what_the_account_has_then(managed: Workspace, on_destroy: str, left: str) -> None:
    managed.write(hcl.settings(EVERYTHING, on_destroy=on_destroy))
    managed.apply().expect_success()
    managed.write()
    managed.plan().expect_change()

    (picture,) = pictures_of(json.dumps(managed.show_plan()))
    assert [media.after.encrypted_with for media in picture.media] == [left]

    managed.apply_plan().expect_success()  # which is held against the picture


def test_an_account_that_is_not_as_a_state_says_is_noticed(twilio: FakeTwilio) -> None:
    """So every workspace would notice it after an apply."""
    settings = {"account_sid": ACCOUNT, "encryption_enabled": True, "encryption_key_sid": KEY, "aws_storage_enabled": False}
    told = pictures_of(as_shown({"twilio_video_recording_settings.this": {"attributes": settings}}))
    assert disagreements(told, twilio) == [f"{ACCOUNT}: recordings, Encrypted with: told '{KEY}', and it is 'nothing'"]


@engines(OLDEST_TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_a_key_that_the_plan_makes_is_not_known_yet(workspace: Workspace, twilio: FakeTwilio) -> None:
    key = hcl.block('resource "twilio_credentials_public_key" "key"', {"public_key": PEM})
    sid = hcl.Expression("twilio_credentials_public_key.key.sid")
    compositions = hcl.settings(kind=hcl.COMPOSITION, friendly_name="C", encryption_enabled=True, encryption_key_sid=sid)

    status, planned = plan(
        workspace, key, hcl.settings(encryption_enabled=True, encryption_key_sid=sid, friendly_name="R"), compositions
    )

    assert (status, planned["status"]) == (2, "unreadable")
    assert [(one["rule"], one["found"]) for one in planned["findings"]] == [("recordings.keys", "known after apply")]
