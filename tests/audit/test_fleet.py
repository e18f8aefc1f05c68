"""A thousand accounts: exactly what was planted is found, in each format, and after a kill as well."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from provider.audit.live import LiveAudit, ProgressListener
from provider.audit.policy_file import parse_policy
from provider.audit.report import ReportFormat, report
from provider.audit.result import AuditResult
from provider.fake import FakeTwilio
from tests.audit.conftest import TOKEN, Auditor
from tests.audit.fleet import Fleet
from tests.audit.sarif_schema import SARIF

ACCOUNTS, FINDINGS = 1000, 37


@pytest.fixture(scope="module")
def fleet() -> Iterator[Fleet]:
    with FakeTwilio(auth_token=TOKEN) as twilio:
        made = Fleet.of(twilio, ACCOUNTS)
        made.plant(FINDINGS)
        yield made
        assert not twilio.writes


def variables(fleet: Fleet) -> dict[str, str]:
    return {
        "TWILIO_BASE_URL": fleet.twilio.base_url,
        "TWILIO_ACCOUNT_SID": fleet.twilio.account_sid,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "TWILIO_BACKOFF_INTERVAL_IN_MS": "10",
    }


@pytest.fixture
def auditor(tmp_path: Path, fleet: Fleet) -> Auditor:
    made = Auditor(tmp_path, variables(fleet), fleet.secrets)
    made.write(fleet.policy)
    return made


@pytest.fixture(scope="module")
def result(fleet: Fleet) -> AuditResult:
    """What one audit found, which each format shows."""
    with pytest.MonkeyPatch.context() as environment:
        for name, value in variables(fleet).items():
            environment.setenv(name, value)
        policy = parse_policy(fleet.policy.encode(), "policy.toml")
        return LiveAudit(policy, (), 16, ProgressListener(lambda _: None, lambda: None)).run()


def shown(result: AuditResult, fleet: Fleet, form: ReportFormat) -> str:
    text = report(result, form, "1.2.3", "policy.toml")
    assert not [secret for secret in fleet.secrets if secret in text]
    return text


def without_attempts(told: dict[str, Any]) -> dict[str, Any]:
    """A result without what each attempt has of its own: when it was, and the requests that failed."""
    findings = (one for each in told["accounts"] for one in each["findings"] if one["rule"] == "account.readable")
    for one in findings:
        one["text"] = ""
    return {**told, "at": ""}


def test_exactly_what_was_planted_is_found_and_the_limits_of_requests_are_waited_for(fleet: Fleet, result: AuditResult) -> None:
    assert len(fleet.planted) == FINDINGS
    found = {(each.sid, one.rule) for each in result.accounts for one in each.findings}
    assert found == fleet.planted | fleet.excepted
    assert (len(result.accounts), result.exit_status) == (ACCOUNTS, 2)


def test_json_has_exactly_those(fleet: Fleet, result: AuditResult) -> None:
    told = json.loads(shown(result, fleet, ReportFormat.JSON))
    found = {(each["sid"], one["rule"]) for each in told["accounts"] for one in each["findings"] if each["status"] != "excepted"}
    assert found == fleet.planted
    assert told["summary"] | {"unreadable": 0} == {
        "accounts": ACCOUNTS,
        "ok": ACCOUNTS - FINDINGS - 1,
        "violates": told["summary"]["violates"],
        "excepted": 1,
        "unreadable": 0,
        "complete": True,
    }


def test_csv_has_exactly_those(fleet: Fleet, result: AuditResult) -> None:
    rows = list(csv.DictReader(io.StringIO(shown(result, fleet, ReportFormat.CSV))))
    assert {(row["sid"], row["rule"]) for row in rows if row["status"] in ("violates", "unreadable")} == fleet.planted
    assert len({row["sid"] for row in rows}) == ACCOUNTS


def test_sarif_has_exactly_those_and_is_as_the_standard_says(fleet: Fleet, result: AuditResult) -> None:
    told = json.loads(shown(result, fleet, ReportFormat.SARIF))
    jsonschema.validate(told, SARIF)
    (run,) = told["runs"]
    found = {
        (one["locations"][0]["logicalLocations"][0]["name"], one["ruleId"]) for one in run["results"] if "suppressions" not in one
    }
    assert found == fleet.planted
    assert all(run["tool"]["driver"]["rules"][one["ruleIndex"]]["id"] == one["ruleId"] for one in run["results"])
    assert run["invocations"][0]["executionSuccessful"] is False


def test_html_has_exactly_those(fleet: Fleet, result: AuditResult) -> None:
    page = shown(result, fleet, ReportFormat.HTML)
    accounts = re.findall(r'<article class="account (\w+)" data-sid="(\w+)">(.*?)</article>', page, re.DOTALL)
    assert len(accounts) == ACCOUNTS
    found = {
        (sid, rule)
        for status, sid, text in accounts
        if status != "excepted"
        for rule in re.findall(r'<code class="rule">(.*?)</code>', text)
    }
    assert found == fleet.planted


def test_the_table_has_exactly_those(fleet: Fleet, result: AuditResult) -> None:
    found, sid, status = set[tuple[str, str]](), "", ""
    for line in shown(result, fleet, ReportFormat.TABLE).splitlines():
        if account := re.match(r"(\w+) +(AC\w{32})", line):
            status, sid = account[1], account[2]
        elif (finding := re.match(r" +([a-z_.]+): ", line)) and status != "excepted":
            found.add((sid, finding[1]))
    assert found == fleet.planted


def test_an_audit_that_is_killed_and_resumed_has_the_same_result(auditor: Auditor, fleet: Fleet, result: AuditResult) -> None:
    progress = auditor.folder / "progress.jsonl"
    arguments = ("--policy", "policy.toml", "--format", "json", "--resume", "progress.jsonl")
    killed = subprocess.Popen(auditor.command(*arguments), cwd=auditor.folder, env=auditor.environment(), stdout=subprocess.PIPE)

    def kill(request: object) -> None:
        if progress.exists() and progress.read_bytes().count(b"\n") > 100:
            killed.send_signal(signal.SIGKILL)

    fleet.twilio.after_request = kill
    killed.communicate()
    fleet.twilio.after_request = None
    read = progress.read_bytes().count(b"\n") - 1
    assert killed.returncode == -signal.SIGKILL
    assert 100 <= read < ACCOUNTS
    fleet.twilio.forget_requests()

    audit = auditor.run(*arguments)

    assert audit.status == 2
    assert without_attempts(audit.result) == without_attempts(result.as_json())
    assert not [secret for secret in fleet.secrets if secret in audit.output]
    asked = {request.account_sid for request in fleet.twilio.requests_to("/v1/RecordingSettings")}
    assert len(asked) == ACCOUNTS - read
    assert not progress.exists()
