"""The control surface for other processes."""

from __future__ import annotations

import pytest
import requests

from provider.fake import FakeTwilio

from .conftest import Http

RECORDING = "/v1/RecordingSettings/Default"
SECRET = "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def _control(session: requests.Session, twilio: FakeTwilio, method: str, what: str, body: object = None) -> requests.Response:
    return session.request(method, f"{twilio.base_url}/_fake/{what}", json=body, timeout=10)


def test_it_shows_requests_without_secrets(http: Http, twilio: FakeTwilio) -> None:
    http.post("/v1/Credentials/AWS", {"FriendlyName": "x", "Credentials": SECRET})
    answer = _control(http.session, twilio, "GET", "requests")
    assert SECRET not in answer.text
    assert twilio.auth_token not in answer.text
    (request,) = answer.json()["requests"]
    assert (request["method"], request["path"], request["status"]) == ("POST", "/v1/Credentials/AWS", 201)
    assert request["form"] == [["FriendlyName", "x"], ["Credentials", "(redacted)"]]


def test_it_forgets_requests(http: Http, twilio: FakeTwilio) -> None:
    http.get(RECORDING)
    assert _control(http.session, twilio, "DELETE", "requests").status_code == 204
    assert twilio.requests == []


def test_it_shows_violations(http: Http, twilio: FakeTwilio) -> None:
    account = twilio.account()
    key = account.add_public_key()
    account.recording_settings.encryption_key_sid = key.sid
    http.delete(f"/v1/Credentials/PublicKeys/{key.sid}")
    assert _control(http.session, twilio, "GET", "violations").json()["violations"] == [
        {
            "kind": "dormant",
            "account_sid": account.sid,
            "settings": "RecordingSettings",
            "field": "encryption_key_sid",
            "credential_sid": key.sid,
            "request": 1,
        }
    ]


@pytest.mark.parametrize(
    "action",
    [{"action": "drop"}, {"action": "reset", "processed": True}, {"action": "truncate", "at": 3}, {"action": "truncate"}],
)
def test_it_orders_an_end_of_the_connection(http: Http, twilio: FakeTwilio, action: dict[str, object]) -> None:
    assert _control(http.session, twilio, "POST", "faults", action).status_code == 204
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        http.get(RECORDING)
    assert http.get(RECORDING).status_code == 200


def test_it_orders_an_answer(http: Http, twilio: FakeTwilio) -> None:
    order = {"action": "answer", "status": 429, "code": 20429, "headers": {"Retry-After": "1"}, "method": "GET", "times": 2}
    assert _control(http.session, twilio, "POST", "faults", order).status_code == 204
    assert http.post(RECORDING, {"FriendlyName": "x"}).status_code == 200
    assert [http.get(RECORDING).status_code for _ in range(3)] == [429, 429, 200]


def test_it_orders_a_fault_of_one_account(http: Http, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    order = {"action": "answer", "status": 503, "account_sid": subaccount.sid}
    assert _control(http.session, twilio, "POST", "faults", order).status_code == 204
    assert [http.get(RECORDING, auth=auth).status_code for auth in (None, (subaccount.sid, subaccount.auth_token))] == [200, 503]


@pytest.mark.parametrize(
    "order",
    [
        {"action": "drop"},
        {"action": "delay", "seconds": 0},
        {"action": "garbage", "body": "x"},
        {"action": "alter", "fields": {"friendly_name": "y"}},
    ],
)
def test_it_orders_every_kind_of_fault_and_takes_them_back(http: Http, twilio: FakeTwilio, order: dict[str, object]) -> None:
    assert _control(http.session, twilio, "POST", "faults", order | {"path": "/v1", "skip": 0}).status_code == 204
    assert _control(http.session, twilio, "DELETE", "faults").status_code == 204
    assert http.get(RECORDING).json()["friendly_name"] is None


@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        ([], "an object"),
        ({}, "action must be one of"),
        ({"action": "answer"}, "is missing"),
        ({"action": "answer", "status": "429"}, "status is of the wrong type"),
        ({"action": "drop", "status": 429}, "unknown field status"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused(http: Http, twilio: FakeTwilio, order: object, complaint: str) -> None:
    answer = _control(http.session, twilio, "POST", "faults", order)
    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


def test_it_does_not_answer_for_another_host(http: Http, twilio: FakeTwilio) -> None:
    answer = http.session.get(f"{twilio.base_url}/_fake/requests", headers={"Host": "attacker.example"}, timeout=10)
    assert answer.status_code == 403


def test_it_is_not_logged_and_needs_no_login(http: Http, twilio: FakeTwilio) -> None:
    assert _control(http.session, twilio, "GET", "requests").json() == {"requests": []}
    assert _control(http.session, twilio, "GET", "nothing").status_code == 404
    assert twilio.requests == []


def test_it_chooses_how_the_documents_are_read(http: Http, twilio: FakeTwilio) -> None:
    hook = twilio.account().add_composition_hook("x")

    assert _control(http.session, twilio, "POST", "behaviour", {"empty": "refused"}).status_code == 204
    assert http.post(RECORDING, {"FriendlyName": "x", "AwsS3Url": ""}).status_code == 400
    assert http.post(f"/v1/CompositionHooks/{hook.sid}", {"FriendlyName": "x"}).status_code == 400

    assert _control(http.session, twilio, "POST", "behaviour", {"omitted": "kept"}).status_code == 204
    assert http.post(f"/v1/CompositionHooks/{hook.sid}", {"FriendlyName": "x"}).json()["audio_sources"] == ["*"]


@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        ({"empty": "rejected"}, "empty must be one of clears, stored, ignored, refused"),
        ({"omitted": None}, "omitted must be one of kept, cleared"),
        ({"empty_parameters": "clears"}, "unknown field empty_parameters"),
        ([], "an object"),
    ],
)
def test_a_reading_that_there_is_not_is_refused(http: Http, twilio: FakeTwilio, order: object, complaint: str) -> None:
    answer = _control(http.session, twilio, "POST", "behaviour", order)
    assert (answer.status_code, complaint in answer.json()["error"]) == (400, True)
