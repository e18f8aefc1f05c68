"""What is wrong in a plan or a state, in the words that the doctor and the plan have for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from provider.resources.provider import ADDRESS
from tests.audit.conftest import BUCKET, KEY, Auditor
from tests.audit.test_plan import ACCOUNT, PLAIN, RIGHT, change, plan
from tests.explain.test_plan import STORED, explained

ENCRYPTED_IN_S3 = {**STORED, "encryption_enabled": True, "encryption_key_sid": KEY}


def findings(output: str) -> list[str]:
    return [line.removeprefix("  ! ") for line in output.splitlines() if line.startswith("  ! ")]


def hook(*, enabled: bool = True) -> dict[str, Any]:
    after = {"account_sid": ACCOUNT, "friendly_name": "grid", "enabled": enabled}
    about = {"address": "twilio_video_composition_hook.grid", "type": "twilio_video_composition_hook", "provider_name": ADDRESS}
    return about | {"mode": "managed", "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": {}}}


def bucket(region: str) -> dict[str, Any]:
    found = {"type": "aws_s3_bucket", "mode": "data", "values": {"bucket": "my-recordings", "region": region}}
    return {"prior_state": {"values": {"root_module": {"child_modules": [{"resources": [found]}]}}}}


def test_a_bucket_that_is_in_another_region_than_its_url_says(auditor: Auditor) -> None:
    output = explained(auditor, plan(change("create", after=ENCRYPTED_IN_S3), **bucket("us-east-1")))
    (found,) = findings(output)
    assert found.startswith("aws_s3_url names region eu-west-1, and bucket my-recordings is in us-east-1:")
    assert 's3_url("my-recordings", "us-east-1"' in output


def test_a_bucket_where_its_url_says_is_nothing_to_tell_of(auditor: Auditor) -> None:
    assert findings(explained(auditor, plan(change("create", after=ENCRYPTED_IN_S3), **bucket("eu-west-1")))) == []


@pytest.mark.parametrize(("enabled", "told"), [(True, 1), (False, 0)])
def test_hooks_that_can_compose_nothing_once_the_plan_is_applied(auditor: Auditor, *, enabled: bool, told: int) -> None:
    output = explained(auditor, plan(change("create", after=RIGHT), hook(enabled=enabled)))
    assert len(findings(output)) == told
    assert ("grid will compose nothing: the recording settings have encryption_enabled on" in output) is enabled
    assert "    grid  not there -> " in output


def test_a_credential_that_the_plan_destroys_and_the_settings_go_on_naming(auditor: Auditor) -> None:
    key = change("delete", before={"sid": KEY}, type="twilio_credentials_public_key", address="twilio_credentials_public_key.key")
    (found,) = findings(explained(auditor, plan(change("no-op", before=RIGHT, after=RIGHT), key)))
    assert found == (
        f"encryption_key_sid names the credential {KEY}, which does not exist: recordings are lost while it is in use."
    )


@pytest.mark.parametrize(
    ("baseline", "told"),
    [
        ("damaged", ["The baseline cannot be read."]),
        (None, ["There is no record of what the account held before, so a destroy does what on_destroy = reset does."]),
        (json.dumps({**PLAIN, "encryption_enabled": True, "encryption_key_sid": f"CR{'2' * 32}"}), []),
    ],
)
def test_a_baseline_that_a_destroy_could_not_restore(auditor: Auditor, baseline: str | None, told: list[str]) -> None:
    settings = {**RIGHT, "on_destroy": "restore", "baseline": baseline}
    assert findings(explained(auditor, plan(change("no-op", before=settings, after=settings)))) == told


def test_a_baseline_with_a_credential_that_the_plan_destroys(auditor: Auditor) -> None:
    old = f"CR{'2' * 32}"
    kept = json.dumps({**PLAIN, "encryption_enabled": True, "encryption_key_sid": old})
    settings = {**RIGHT, "on_destroy": "restore", "baseline": kept}
    key = change("delete", before={"sid": old}, type="twilio_credentials_public_key", address="twilio_credentials_public_key.key")
    output = explained(auditor, plan(change("no-op", before=settings, after=settings), key))
    assert findings(output) == ["Cannot restore the settings (on_destroy)."]
    assert f"names something that no longer exists: encryption_key_sid = {old}" in output


def test_a_switch_without_what_it_needs_and_a_url_of_no_bucket(auditor: Auditor) -> None:
    after = {**RIGHT, "encryption_key_sid": None, "aws_storage_enabled": True, "aws_s3_url": "https://s3-website.amazonaws.com/x"}
    told = findings(explained(auditor, plan(change("create", after=after))))
    assert told[0] == "Invalid aws_s3_url."
    assert {"Missing aws_credentials_sid.", "Missing encryption_key_sid."} <= set(told)


def test_what_is_known_later_is_not_said_to_be_wrong(auditor: Auditor) -> None:
    unknown = ("encryption_key_sid", "encryption_enabled", "aws_storage_enabled", "aws_s3_url", "baseline")
    planned = plan(change("create", after={"account_sid": ACCOUNT, "on_destroy": "restore"}, unknown=unknown))
    assert findings(explained(auditor, planned)) == []


def test_a_plan_that_takes_settings_over_shows_what_the_account_has(auditor: Auditor) -> None:
    output = explained(auditor, plan(change("create", after={**STORED, "baseline": json.dumps(PLAIN)})))
    assert "Stored in       Twilio's cloud -> bucket my-recordings" in output


def test_settings_under_a_new_address_are_shown_once_with_what_they_were(auditor: Auditor) -> None:
    moved = change("delete", before={**RIGHT, "on_destroy": "reset"}, address="twilio_video_recording_settings.old")
    output = explained(auditor, plan(moved, change("create", after={**STORED, "aws_s3_url": BUCKET})))
    assert output.count("  Recordings (") == 1
    assert f"Encrypted with  {KEY} -> nothing" in output
