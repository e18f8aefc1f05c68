"""Who may ask, and that accounts share nothing."""

from __future__ import annotations

import re

import pytest
import requests

from provider.fake import FakeTwilio

from .conftest import Http

RECORDING = "/v1/RecordingSettings/Default"


def test_sids_look_like_twilios(twilio: FakeTwilio) -> None:
    account = twilio.account()
    sids = [account.sid, twilio.api_key, account.add_aws_credential().sid, account.add_composition_hook("x").sid]
    assert [sid[:2] for sid in sids] == ["AC", "SK", "CR", "HK"]
    assert all(re.fullmatch("[A-Z]{2}[0-9a-f]{32}", sid) for sid in sids)


def test_the_default_accounts_login_may_be_given(session: requests.Session) -> None:
    sid = "AC" + "1" * 32
    with FakeTwilio(account_sid=sid, auth_token="token") as twilio:
        assert Http(twilio, session).get(RECORDING, auth=(sid, "token")).json()["account_sid"] == sid
        assert twilio.account().owner_sid == sid


def test_a_request_without_a_login_is_error_20003(twilio: FakeTwilio, session: requests.Session) -> None:
    answer = session.get(twilio.base_url + RECORDING, timeout=10)
    assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


def test_a_wrong_login_is_error_20003(http: Http, twilio: FakeTwilio) -> None:
    for login in (
        (twilio.account_sid, twilio.api_secret),
        (twilio.api_key, twilio.auth_token),
        ("AC" + "0" * 32, twilio.auth_token),
        (twilio.account_sid, ""),
    ):
        answer = http.get(RECORDING, auth=login)
        assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_a_login_is_asked_for_before_anything_else(http: Http, twilio: FakeTwilio) -> None:
    assert http.get("/v1/Nothing", auth=(twilio.account_sid, "wrong")).status_code == 401
    assert http.get("/v1/Nothing").status_code == 404


@pytest.mark.parametrize("path", ["/", "/v1/RecordingSettings", RECORDING + "/", "/v1//RecordingSettings/Default"])
def test_a_path_that_is_not_documented_is_404(http: Http, twilio: FakeTwilio, path: str) -> None:
    assert (http.get(path).status_code, twilio.requests[-1].status) == (404, 404)


def test_accounts_share_nothing(http: Http, twilio: FakeTwilio) -> None:
    other = twilio.add_account()
    login = (other.sid, other.auth_token)
    hook = twilio.account().add_composition_hook("x")
    key = twilio.account().add_public_key()
    http.post(RECORDING, {"FriendlyName": "mine"})
    assert http.get(RECORDING, auth=login).json()["friendly_name"] is None
    assert http.get("/v1/CompositionHooks", auth=login).json()["composition_hooks"] == []
    assert http.get(f"/v1/CompositionHooks/{hook.sid}", auth=login).status_code == 404
    assert http.get(f"/v1/Credentials/PublicKeys/{key.sid}", auth=login).status_code == 404


def test_an_account_sid_is_taken_only_once(twilio: FakeTwilio) -> None:
    with pytest.raises(ValueError, match=twilio.account_sid):
        twilio.add_account(sid=twilio.account_sid)


def test_another_accounts_resource_cannot_be_fetched(http: Http, twilio: FakeTwilio) -> None:
    path = f"/2010-04-01/Accounts/{twilio.add_account().sid}.json"
    assert http.get(path).status_code == 401


def test_a_subaccount_is_fetched_by_its_owner_and_not_the_other_way_round(http: Http, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    assert http.get(f"/2010-04-01/Accounts/{subaccount.sid}.json").json()["owner_account_sid"] == twilio.account_sid
    login = (subaccount.sid, subaccount.auth_token)
    assert http.get(f"/2010-04-01/Accounts/{twilio.account_sid}.json", auth=login).status_code == 401


def test_a_new_subaccount_can_log_in_at_once(http: Http) -> None:
    created = http.post("/2010-04-01/Accounts.json", {"FriendlyName": "Classroom"})
    assert (created.status_code, created.json()["friendly_name"]) == (201, "Classroom")
    login = (created.json()["sid"], created.json()["auth_token"])
    assert http.get(RECORDING, auth=login).status_code == 200


def test_a_standard_api_key_does_everything_but_accounts(http: Http, twilio: FakeTwilio) -> None:
    path = f"/2010-04-01/Accounts/{twilio.account_sid}.json"
    key = twilio.add_api_key(standard=True)
    assert http.get(RECORDING, auth=(key.sid, key.secret)).status_code == 200
    assert http.get(path, auth=(key.sid, key.secret)).status_code == 401
    assert http.get(path, auth=(twilio.api_key, twilio.api_secret)).status_code == 200


@pytest.mark.parametrize("status", [401, 403])
def test_a_restricted_api_key_reaches_settings_and_no_credentials(http: Http, twilio: FakeTwilio, status: int) -> None:
    restricted = twilio.add_api_key(credentials_status=status)
    login = (restricted.sid, restricted.secret)
    stored = twilio.account().add_public_key()
    missing = "/v1/Credentials/AWS/CR" + "0" * 32
    assert [http.get(path, auth=login).status_code for path in (stored.path, missing)] == [status, status]
    assert http.post("/v1/Credentials/AWS", auth=login).status_code == status
    assert http.post(RECORDING, {"FriendlyName": "x"}, auth=login).status_code == 200
    assert http.get(stored.path, auth=(twilio.api_key, twilio.api_secret)).status_code == 200
