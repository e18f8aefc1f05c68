"""The monitor catches settings that name a credential which is gone."""

from __future__ import annotations

import pytest
import requests

from provider.fake import Account, Dangling, DanglingKind, Drop, FakeTwilio, SettingsKind

from .conftest import Http


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    """The default account, encrypting its recordings."""
    account = twilio.account()
    account.recording_settings.encryption_key_sid = account.add_public_key().sid
    account.recording_settings.encryption_enabled = True
    return account


def _delete_the_key(http: Http, account: Account) -> str:
    (sid,) = account.public_keys
    http.delete(f"/v1/Credentials/PublicKeys/{sid}")
    return sid


def test_deleting_a_key_in_use_is_a_live_violation(http: Http, twilio: FakeTwilio, account: Account) -> None:
    sid = _delete_the_key(http, account)
    (violation,) = twilio.violations
    assert violation.dangling == Dangling(DanglingKind.LIVE, account.sid, SettingsKind.RECORDING, "encryption_key_sid", sid)
    assert (violation.request.method, violation.request.status) == ("DELETE", 204)


def test_deleting_a_key_that_is_only_named_is_a_dormant_violation(http: Http, twilio: FakeTwilio, account: Account) -> None:
    account.recording_settings.encryption_enabled = False
    _delete_the_key(http, account)
    assert [violation.kind for violation in twilio.violations] == [DanglingKind.DORMANT]


def test_a_violation_is_recorded_when_it_appears_and_not_again(http: Http, twilio: FakeTwilio, account: Account) -> None:
    _delete_the_key(http, account)
    http.get("/v1/RecordingSettings/Default")
    assert len(twilio.violations) == 1
    assert len(twilio.dangling) == 1


def test_turning_a_switch_on_over_a_missing_credential_is_a_violation_of_its_own(
    http: Http, twilio: FakeTwilio, account: Account
) -> None:
    account.recording_settings.encryption_enabled = False
    _delete_the_key(http, account)
    twilio.behaviour.references_must_exist = False
    http.post("/v1/RecordingSettings/Default", {"FriendlyName": "x", "EncryptionEnabled": "true"})
    assert [violation.kind for violation in twilio.violations] == [DanglingKind.DORMANT, DanglingKind.LIVE]


def test_an_aws_credential_of_composition_settings_is_watched_too(http: Http, twilio: FakeTwilio) -> None:
    account = twilio.add_account()
    credential = account.add_aws_credential()
    account.composition_settings.aws_credentials_sid = credential.sid
    account.composition_settings.aws_storage_enabled = True
    http("DELETE", f"/v1/Credentials/AWS/{credential.sid}", auth=(account.sid, account.auth_token))
    (violation,) = twilio.violations
    assert (violation.dangling.account_sid, violation.dangling.settings) == (account.sid, SettingsKind.COMPOSITION)
    assert violation.dangling.field == "aws_credentials_sid"


def test_an_edit_by_hand_is_nobodys_violation_but_shows_as_dangling(http: Http, twilio: FakeTwilio, account: Account) -> None:
    (sid,) = account.public_keys
    account.delete_credential(sid)
    http.get("/v1/RecordingSettings/Default")
    assert twilio.violations == []
    assert [each.credential_sid for each in twilio.dangling] == [sid]


def test_a_violation_whose_answer_is_lost_is_recorded_all_the_same(http: Http, twilio: FakeTwilio, account: Account) -> None:
    twilio.faults.add(Drop(processed=True))
    with pytest.raises(requests.ConnectionError):
        _delete_the_key(http, account)
    assert [violation.request.status for violation in twilio.violations] == [None]


def test_nothing_dangles_while_edits_are_grouped_and_whole(twilio: FakeTwilio, account: Account) -> None:
    with twilio.editing():
        (sid,) = account.public_keys
        account.delete_credential(sid)
        account.recording_settings.encryption_key_sid = account.add_public_key().sid
    assert twilio.dangling == frozenset()
