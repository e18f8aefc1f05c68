"""Somebody tests a configuration with `terraform test`, and has the provider mocked."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import KEY
from tests.e2e.engine_choice import ANY, CURRENT, engines
from tests.e2e.workspace import Workspace
from tests.keys import PEM

EVERYTHING = f"""
resource "twilio_credentials_public_key" "k" {{
  friendly_name = "k"
  public_key    = <<-EOT
{PEM}EOT
}}
resource "twilio_credentials_aws" "a" {{
  friendly_name         = "a"
  aws_access_key_id     = "AKIAIOSFODNN7EXAMPLE"
  aws_secret_access_key = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
}}
resource "twilio_video_recording_settings" "this" {{
  friendly_name       = "x"
  encryption_enabled  = true
  encryption_key_sid  = twilio_credentials_public_key.k.sid
  aws_storage_enabled = true
  aws_credentials_sid = twilio_credentials_aws.a.sid
  aws_s3_url          = "https://my-recordings.s3-eu-west-1.amazonaws.com/"
}}
resource "twilio_video_composition_settings" "this" {{
  friendly_name      = "y"
  encryption_enabled = true
  encryption_key_sid = twilio_credentials_public_key.k.sid
}}
resource "twilio_video_composition_hook" "h" {{
  friendly_name = twilio_video_recording_settings.this.friendly_name
  audio_sources = ["*"]
}}
data "twilio_video_composition_hook" "h" {{
  sid = twilio_video_composition_hook.h.sid
}}
"""

BARE = """
mock_provider "twilio" {}
run "one" {
  command = apply
  assert {
    condition     = twilio_video_recording_settings.this.encryption_enabled
    error_message = "not encrypted"
  }
}
run "again" {
  command = apply
  variables { name = "z" }
}
run "planned" {
  command = plan
}
"""


@engines(*CURRENT)
def test_a_bare_mock_of_the_provider_applies_what_refers_to_each_other(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(EVERYTHING)
    workspace.write(BARE, name="all.tftest.hcl")

    tested = workspace.run("test", "-no-color")

    assert "3 passed, 0 failed" in tested.text, tested.output
    assert twilio.requests == []


@engines(ANY)
@pytest.mark.parametrize("sid", ["6e9eocs3", "CRabc123", "changeme"])
def test_a_text_of_the_form_of_a_mocked_one_is_refused_in_every_plan(workspace: Workspace, twilio: FakeTwilio, sid: str) -> None:
    workspace.write(hcl.settings(friendly_name="x", encryption_enabled=True, encryption_key_sid=sid))

    assert workspace.plan().error.startswith(f'Invalid encryption_key_sid: "{sid}" is not a credential SID')
    assert twilio.writes == []


@engines(ANY)
def test_validate_refuses_it_too(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name="x", encryption_key_sid="6e9eocs3"))

    assert workspace.validate().error.startswith('Invalid encryption_key_sid: "6e9eocs3" is not a credential SID')


@engines(*CURRENT)
def test_a_mock_lets_no_other_mistake_pass(workspace: Workspace) -> None:
    workspace.write(hcl.settings(friendly_name="x", encryption_enabled=True, encryption_key_sid=KEY[:-1], on_destroy="restored"))
    workspace.write('mock_provider "twilio" {}\nrun "one" {}\n', name="all.tftest.hcl")

    tested = workspace.run("test", "-no-color")

    assert tested.code == 1
    assert f'"{KEY[:-1]}" is not a credential SID' in tested.text
    assert '"restored" is not one of "restore", "reset", "retain"' in tested.text
