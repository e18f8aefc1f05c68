"""Somebody tests a configuration with `terraform test` and the real provider: several runs, and a clean account afterwards."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e.account import UNTOUCHED, holds
from tests.e2e.engine_choice import CURRENT, engines
from tests.e2e.hcl import literal
from tests.e2e.workspace import Workspace
from tests.keys import OTHER_PEM, PEM

CONFIGURATION = f"""
variable "name" {{ default = "x" }}
variable "other_key" {{ default = false }}
resource "twilio_credentials_public_key" "k" {{
  friendly_name = "k"
  public_key    = var.other_key ? {literal(OTHER_PEM)} : {literal(PEM)}
  lifecycle {{ create_before_destroy = true }}
}}
resource "twilio_video_recording_settings" "this" {{
  friendly_name      = var.name
  encryption_enabled = true
  encryption_key_sid = twilio_credentials_public_key.k.sid
}}
"""

RUNS = """
run "planned" { command = plan }
run "planned_again" { command = plan }
run "applied" { command = apply }
run "planned_after_that" { command = plan }
run "renamed" {
  command = apply
  variables { name = "y" }
}
run "rotated" {
  command = apply
  variables {
    name      = "y"
    other_key = true
  }
}
"""


@engines(*CURRENT)
@pytest.mark.parametrize(
    "block", ["", 'provider "twilio" {}\n'], ids=["no block", "a block: Terraform 1.16 has one process then"]
)
def test_runs_plan_apply_and_rotate_a_key_and_leave_the_account_as_it_was(
    workspace: Workspace, twilio: FakeTwilio, block: str
) -> None:
    before = {sid: key.friendly_name for sid, key in twilio.account().public_keys.items()}
    workspace.write(CONFIGURATION)
    workspace.write(block + RUNS, name="all.tftest.hcl")

    tested = workspace.run("test", "-no-color")

    assert "6 passed, 0 failed" in tested.text, tested.output
    assert tested.code == 0
    assert holds(twilio) == UNTOUCHED | {"friendly_name": "y"}
    assert {sid: key.friendly_name for sid, key in twilio.account().public_keys.items()} == before
    assert [(request.method, request.path) for request in twilio.writes if request.path.endswith("/PublicKeys")] == [
        ("POST", "/v1/Credentials/PublicKeys")
    ] * 2
