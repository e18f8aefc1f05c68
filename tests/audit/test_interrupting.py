"""Ctrl-C in the middle: what was read is written, and marked as incomplete; another run goes on from there."""

from __future__ import annotations

import json
import signal
import subprocess
import threading
from datetime import UTC, datetime, timedelta

import pytest

from provider.audit.accounts import ListedAccount, ReadAccount, read_all
from provider.fake import FakeTwilio
from provider.fake.faults import Stall
from tests.audit.conftest import ENCRYPTED, KEY, Auditor, once_asked


@pytest.fixture
def stuck(twilio: FakeTwilio) -> str:
    """The SID of an account that never answers; all the others are in order."""
    accounts = [twilio.account(), *(twilio.add_subaccount() for _ in range(40))]
    for account in accounts:
        account.recording_settings.encryption_enabled, account.recording_settings.encryption_key_sid = True, KEY
    twilio.faults.add(Stall(), account_sid=accounts[-1].sid, path="/v1/", times=None)
    return accounts[-1].sid


def interrupted(auditor: Auditor, twilio: FakeTwilio, *arguments: str) -> tuple[int, str]:
    """Audit until only the stuck account is left, and send Ctrl-C then."""
    auditor.write(ENCRYPTED)
    command = auditor.command("--policy", "policy.toml", "--format", "json", *arguments)
    running = subprocess.Popen(command, cwd=auditor.folder, env=auditor.environment(), stdout=subprocess.PIPE, text=True)
    once_asked(twilio, 41, lambda: running.send_signal(signal.SIGINT))
    output, _ = running.communicate()
    return running.returncode, output


def test_what_was_read_is_written_and_the_rest_is_never_in_order(auditor: Auditor, twilio: FakeTwilio, stuck: str) -> None:
    status, output = interrupted(auditor, twilio)

    result = json.loads(output)
    accounts = {each["sid"]: each for each in result["accounts"]}
    assert status == 2
    assert result["summary"]["complete"] is False
    assert len(accounts) == 41
    assert accounts[stuck]["status"] == "unreadable"
    assert accounts[stuck]["findings"][0]["text"] == "It was not read, for the audit was interrupted."


def test_the_next_run_reads_only_what_is_left(auditor: Auditor, twilio: FakeTwilio, stuck: str) -> None:
    _, output = interrupted(auditor, twilio, "--resume", "progress")
    read = {each["sid"] for each in json.loads(output)["accounts"] if each["status"] == "ok"}
    twilio.faults.clear()
    twilio.forget_requests()

    audit = auditor.audit(ENCRYPTED, "--resume", "progress")

    assert audit.status == 0
    assert {request.account_sid for request in twilio.requests_to("/v1/")} == audit.accounts.keys() - read
    assert not (auditor.folder / "progress").exists()


def begun(account_sid: str, at: datetime) -> str:
    return json.dumps({"kind": "twilio-audit-progress", "version": 1, "account_sid": account_sid, "began": at.isoformat()})


def test_half_a_line_that_a_kill_left_is_read_again(auditor: Auditor, twilio: FakeTwilio) -> None:
    twilio.account().recording_settings.encryption_enabled = True
    auditor.write(f'{begun(twilio.account_sid, datetime.now(UTC))}\n{{"sid": "AC', "progress")

    assert auditor.audit(ENCRYPTED, "--resume", "progress").status == 0


def test_progress_with_another_parent_is_refused(auditor: Auditor) -> None:
    other = f"AC{'0' * 32}"
    auditor.write(f"{begun(other, datetime.now(UTC))}\n", "progress")

    audit = auditor.audit(ENCRYPTED, "--resume", "progress")

    assert (audit.status, audit.output) == (2, "")
    assert f"progress is of an audit of {other}" in audit.errors


def test_progress_of_last_week_says_nothing_of_today(auditor: Auditor, twilio: FakeTwilio) -> None:
    auditor.write(f"{begun(twilio.account_sid, datetime.now(UTC) - timedelta(days=7))}\n", "progress")

    audit = auditor.audit(ENCRYPTED, "--resume", "progress")

    assert audit.status == 2
    assert "Remove it to begin anew." in audit.errors


def test_an_account_is_kept_whole_whenever_the_interruption_comes() -> None:
    accounts = [ListedAccount(f"AC{number:032}", "", "active") for number in range(3)]
    stop, kept = threading.Event(), list[str]()

    def read(account: ListedAccount) -> ReadAccount | None:
        is_read = account is accounts[0] or not stop.wait()
        return ReadAccount(account.sid, "", {}) if is_read else None

    def keep(account: ReadAccount) -> None:
        signal.raise_signal(signal.SIGINT)
        kept.append(account.sid)

    before = signal.getsignal(signal.SIGINT)
    is_whole = read_all(read, accounts, 1, keep, stop)

    assert (is_whole, kept) == (False, [accounts[0].sid])
    assert signal.getsignal(signal.SIGINT) is before


@pytest.mark.parametrize("content", ["hello", "\ufeff", "hello\n", "[]\n", '{"kind": "something else"}\n', "3\n"])
def test_a_file_that_no_audit_wrote_is_left_as_it_is(auditor: Auditor, content: str) -> None:
    path = auditor.write(content, "progress")

    audit = auditor.audit(ENCRYPTED, "--resume", "progress")

    assert audit.status == 2
    assert "progress is not what an audit wrote." in audit.errors
    assert path.read_text() == content
