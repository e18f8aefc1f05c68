"""Who may ask, and that accounts share nothing."""

from __future__ import annotations

import re

import pytest
import requests

from provider.fake import AccountStatus, Answer, FakeTwilio, LoggedRequest

from .conftest import Http

RECORDING = "/v1/RecordingSettings/Default"
ACCOUNTS = "/2010-04-01/Accounts"


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
    for path in (f"{ACCOUNTS}.json", f"{ACCOUNTS}/{twilio.account_sid}.json"):
        assert http.get(path, auth=login).status_code == status


# Subaccounts


def test_a_list_has_the_account_and_its_subaccounts_each_with_its_token(http: Http, twilio: FakeTwilio) -> None:
    twilio.add_account("A stranger")
    subaccount = twilio.add_subaccount(friendly_name="Customer")
    listed = http.get(f"{ACCOUNTS}.json").json()["accounts"]
    assert [(each["sid"], each["auth_token"], each["owner_account_sid"]) for each in listed] == [
        (twilio.account_sid, twilio.auth_token, twilio.account_sid),
        (subaccount.sid, subaccount.auth_token, twilio.account_sid),
    ]


def test_an_account_has_the_properties_that_are_documented(http: Http, twilio: FakeTwilio) -> None:
    answered = http.get(f"{ACCOUNTS}/{twilio.account_sid}.json").json()
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", answered.pop("date_created"))
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", answered.pop("date_updated"))
    assert set(answered.pop("subresource_uris")) == {"calls"}
    assert answered == {
        "auth_token": twilio.auth_token,
        "friendly_name": "Stand-in account",
        "owner_account_sid": twilio.account_sid,
        "sid": twilio.account_sid,
        "status": "active",
        "type": "Full",
        "uri": f"{ACCOUNTS}/{twilio.account_sid}.json",
    }


def test_pages_are_linked_by_paths(http: Http, twilio: FakeTwilio) -> None:
    for _ in range(4):
        twilio.add_subaccount()
    first = http.get(f"{ACCOUNTS}.json?PageSize=2&Status=active").json()
    second = http.get(first["next_page_uri"]).json()
    third = http.get(second["next_page_uri"]).json()
    assert first["next_page_uri"].startswith(f"{ACCOUNTS}.json?Status=active&PageSize=2&Page=1&PageToken=")
    assert [(page["page"], page["start"], page["end"], len(page["accounts"])) for page in (first, second, third)] == [
        (0, 0, 1, 2),
        (1, 2, 3, 2),
        (2, 4, 4, 1),
    ]
    assert (first["previous_page_uri"], third["next_page_uri"]) == (None, None)
    assert http.get(third["previous_page_uri"]).json()["accounts"] == second["accounts"]


def test_a_page_has_1000_accounts_at_most(http: Http) -> None:
    assert http.get(f"{ACCOUNTS}.json?PageSize=1000").status_code == 200
    assert http.get(f"{ACCOUNTS}.json?PageSize=1001").status_code == 400


def test_a_status_that_there_is_not_is_refused(http: Http) -> None:
    assert http.get(f"{ACCOUNTS}.json?Status=deleted").status_code == 400


def test_a_parents_credentials_do_not_reach_what_a_subaccount_has(http: Http, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    hook = subaccount.add_composition_hook("x")
    login = (subaccount.sid, subaccount.auth_token)
    assert [http.get(hook.path, auth=auth).status_code for auth in (None, login)] == [401, 200]
    assert http.delete(hook.path).status_code == 401
    assert http.get("/v1/CompositionHooks").json()["composition_hooks"] == []


def test_a_subaccount_cannot_have_subaccounts(http: Http, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    login = (subaccount.sid, subaccount.auth_token)
    assert http.post(f"{ACCOUNTS}.json", {"FriendlyName": "x"}, auth=login).status_code == 400
    assert [each["sid"] for each in http.get(f"{ACCOUNTS}.json", auth=login).json()["accounts"]] == [subaccount.sid]


@pytest.mark.parametrize("answered", [401, 403])
@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_account_that_is_not_active_is_refused_until_it_is_active_again(
    http: Http, twilio: FakeTwilio, status: str, answered: int
) -> None:
    twilio.behaviour.inactive_account_status = answered
    subaccount = twilio.add_subaccount()
    path, login = f"{ACCOUNTS}/{subaccount.sid}.json", (subaccount.sid, subaccount.auth_token)
    assert http.post(path, {"Status": status}).json()["status"] == status
    assert http.get(RECORDING, auth=login).status_code == answered
    assert http.get(path).json()["status"] == status
    reopened = http.post(path, {"Status": "active"}).status_code
    assert (reopened, http.get(RECORDING, auth=login).status_code) == ((200, 200) if status == "suspended" else (400, answered))


def test_only_a_parent_changes_the_status_and_not_its_own(http: Http, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    login = (subaccount.sid, subaccount.auth_token)
    assert http.post(f"{ACCOUNTS}/{subaccount.sid}.json", {"Status": "suspended"}, auth=login).status_code == 400
    assert http.post(f"{ACCOUNTS}/{twilio.account_sid}.json", {"Status": "closed"}).status_code == 400
    assert {each.status for each in (subaccount, twilio.account())} == {AccountStatus.ACTIVE}


def test_an_account_is_renamed(http: Http, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    path = f"{ACCOUNTS}/{subaccount.sid}.json"
    assert http.post(path, {"FriendlyName": "Renamed"}).json()["friendly_name"] == "Renamed"
    assert http.post(path, {"FriendlyName": "x" * 65}).status_code == 400
    assert subaccount.friendly_name == "Renamed"


def test_a_fault_can_be_of_one_account(http: Http, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    twilio.faults.add(Answer.unavailable(), account_sid=subaccount.sid, times=None)
    assert http.get(RECORDING).status_code == 200
    assert http.get(RECORDING, auth=(subaccount.sid, subaccount.auth_token)).status_code == 503
    assert http.get(RECORDING, auth=(subaccount.sid, "wrong")).status_code == 401


def test_how_many_requests_may_be_in_flight_is_each_accounts_own(http: Http, twilio: FakeTwilio) -> None:
    """Whoever is asked waits for an answer to a request of another account, within it."""
    twilio.behaviour.concurrency_limit = 1
    subaccount = twilio.add_subaccount()
    within: list[int] = []

    def ask(request: LoggedRequest) -> None:
        if not within and request.account_sid == twilio.account_sid:
            within.append(0)
            with requests.Session() as other:
                for login in ((subaccount.sid, subaccount.auth_token), (twilio.account_sid, twilio.auth_token)):
                    within.append(other.get(twilio.base_url + RECORDING, auth=login, timeout=10).status_code)

    twilio.before_request = ask
    assert http.get(RECORDING).status_code == 200
    assert within == [0, 200, 429]
