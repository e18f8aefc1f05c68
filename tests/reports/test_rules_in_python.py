"""Rules between arguments: told where they can be judged, and otherwise at synth with the line that made the construct."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsii
import pytest
from constructs import Construct

from constructs_lib.errors import InvalidConfiguration
from tests.constructs_lib.backend import Backend
from tests.constructs_lib.conftest import CREDENTIAL, KEY, Synth
from tests.keys import PEM
from tests.reports.constructs import refused, told_at_synth


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        (
            "VideoRecordingSettings",
            {"friendly_name": "x", "encryption_enabled": True},
            "encryption_key_sid: encryption_enabled is true, which needs encryption_key_sid.",
        ),
        (
            "VideoCompositionSettings",
            {"friendly_name": "x", "aws_storage_enabled": True, "aws_credentials_sid": CREDENTIAL},
            "aws_s3_url: aws_storage_enabled is true, which needs aws_s3_url.",
        ),
        (
            "CredentialsAws",
            {"aws_access_key_id": "A" * 20},
            "aws_secret_access_key: Set one of aws_secret_access_key, aws_secret_access_key_wo.",
        ),
        (
            "CredentialsAws",
            {"aws_access_key_id": "A" * 20, "aws_secret_access_key": "${var.s}", "aws_secret_access_key_wo_version": 1},
            "aws_secret_access_key_wo: aws_secret_access_key_wo_version is set, which needs aws_secret_access_key_wo.",
        ),
        ("TwilioProvider", {"account_sid": "ACtest"}, 'account_sid: "ACtest" is not an account SID'),
    ],
)
def test_what_a_call_alone_breaks_is_told_at_its_line(
    backend: Backend, stack: Any, name: str, arguments: dict[str, Any], told: str
) -> None:
    assert told in refused(InvalidConfiguration, lambda: getattr(backend.l1, name)(stack, "one", **arguments))
    assert not [child for child in stack.node.children if child.node.id == "one"]


def test_a_rule_waits_for_tokens(backend: Backend, stack: Any, synth: Synth) -> None:
    variable = backend.cdk.TerraformVariable(stack, "v")
    backend.l1.TwilioProvider(stack, "twilio", account_sid=variable.string_value)
    backend.l1.VideoRecordingSettings(stack, "one", friendly_name="x", encryption_enabled=variable.boolean_value)
    other = backend.l1.VideoCompositionSettings(stack, "other", friendly_name="x")
    other.encryption_enabled = variable.boolean_value
    other.aws_storage_enabled = True
    other.aws_s3_url = other.aws_credentials_sid = variable.string_value

    synth(validate=True)


def test_what_is_set_one_after_the_other_is_judged_at_synth(backend: Backend, stack: Any, synth: Synth) -> None:
    backend.l1.TwilioProvider(stack, "twilio")
    settings = backend.l1.VideoRecordingSettings(stack, "one", friendly_name="x")
    settings.encryption_enabled = True

    assert "encryption_key_sid: encryption_enabled is true" in told_at_synth(synth)
    settings.encryption_key_sid = KEY
    synth(validate=True)


def line_of(mark: str) -> int:
    """The line of this file that ends with a mark."""
    (found,) = [n for n, line in enumerate(Path(__file__).read_text().splitlines(), 1) if re.search(rf"# {mark}$", line)]
    return found


def test_what_synth_tells_names_the_line_that_made_the_construct(backend: Backend, stack: Any, synth: Synth) -> None:
    @jsii.implements(backend.cdk.IAspect)
    class Encrypt:
        def visit(self, node: Any) -> None:
            if isinstance(node, backend.l1.VideoRecordingSettings):
                node.encryption_enabled = True

    class Team(Construct):
        def __init__(self, scope: Construct, id_: str) -> None:
            super().__init__(scope, id_)
            backend.l1.VideoRecordingSettings(self, "settings", friendly_name="x")  # by a team

    backend.l1.TwilioProvider(stack, "twilio")
    Team(stack, "team")
    made = backend.l1.VideoCompositionSettings(stack, "overridden", friendly_name="x")  # by hand
    made.add_override("encryption_enabled", True)
    storage = backend.l1.CompositionStorage.from_credential_sid(  # by storage
        stack, "storage", CREDENTIAL, bucket="my-bucket", region="eu-west-1"
    )
    storage.settings.add_override("timeouts.create", "soon")
    backend.cdk.Aspects.of(stack).add(Encrypt())

    told = told_at_synth(synth)

    for path, mark in (("team/settings", "by a team"), ("overridden", "by hand"), ("storage/Settings", "by storage")):
        (line,) = [each for each in told.splitlines() if f"[stack/{path}]" in each and "An account has one" not in each]
        assert line.endswith(f"(tests/reports/test_rules_in_python.py, line {line_of(mark)})")


def test_the_label_of_a_deep_construct_keeps_the_end_that_tells_it_apart(backend: Backend, stack: Any, synth: Synth) -> None:
    scope = stack
    for step in ("a-rather-long-name-of-a-company", "a-rather-long-name-of-a-department", "team"):
        scope = Construct(scope, step)
    red = backend.l1.EncryptedRecordings(scope, "red", public_key=PEM)
    blue = backend.l1.EncryptedCompositions(scope, "blue", public_key=PEM)

    labels = [one["friendly_name"] for one in synth()["resource"]["twilio_credentials_public_key"].values()]
    assert sorted(labels) == sorted([red.node.path[-64:], blue.node.path[-64:]])
    assert [label.rpartition("/")[2] for label in sorted(labels)] == ["blue", "red"]
    assert all(len(label) == 64 for label in labels)


def test_the_label_of_deep_storage_keeps_that_end_too(backend: Backend, stack: Any, synth: Synth) -> None:
    scope = Construct(stack, "a-rather-long-name-of-a-company-with-an-even-longer-name-of-its-department")
    backend.l1.RecordingStorage(scope, "red", bucket="my-bucket", region="eu-west-1", write_only_secret=False)

    (block,) = synth()["resource"]["twilio_credentials_aws"].values()
    assert block["friendly_name"].endswith("/red")
    assert len(block["friendly_name"]) == 64
