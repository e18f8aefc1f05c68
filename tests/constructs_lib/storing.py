"""A stack with storage in it, and what is looked at in its Terraform JSON."""

from __future__ import annotations

import json
from typing import Any

from tests.constructs_lib import parts
from tests.constructs_lib.backend import Backend

RECORDINGS, COMPOSITIONS = "twilio_video_recording_settings", "twilio_video_composition_settings"
NAME, REGION = "my-bucket", "eu-west-1"
CREATE_FIRST = {"create_before_destroy": True}


def stack_with_both_providers(backend: Backend) -> Any:
    """A stack for engines that have write-only arguments."""
    targets = {"terraform": ">=1.11", "opentofu": ">=1.11"}
    stack = backend.cdk.TerraformStack(backend.cdk.App(context={"targetVersions": targets}), "stack")
    backend.l1.TwilioProvider(stack, "twilio")
    parts.aws(backend, stack)
    return stack


def only(synthesized: dict[str, Any], resource_type: str) -> dict[str, Any]:
    (block,) = synthesized["resource"][resource_type].values()
    found: dict[str, Any] = block
    return found


def settings_of(synthesized: dict[str, Any]) -> dict[str, Any]:
    (kind,) = {RECORDINGS, COMPOSITIONS} & set(synthesized["resource"])
    return only(synthesized, kind)


def policy_of(synthesized: dict[str, Any]) -> Any:
    return json.loads(only(synthesized, "aws_iam_user_policy")["policy"])


def address(synthesized: dict[str, Any], resource_type: str) -> str:
    (name,) = synthesized["resource"][resource_type]
    return f"{resource_type}.{name}"
