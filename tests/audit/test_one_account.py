"""One account, compared with a policy: exit statuses, and the JSON."""

from __future__ import annotations

import hashlib

import pytest

from provider.fake import Answer, FakeTwilio
from tests.audit.conftest import BUCKET, ENCRYPTED, KEY, Auditor


def encrypt(twilio: FakeTwilio) -> None:
    settings = twilio.account().recording_settings
    settings.encryption_enabled, settings.encryption_key_sid = True, KEY


def store(twilio: FakeTwilio, url: str = BUCKET) -> None:
    settings = twilio.account().recording_settings
    settings.aws_storage_enabled, settings.aws_s3_url, settings.aws_credentials_sid = True, url, KEY


def test_an_account_that_is_as_the_policy_says_ends_with_0(auditor: Auditor, twilio: FakeTwilio) -> None:
    encrypt(twilio)

    audit = auditor.audit()

    assert (audit.status, audit.errors) == (0, "")
    assert audit.accounts == {
        twilio.account_sid: {
            "sid": twilio.account_sid,
            "friendly_name": "Stand-in account",
            "status": "ok",
            "findings": [],
        }
    }


def test_an_account_that_is_not_ends_with_1_and_says_what_was_expected_and_found(auditor: Auditor, twilio: FakeTwilio) -> None:
    audit = auditor.audit()

    assert audit.status == 1
    (account,) = audit.result["accounts"]
    assert account["status"] == "violates"
    assert account["findings"] == [
        {
            "rule": "recordings.encrypted",
            "expected": True,
            "found": False,
            "text": "Recordings are stored in Twilio's cloud, not encrypted. They must be encrypted.",
        }
    ]


def test_the_result_has_its_version_the_hash_of_the_policy_its_time_and_a_summary(auditor: Auditor) -> None:
    result = auditor.audit().result

    assert list(result) == ["version", "policy_sha256", "at", "accounts", "summary"]
    assert (result["version"], result["policy_sha256"]) == (1, hashlib.sha256(ENCRYPTED.encode()).hexdigest())
    assert result["at"].endswith("Z")
    assert result["summary"] == {"accounts": 1, "ok": 0, "violates": 1, "excepted": 0, "unreadable": 0, "complete": True}


def test_settings_that_cannot_be_read_end_with_2_and_are_never_in_order(auditor: Auditor, twilio: FakeTwilio) -> None:
    encrypt(twilio)
    twilio.faults.add(Answer(403, message="Forbidden"), path="/v1/RecordingSettings", times=None)

    audit = auditor.audit()

    assert audit.status == 2
    (account,) = audit.result["accounts"]
    assert (account["status"], [one["rule"] for one in account["findings"]]) == ("unreadable", ["account.readable"])
    assert "Twilio does not permit this" in account["findings"][0]["text"]


def test_what_was_seen_beside_what_cannot_be_read_is_told_too(auditor: Auditor, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(403, message="Forbidden"), path="/v1/CompositionSettings", times=None)

    audit = auditor.audit("[recordings]\nencrypted = true\n[compositions]\nencrypted = true\n")

    assert audit.status == 2
    assert {rule for _, rule in audit.found} == {"recordings.encrypted", "account.readable"}


def test_compositions_are_not_read_where_the_policy_asks_nothing_of_them(auditor: Auditor, twilio: FakeTwilio) -> None:
    auditor.audit()
    assert not twilio.requests_to("/v1/CompositionSettings")


def test_wrong_credentials_end_with_2_and_say_the_remedy(auditor: Auditor) -> None:
    auditor.variables["TWILIO_AUTH_TOKEN"] = "f" * 32

    audit = auditor.audit()

    assert (audit.status, audit.output) == (2, "")
    assert "Check account_sid with auth_token" in audit.errors
    assert "Main API key" not in audit.errors


def test_missing_credentials_are_told_all_at_once(auditor: Auditor, twilio: FakeTwilio) -> None:
    del auditor.variables["TWILIO_ACCOUNT_SID"], auditor.variables["TWILIO_AUTH_TOKEN"]

    audit = auditor.audit()

    assert (audit.status, audit.output) == (2, "")
    assert "TWILIO_ACCOUNT_SID" in audit.errors
    assert "TWILIO_AUTH_TOKEN" in audit.errors
    assert not twilio.requests


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        (f'keys = ["{KEY}"]', []),
        (f'keys = ["CR{"2" * 32}"]', [KEY]),
        (f'stored_under = ["{BUCKET}"]', []),
        ('stored_under = ["https://my-recordings.s3-eu-west-1.amazonaws.com/"]', []),
        ('stored_under = ["https://s3.eu-west-1.amazonaws.com/my-recordings/video"]', []),
        ('stored_under = ["twilio"]', [BUCKET]),
        ('stored_under = ["https://my-recordings.s3-eu-west-1.amazonaws.com/{account_sid}/"]', [BUCKET]),
    ],
)
def test_the_key_and_the_place_are_one_of_those_that_the_policy_names(
    auditor: Auditor, twilio: FakeTwilio, rule: str, found: list[str]
) -> None:
    encrypt(twilio)
    store(twilio)

    audit = auditor.audit(f"[recordings]\n{rule}\n")

    assert audit.status == (1 if found else 0)
    assert [one["found"] for one in audit.result["accounts"][0]["findings"]] == found


def test_the_account_sid_in_a_place_stands_for_the_account(auditor: Auditor, twilio: FakeTwilio) -> None:
    store(twilio, f"https://my-recordings.s3-eu-west-1.amazonaws.com/{twilio.account_sid}/video")

    audit = auditor.audit('[recordings]\nstored_under = ["https://my-recordings.s3-eu-west-1.amazonaws.com/{account_sid}/"]\n')

    assert audit.status == 0


def test_a_table_shows_what_is_not_in_order_and_sums_up(auditor: Auditor, twilio: FakeTwilio) -> None:
    audit = auditor.audit(ENCRYPTED, "--format", "table")

    first, second, _, last = audit.output.splitlines()
    assert first.split(maxsplit=2) == ["violates", twilio.account_sid, "Stand-in account"]
    assert second.strip() == (
        "recordings.encrypted: Recordings are stored in Twilio's cloud, not encrypted. They must be encrypted."
    )
    assert last == "Accounts: 1. In order: 0. With findings: 1. Excepted: 0. Unreadable: 0."


def test_a_report_can_go_into_a_file(auditor: Auditor) -> None:
    audit = auditor.audit(ENCRYPTED, "--output", "report.json")

    assert audit.output == ""
    assert '"version": 1' in (auditor.folder / "report.json").read_text()


def test_a_file_that_cannot_be_written_ends_with_2_before_anything_is_read(auditor: Auditor, twilio: FakeTwilio) -> None:
    audit = auditor.audit(ENCRYPTED, "--output", "nowhere/report.json")

    assert audit.status == 2
    assert audit.errors == "Not audited. nowhere/report.json: There is no such folder.\n"
    assert not twilio.requests


def test_a_policy_is_needed(auditor: Auditor) -> None:
    audit = auditor.run()

    assert audit.status == 2
    assert "--policy" in audit.errors
