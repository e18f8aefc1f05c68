"""All accounts of a parent: which are read, and what becomes of those that cannot be."""

from __future__ import annotations

from provider.fake import Account, Alter, Answer, Drop, FakeTwilio, Garbage, Truncate
from provider.fake.faults import Action
from provider.fake.models import AccountStatus
from tests.audit.conftest import ENCRYPTED, KEY, Auditor


def encrypt(account: Account) -> Account:
    account.recording_settings.encryption_enabled, account.recording_settings.encryption_key_sid = True, KEY
    return account


def test_every_subaccount_is_audited_with_its_own_token(auditor: Auditor, twilio: FakeTwilio) -> None:
    right, wrong = encrypt(twilio.add_subaccount(friendly_name="Right")), twilio.add_subaccount(friendly_name="Wrong")
    encrypt(twilio.account())
    auditor.secrets += [right.auth_token, wrong.auth_token]

    audit = auditor.audit()

    assert audit.status == 1
    assert {each["friendly_name"]: each["status"] for each in audit.result["accounts"]} == {
        "Stand-in account": "ok",
        "Right": "ok",
        "Wrong": "violates",
    }
    assert [each["sid"] for each in audit.result["accounts"]] == sorted(audit.accounts)


def test_one_list_request_brings_the_tokens_of_all(auditor: Auditor, twilio: FakeTwilio) -> None:
    for _ in range(3):
        twilio.add_subaccount()

    auditor.audit()

    assert len(twilio.requests_to("/2010-04-01/Accounts")) == 1


def test_an_account_that_cannot_be_read_is_told_and_the_others_are_audited(auditor: Auditor, twilio: FakeTwilio) -> None:
    """In each way that an account can fail."""
    encrypt(twilio.account())
    wrong = twilio.add_subaccount(friendly_name="Wrong")
    broken = [twilio.add_subaccount(friendly_name=f"Broken {number}") for number in range(5)]
    faults: list[Action] = [Answer(403), Answer(500), Drop(), Garbage(), Truncate()]
    for account, fault in zip(broken, faults, strict=True):
        twilio.faults.add(fault, account_sid=account.sid, path="/v1/RecordingSettings", times=None)

    audit = auditor.audit()

    assert audit.status == 2
    assert audit.accounts[wrong.sid]["status"] == "violates"
    assert {sid for sid, each in audit.accounts.items() if each["status"] == "unreadable"} == {each.sid for each in broken}
    assert audit.result["summary"]["complete"] is True


def test_a_suspended_account_is_unreadable_and_says_that_it_is_suspended(auditor: Auditor, twilio: FakeTwilio) -> None:
    account = twilio.add_subaccount()
    account.status = AccountStatus.SUSPENDED

    (found,) = auditor.audit().accounts[account.sid]["findings"]

    assert found["rule"] == "account.readable"
    assert "suspended" in found["text"]


def test_a_closed_account_records_nothing_any_more_and_is_left_out(auditor: Auditor, twilio: FakeTwilio) -> None:
    encrypt(twilio.account())
    account = twilio.add_subaccount()
    account.status = AccountStatus.CLOSED

    audit = auditor.audit()

    assert audit.status == 0
    assert account.sid not in audit.accounts
    assert audit.errors == "Closed accounts, which record nothing any more, were left out: 1.\n"


def test_a_token_that_is_rotated_after_the_list_is_asked_for_again(auditor: Auditor, twilio: FakeTwilio) -> None:
    account = encrypt(twilio.add_subaccount())

    def rotate(request: object) -> None:
        if "RecordingSettings" in getattr(request, "path", "") and not rotated:
            rotated.append(account.auth_token)
            account.auth_token = "f" * 32

    rotated: list[str] = []
    twilio.before_request = rotate

    audit = auditor.audit()

    assert rotated
    assert audit.accounts[account.sid]["status"] == "ok"


def test_a_limit_of_requests_is_waited_for(auditor: Auditor, twilio: FakeTwilio) -> None:
    for account in (twilio.account(), *(twilio.add_subaccount() for _ in range(3))):
        encrypt(account)
        twilio.faults.add(Answer.rate_limited(0), account_sid=account.sid, path="/v1/RecordingSettings", times=2)

    assert auditor.audit().status == 0


def test_a_key_that_may_not_list_accounts_is_told_which_may_and_how_to_go_on(auditor: Auditor, twilio: FakeTwilio) -> None:
    audit = auditor.with_key(twilio.add_api_key(standard=True)).audit()

    assert (audit.status, audit.output) == (2, "")
    assert "Accounts can be listed with the auth token or with a Main API key." in audit.errors
    assert f"--account {twilio.account_sid}" in audit.errors


def test_one_account_is_audited_with_a_key_that_may_not_list_accounts(auditor: Auditor, twilio: FakeTwilio) -> None:
    encrypt(twilio.account())
    twilio.add_subaccount()
    audit = auditor.with_key(twilio.add_api_key(standard=True)).audit(ENCRYPTED, "--account", twilio.account_sid)

    assert audit.status == 0
    assert list(audit.accounts) == [twilio.account_sid]


def test_a_stranger_is_unreadable_and_not_in_order(auditor: Auditor, twilio: FakeTwilio) -> None:
    stranger = f"AC{'0' * 32}"

    audit = auditor.audit(ENCRYPTED, "--account", stranger)

    assert audit.status == 2
    assert "not a subaccount" in audit.accounts[stranger]["findings"][0]["text"]


def test_settings_of_another_account_are_not_taken_for_those_that_were_asked_for(auditor: Auditor, twilio: FakeTwilio) -> None:
    encrypt(twilio.account())
    twilio.faults.add(Alter({"account_sid": f"AC{'0' * 32}"}), path="/v1/RecordingSettings", times=None)

    audit = auditor.audit()

    assert audit.status == 2
    assert f"it is of account AC{'0' * 32}" in audit.accounts[twilio.account_sid]["findings"][0]["text"]
