"""Somebody gives Twilio a key of AWS that cannot work there."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed
from tests.engine.walk import Walk

CREDENTIAL = """
resource "twilio_credentials_aws" "a" {
  friendly_name                    = "a"
  aws_access_key_id                = "ASIAIOSFODNN7EXAMPLE"
  aws_secret_access_key_wo         = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
  aws_secret_access_key_wo_version = 1
}
"""


@engines(ANY)
def test_a_temporary_key_is_refused_in_the_plan_since_twilio_takes_no_session_token(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    workspace.write(CREDENTIAL)

    told = workspace.plan().error

    assert told.startswith("Invalid aws_access_key_id: It begins with ASIA: it is a temporary key of AWS STS")
    assert "session token, and Twilio takes none" in told
    assert "IOSFODNN7EXAMPLE" not in told
    assert twilio.writes == []


def told(walk: Walk, key_id: str) -> list[str]:
    managed = Managed(walk, "twilio_credentials_aws")
    return [each.detail for each in managed.validate({"aws_access_key_id": key_id, "aws_secret_access_key": "s" * 40}).errors]


@pytest.mark.parametrize(
    ("key_id", "owner"),
    [
        ("AIDACKCEVSQ6C2EXAMPLE", "an IAM user"),
        ("AROADBQP57FF2AEXAMPLE", "an IAM role"),
        ("AIPACKCEVSQ6C2EXAMPL", "an EC2 instance profile"),
        ("APKACKCEVSQ6C2EXAMPL", "a public key"),
    ],
)
def test_the_id_of_something_else_is_told_by_its_prefix(walk: Walk, key_id: str, owner: str) -> None:
    (problem,) = told(walk, key_id)

    assert problem == f"It begins with {key_id[:4]}, as the ID of {owner} does. The ID of an access key is wanted (AKIA…)."


@pytest.mark.parametrize("key_id", ["AKIAIOSFODNN7EXAMPLE", "A3T0IOSFODNN7EXAMPLE", "00000000000000000000"])
def test_a_users_key_and_one_of_a_prefix_that_nobody_documents_are_taken(walk: Walk, key_id: str) -> None:
    assert told(walk, key_id) == []
