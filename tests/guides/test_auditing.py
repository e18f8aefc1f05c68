"""docs/guides/auditing.md, with three accounts: one in order, one that is not, and one that is excepted."""

from __future__ import annotations

import json

import pytest
from regopy import Interpreter

from provider.fake import FakeTwilio
from tests.e2e.account import KEY
from tests.guides.conftest import guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine


def test_a_policy_is_audited_at_twilio_and_in_a_plan_and_proved_by_a_receipt(reader: Reader, twilio: FakeTwilio) -> None:
    settings = twilio.account().recording_settings
    settings.encryption_enabled, settings.encryption_key_sid = True, KEY
    settings.aws_storage_enabled = True
    settings.aws_s3_url = "https://my-recordings.s3-eu-west-1.amazonaws.com/video/"
    customer = twilio.add_subaccount(friendly_name="Customer 1", sid="AC" + "0d" * 16)
    twilio.add_subaccount(friendly_name="Test", sid="AC" + "0c" * 16)

    printed = reader.follow(guide("auditing"))

    assert not twilio.writes
    assert not [line for line in printed if twilio.auth_token in line or customer.auth_token in line]
    assert "<h1>Audit of Twilio accounts</h1>" in (reader.folder / "audit.html").read_text(encoding="utf-8")
    plan = json.loads((reader.folder / "plan.json").read_text(encoding="utf-8"))
    assert denied(reader, plan) == ["twilio_video_recording_settings.recordings: recordings must be encrypted"]
    plan["resource_changes"][0]["change"]["after"]["encryption_enabled"] = True
    assert denied(reader, plan) == []


def denied(reader: Reader, plan: object) -> list[str]:
    """What the page's policy for OPA says of a plan."""
    rego = Interpreter()
    rego.add_module("recordings", (reader.folder / "policy/recordings.rego").read_text(encoding="utf-8"))
    rego.set_input(plan)
    answer = rego.query("data.main.deny")
    return [str(message) for message in json.loads(str(answer))["expressions"][0]]
