"""The same policy for a plan: what accounts will have."""

from __future__ import annotations

import json
from typing import Any

import pytest

from provider.fake import FakeTwilio
from provider.resources.provider import ADDRESS
from tests.audit.conftest import BUCKET, ENCRYPTED, KEY, Audit, Auditor

ACCOUNT, OTHER = f"AC{'a' * 32}", f"AC{'b' * 32}"
PLAIN = {"account_sid": ACCOUNT, "encryption_enabled": False, "aws_storage_enabled": False}
RIGHT = {"account_sid": ACCOUNT, "encryption_enabled": True, "encryption_key_sid": KEY, "aws_storage_enabled": False}


def change(
    *actions: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    unknown: tuple[str, ...] = (),
    kind: str = "recording",
    **more: Any,
) -> dict[str, Any]:
    """A change of settings, as engines write it."""
    return {
        "address": f"twilio_video_{kind}_settings.this",
        "mode": "managed",
        "type": f"twilio_video_{kind}_settings",
        "name": "this",
        "provider_name": ADDRESS,
        "change": {
            "actions": list(actions),
            "before": before,
            "after": after,
            "after_unknown": dict.fromkeys(unknown, True) if after is not None else False,
        },
        **more,
    }


def plan(*changes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {}, "resource_changes": [*changes], **more}


def audit(auditor: Auditor, planned: dict[str, Any], policy: str = ENCRYPTED, *arguments: str) -> Audit:
    auditor.write(json.dumps(planned), "plan.json")
    return auditor.audit(policy, "--plan", "plan.json", *arguments)


def test_a_plan_that_will_be_as_the_policy_says_ends_with_0_and_asks_nobody(auditor: Auditor, twilio: FakeTwilio) -> None:
    audited = audit(auditor, plan(change("create", after=RIGHT)))

    assert (audited.status, audited.errors) == (0, "")
    assert audited.accounts[ACCOUNT]["friendly_name"] == "twilio_video_recording_settings.this"
    assert not twilio.requests


@pytest.mark.parametrize("actions", [("create",), ("update",), ("no-op",), ("delete", "create"), ("create", "delete")])
def test_what_will_be_is_compared_and_not_what_is(auditor: Auditor, actions: tuple[str, ...]) -> None:
    before = None if actions == ("create",) else RIGHT
    audited = audit(auditor, plan(change(*actions, before=before, after=PLAIN)))
    assert audited.status == 1
    assert audited.found == {(ACCOUNT, "recordings.encrypted")}


def test_what_is_known_after_apply_alone_is_told_as_that_and_ends_with_2(auditor: Auditor) -> None:
    after = {name: value for name, value in RIGHT.items() if name != "encryption_key_sid"}
    planned = plan(change("create", after=after, unknown=("encryption_key_sid",)))

    audited = audit(auditor, planned, f'[recordings]\nkeys = ["{KEY}"]\n')

    assert audited.status == 2
    (found,) = audited.accounts[ACCOUNT]["findings"]
    assert found["found"] == "known after apply"


def test_an_account_that_is_not_known_yet_is_in_no_path_of_the_policy(auditor: Auditor) -> None:
    after = {"encryption_enabled": False, "aws_storage_enabled": True, "aws_s3_url": BUCKET}
    planned = plan(change("create", after=after, unknown=("account_sid",)))

    audited = audit(auditor, planned, f'[recordings]\nstored_under = ["{BUCKET}{{account_sid}}/"]\n')

    assert audited.status == 2
    assert audited.accounts["known after apply"]["findings"][0]["found"] == "known after apply"


@pytest.mark.parametrize(
    ("left", "status"),
    [
        ({"on_destroy": "retain"}, 0),
        ({"on_destroy": "reset"}, 1),
        ({"on_destroy": "restore", "baseline": json.dumps(PLAIN)}, 1),
        ({"on_destroy": "restore", "baseline": json.dumps(RIGHT)}, 0),
        ({"on_destroy": "restore", "baseline": None}, 1),
        ({"on_destroy": "restore", "baseline": "damaged"}, 2),
    ],
)
def test_a_destroy_is_compared_by_what_it_leaves_in_the_account(auditor: Auditor, left: dict[str, Any], status: int) -> None:
    assert audit(auditor, plan(change("delete", before={**RIGHT, **left}))).status == status


def test_settings_that_are_only_forgotten_stay_as_they_are(auditor: Auditor) -> None:
    assert audit(auditor, plan(change("forget", before={**RIGHT, "on_destroy": "reset"}))).status == 0


def test_settings_under_a_new_address_are_not_those_that_the_old_one_leaves(auditor: Auditor) -> None:
    moved = change("delete", before={**RIGHT, "on_destroy": "reset"}, address="twilio_video_recording_settings.old")
    assert audit(auditor, plan(moved, change("create", after=RIGHT))).status == 0


def test_both_kinds_of_settings_are_of_one_account(auditor: Auditor) -> None:
    planned = plan(change("create", after=RIGHT), change("create", after=PLAIN, kind="composition"))
    audited = audit(auditor, planned, "[recordings]\nencrypted = true\n[compositions]\nencrypted = true\n")
    assert audited.found == {(ACCOUNT, "compositions.encrypted")}


def test_each_account_is_one_of_its_own_with_its_exception(auditor: Auditor) -> None:
    exception = f'[[exceptions]]\naccounts = ["{OTHER}"]\nrecordings.encrypted = false\nreason = "Test"\nuntil = 2999-01-01\n'
    planned = plan(change("create", after=RIGHT), change("create", after={**PLAIN, "account_sid": OTHER}, address="other"))
    audited = audit(auditor, planned, ENCRYPTED + exception)
    assert audited.status == 0
    assert {sid: each["status"] for sid, each in audited.accounts.items()} == {ACCOUNT: "ok", OTHER: "excepted"}


def test_what_the_plan_does_not_manage_is_said_to_be_left_out(auditor: Auditor) -> None:
    audited = audit(auditor, plan(change("create", after=RIGHT)), f"{ENCRYPTED}[compositions]\nencrypted = true\n")
    assert audited.status == 0
    assert audited.errors == "The plan has no settings of compositions, so that nothing is said of them.\n"


def test_settings_of_another_provider_are_never_in_order(auditor: Auditor) -> None:
    other = "registry.terraform.io/rjpearson94/twilio"
    audited = audit(auditor, plan(change("create", after=RIGHT, provider_name=other)))
    assert audited.status == 2
    assert f"It is of the provider {other}" in audited.accounts[ACCOUNT]["findings"][0]["text"]


@pytest.mark.parametrize("more", [{"errored": True}, {"complete": False}])
def test_a_plan_that_the_engine_did_not_finish_is_incomplete(auditor: Auditor, more: dict[str, bool]) -> None:
    audited = audit(auditor, plan(change("create", after=RIGHT), **more))
    assert audited.status == 2
    assert audited.result["summary"]["complete"] is False


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("PK\x03\x04", "It is not JSON. Write it with: terraform show -json PLAN"),
        ('[command]/usr/bin/terraform show -json saved.plan\n{"format_version": "1.2"}\n', "set terraform_wrapper: false"),
        ("[]", "It is not the JSON of a plan."),
        ("{}", "It is not the JSON of a plan."),
        (json.dumps({"format_version": "0.1", "resource_changes": []}), "Its format is 0.1, and what Terraform 1.x"),
        (json.dumps({"format_version": "2.0", "resource_changes": []}), "Its format is 2.0, and what Terraform 1.x"),
        (json.dumps({"format_version": "1.0", "values": {}}), "It is the JSON of a state and not of a plan."),
        (json.dumps(plan()), "It has no twilio_video_recording_settings and no twilio_video_composition_settings"),
        (json.dumps(plan({"type": "twilio_video_recording_settings", "mode": "managed"})), "It is not the JSON of a plan."),
        (json.dumps(plan(change("create", after=RIGHT) | {"change": {"actions": 3}})), "It is not the JSON of a plan."),
        (json.dumps({**plan(), "resource_changes": [3]}), "It is not the JSON of a plan."),
    ],
)
def test_what_is_no_plan_is_told_with_the_command_that_writes_one(auditor: Auditor, content: str, says: str) -> None:
    auditor.write(content, "plan.json")
    audited = auditor.audit(ENCRYPTED, "--plan", "plan.json")
    assert (audited.status, audited.output) == (2, "")
    assert says in audited.errors


def test_a_plan_can_come_from_standard_input(auditor: Auditor) -> None:
    auditor.write(ENCRYPTED)
    audited = auditor.run(
        "--policy",
        "policy.toml",
        "--plan",
        "-",
        "--format",
        "json",
        given=json.dumps(plan(change("create", after=PLAIN))).encode(),
    )
    assert audited.status == 1


def test_options_of_accounts_do_not_go_with_a_plan(auditor: Auditor) -> None:
    audited = audit(auditor, plan(change("create", after=RIGHT)), ENCRYPTED, "--account", ACCOUNT)
    assert audited.status == 2
    assert "leave --account and --resume out" in audited.errors


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_plan_is_read_as_a_shell_of_windows_writes_it(auditor: Auditor, encoding: str) -> None:
    (auditor.folder / "plan.json").write_bytes(json.dumps(plan(change("create", after=RIGHT))).encode(encoding))
    assert auditor.audit(ENCRYPTED, "--plan", "plan.json").status == 0


def test_what_engines_write_beside_the_changes_says_nothing_of_them(auditor: Auditor) -> None:
    """Drift is what was; checks and deferred changes, of which there are none here, are not settings; an import is no change."""
    drift = change("update", before=PLAIN, after=PLAIN)
    imported = change("no-op", before=RIGHT, after=RIGHT, address='module.a["x.\\"y"].twilio_video_recording_settings.this["é"]')
    imported["change"]["importing"] = {"id": ACCOUNT}
    imported["previous_address"] = "twilio_video_recording_settings.old"
    more = {"resource_drift": [drift], "checks": [{"status": "fail"}], "deferred_changes": [], "applyable": False}
    audited = audit(auditor, plan(imported, complete=True, **more))
    assert audited.status == 0
    assert audited.accounts[ACCOUNT]["friendly_name"] == imported["address"]


def test_a_plan_that_defers_settings_is_never_in_order(auditor: Auditor) -> None:
    deferred = {"reason": "provider_config_unknown", "resource_change": change("create", after=RIGHT)}
    audited = audit(auditor, plan(change("create", after=RIGHT), complete=False, deferred_changes=[deferred]))
    assert audited.status == 2


def test_hosts_tell_findings_of_a_plan_apart_and_find_the_policy_in_the_repository(auditor: Auditor) -> None:
    folder = auditor.folder / "a policy"
    folder.mkdir()
    (folder / "policy.toml").write_text(ENCRYPTED, encoding="utf-8")
    changes = [change("create", after={"encryption_enabled": False}, unknown=("account_sid",), address=name) for name in "ab"]
    auditor.write(json.dumps(plan(*changes)), "plan.json")

    policy = str(folder / "policy.toml")
    results = json.loads(auditor.run("--policy", policy, "--plan", "plan.json", "--format", "sarif").output)["runs"][0]["results"]

    assert len({one["partialFingerprints"]["primaryLocationLineHash"] for one in results}) == len(results) == 2
    places = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]
    assert places == ["a%20policy/policy.toml"] * 2
