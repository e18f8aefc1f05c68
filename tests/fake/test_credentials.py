"""What credentials accept and refuse, and that nothing secret comes back."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio

from .conftest import Http

AWS = "/v1/Credentials/AWS"
KEYS = "/v1/Credentials/PublicKeys"
KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


@pytest.mark.parametrize(
    "credentials",
    ["nonsense", f"{KEY_ID}:short", f"{KEY_ID.lower()}:{SECRET}", f"{KEY_ID} : {SECRET}", f"{KEY_ID}:{SECRET}\n"],
)
def test_aws_credentials_of_another_format_are_error_70106(http: Http, twilio: FakeTwilio, credentials: str) -> None:
    answer = http.post(AWS, {"Credentials": credentials})
    assert (answer.status_code, answer.json()["code"]) == (400, 70106)
    assert SECRET not in answer.text
    assert twilio.account().credentials == {}


@pytest.mark.parametrize(("path", "parameter"), [(AWS, "Credentials"), (KEYS, "PublicKey")])
def test_a_credential_needs_its_content(http: Http, path: str, parameter: str) -> None:
    answer = http.post(path, {"FriendlyName": "x"})
    assert answer.status_code == 400
    assert parameter in answer.json()["message"]


def test_nothing_answered_about_an_aws_credential_holds_its_parts(http: Http, twilio: FakeTwilio) -> None:
    created = http.post(AWS, {"Credentials": f"{KEY_ID}:{SECRET}"})
    path = f"{AWS}/{created.json()['sid']}"
    for answer in (created, http.get(path), http.get(AWS), http.post(path, {"FriendlyName": "x"})):
        assert answer.ok
        assert SECRET not in answer.text
        assert KEY_ID not in answer.text
    (stored,) = twilio.account().aws_credentials.values()
    assert (stored.access_key_id, stored.secret_access_key) == (KEY_ID, SECRET)
    assert SECRET not in repr(stored)


def test_nothing_answered_about_a_public_key_holds_it(http: Http, twilio: FakeTwilio, rsa_pem: str) -> None:
    created = http.post(KEYS, {"PublicKey": rsa_pem})
    assert created.status_code == 201
    assert "BEGIN" not in created.text + http.get(f"{KEYS}/{created.json()['sid']}").text + http.get(KEYS).text
    assert [key.pem for key in twilio.account().public_keys.values()] == [rsa_pem]


def test_a_public_key_may_be_on_one_line(http: Http, rsa_pem: str) -> None:
    assert http.post(KEYS, {"PublicKey": rsa_pem.replace("\n", "")}).status_code == 201


def test_a_public_key_that_is_not_rsa_is_refused(http: Http, elliptic_pem: str) -> None:
    answer = http.post(KEYS, {"PublicKey": elliptic_pem})
    assert (answer.status_code, answer.json()["message"]) == (400, "PublicKey must be an RSA key")


@pytest.mark.parametrize(
    "pem",
    [
        "nonsense",
        "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
        "-----BEGIN PUBLIC KEY-----\nA\n-----END PUBLIC KEY-----",
    ],
)
def test_a_public_key_that_is_no_pem_is_refused(http: Http, pem: str) -> None:
    assert http.post(KEYS, {"PublicKey": pem}).status_code == 400


def test_a_friendly_name_of_65_characters_is_refused(http: Http, twilio: FakeTwilio) -> None:
    path = f"{AWS}/{twilio.account().add_aws_credential().sid}"
    assert http.post(path, {"FriendlyName": "x" * 64}).status_code == 200
    assert http.post(path, {"FriendlyName": "x" * 65}).status_code == 400


def test_an_update_changes_the_friendly_name_only(http: Http, twilio: FakeTwilio) -> None:
    other = twilio.add_subaccount()
    created = http.post(AWS, {"Credentials": f"{KEY_ID}:{SECRET}"}).json()
    form = {"FriendlyName": "new", "Credentials": f"{KEY_ID}:{SECRET[::-1]}", "AccountSid": other.sid}
    updated = http.post(f"{AWS}/{created['sid']}", form).json()
    assert updated == created | {"friendly_name": "new", "date_updated": updated["date_updated"]}
    (stored,) = twilio.account().aws_credentials.values()
    assert stored.secret_access_key == SECRET


def test_a_credential_in_use_can_be_deleted(http: Http, twilio: FakeTwilio) -> None:
    credential = twilio.account().add_aws_credential()
    twilio.account().recording_settings.aws_credentials_sid = credential.sid
    assert http.delete(f"{AWS}/{credential.sid}").status_code == 204


def test_each_type_has_a_path_of_its_own(http: Http, twilio: FakeTwilio) -> None:
    key = twilio.account().add_public_key()
    assert http.get(f"{AWS}/{key.sid}").status_code == 404
    assert http.get(AWS).json()["credentials"] == []


def test_a_credential_cannot_be_made_for_an_account_that_is_no_subaccount(http: Http, twilio: FakeTwilio) -> None:
    stranger = twilio.add_account()
    answer = http.post(AWS, {"Credentials": f"{KEY_ID}:{SECRET}", "AccountSid": stranger.sid})
    assert answer.status_code == 400
    assert stranger.credentials == {}


def test_a_subaccounts_credential_is_seen_by_its_owner_or_not(http: Http, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    path = f"{AWS}/{subaccount.add_aws_credential().sid}"
    assert http.get(path).json()["account_sid"] == subaccount.sid
    twilio.behaviour.parents_see_subaccount_credentials = False
    assert http.get(path).status_code == 401
    assert http.get(path, auth=(subaccount.sid, subaccount.auth_token)).status_code == 200


def test_a_credential_without_a_name_has_null_for_one(http: Http) -> None:
    assert http.post(AWS, {"Credentials": f"{KEY_ID}:{SECRET}"}).json()["friendly_name"] is None
