"""The picture of a plan, with what changes, and of a state."""

from __future__ import annotations

import json

import pytest

from tests.audit.conftest import BUCKET, KEY, Auditor
from tests.audit.test_plan import ACCOUNT, PLAIN, RIGHT, change, plan
from tests.explain.test_account import explain

STORED = {**PLAIN, "aws_storage_enabled": True, "aws_s3_url": BUCKET, "aws_credentials_sid": KEY}


def explained(auditor: Auditor, planned: object, *arguments: str) -> str:
    auditor.write(json.dumps(planned), "plan.json")
    status, output, errors = explain(auditor, "--plan", "plan.json", *arguments)
    assert (status, errors) == (0, "")
    return output


def test_before_and_after_stand_side_by_side_and_what_changes_is_marked(auditor: Auditor) -> None:
    output = explained(auditor, plan(change("update", before=RIGHT, after=STORED)))

    assert output == (
        f"Account {ACCOUNT}\n"
        "\n"
        "  Recordings (twilio_video_recording_settings.this)\n"
        "    Stored in       Twilio's cloud -> bucket my-recordings, region eu-west-1, path video  (changes)\n"
        f"    Written with    nothing -> {KEY}  (changes)\n"
        f"    Encrypted with  {KEY} -> nothing  (changes)\n"
        "\n"
        f"  ! Recordings are stored in {BUCKET}, not encrypted.\n"
        "    Set encryption_key_sid and encryption_enabled. Twilio encrypts for accounts of its Enterprise or Security Edition.\n"
    )


def test_what_stays_is_not_marked(auditor: Auditor) -> None:
    assert "changes" not in explained(auditor, plan(change("no-op", before=RIGHT, after=RIGHT)))


def test_what_is_not_known_yet_is_told_as_that(auditor: Auditor) -> None:
    after = {name: value for name, value in RIGHT.items() if name != "encryption_key_sid"}
    planned = plan(change("create", after=after, unknown=("encryption_key_sid",)))
    assert "Encrypted with  known after apply" in explained(auditor, planned)
    assert "encrypted with a key that will be known after apply" in explained(auditor, planned, "--format", "markdown")


def test_a_destroy_shows_what_it_leaves(auditor: Auditor) -> None:
    output = explained(auditor, plan(change("delete", before={**RIGHT, "on_destroy": "reset"})))
    assert f"Encrypted with  {KEY} -> nothing  (changes)" in output


def test_markdown_draws_both_ways_and_marks_the_new_one(auditor: Auditor) -> None:
    output = explained(auditor, plan(change("update", before=RIGHT, after=STORED)), "--format", "markdown")
    assert 'm0 -->|"after the apply: not encrypted' in output
    assert f'm0 -.->|"now: encrypted with {KEY}"| m0b[("Twilio\'s cloud")]' in output
    assert "class m0a changes" in output
    assert f"| Recordings | Encrypted with | {KEY} | nothing | **changes** |" in output


def test_a_state_is_shown_as_it_is(auditor: Auditor) -> None:
    settings = change("no-op", after=RIGHT) | {"values": RIGHT}
    module = {"child_modules": [{"address": "module.a", "resources": [settings]}]}
    output = explained(auditor, {"format_version": "1.0", "values": {"root_module": module}})
    assert f"Encrypted with  {KEY}\n" in output
    assert "changes" not in output


def test_what_a_replacement_left_in_a_state_is_not_what_the_account_has(auditor: Auditor) -> None:
    settings = change("no-op", after=RIGHT) | {"values": RIGHT}
    left = change("no-op", after=STORED) | {"values": STORED, "deposed_key": "00000000"}
    output = explained(auditor, {"format_version": "1.0", "values": {"root_module": {"resources": [left, settings]}}})
    assert output.count("  Recordings (") == 1
    assert f"Encrypted with  {KEY}\n" in output


@pytest.mark.parametrize(
    "content", ["PK", "{}", '{"format_version": "1.0", "values": {}}', '{"format_version": "1.0", "values": 3}']
)
def test_what_is_neither_is_told(auditor: Auditor, content: str) -> None:
    auditor.write(content, "plan.json")
    status, output, errors = explain(auditor, "--plan", "plan.json")
    assert (status, output) == (2, "")
    assert errors.startswith("Not explained. It ")


def test_a_plan_can_come_from_standard_input(auditor: Auditor) -> None:
    status, output, _ = explain(auditor, "--plan", "-", given=json.dumps(plan(change("create", after=PLAIN))))
    assert (status, output.splitlines()[0]) == (0, f"Account {ACCOUNT}")
