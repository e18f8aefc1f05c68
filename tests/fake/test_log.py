"""The request log says exactly what was received."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio, LoggedRequest

from .conftest import Http

RECORDING = "/v1/RecordingSettings/Default"
SECRET = "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def test_it_tells_false_from_empty_from_omitted(http: Http, twilio: FakeTwilio) -> None:
    http.post(RECORDING, {"FriendlyName": "x", "AwsStorageEnabled": "false", "AwsS3Url": ""})
    (request,) = twilio.requests
    assert request.value("AwsStorageEnabled") == "false"
    assert (request.value("AwsS3Url"), request.sent("AwsS3Url")) == ("", True)
    assert (request.value("EncryptionEnabled"), request.sent("EncryptionEnabled")) == (None, False)


def test_it_keeps_the_order_and_the_repetition_of_parameters(http: Http, twilio: FakeTwilio) -> None:
    form = [("AudioSources", "b"), ("FriendlyName", "ü & =+"), ("AudioSources", "a")]
    http.post("/v1/CompositionHooks", form)
    (request,) = twilio.requests
    assert request.form == tuple(form)
    assert request.values("AudioSources") == ["b", "a"]
    with pytest.raises(ValueError, match="2 times"):
        request.value("AudioSources")


def test_it_says_who_asked_with_what_and_what_was_answered(http: Http, twilio: FakeTwilio) -> None:
    http.session.headers["User-Agent"] = "test/1"
    answer = http.get(f"{RECORDING}?a=1&b=")
    (request,) = twilio.requests
    assert (request.method, request.path, request.query) == ("GET", RECORDING, (("a", "1"), ("b", "")))
    assert (request.account_sid, request.user_agent, request.status) == (twilio.account_sid, "test/1", 200)
    assert answer.headers["Twilio-Request-Id"] == request.request_id
    assert request.request_id.startswith("RQ")


def test_it_names_the_account_of_an_api_key_and_none_for_a_wrong_login(http: Http, twilio: FakeTwilio) -> None:
    http.get(RECORDING, auth=(twilio.api_key, twilio.api_secret))
    http.get(RECORDING, auth=(twilio.account_sid, "wrong"))
    assert [request.account_sid for request in twilio.requests] == [twilio.account_sid, None]


def test_writes_are_what_is_no_get(http: Http, twilio: FakeTwilio) -> None:
    http.get(RECORDING)
    http("HEAD", RECORDING)
    http.post(RECORDING)
    http.delete(RECORDING)
    assert [request.method for request in twilio.writes] == ["POST", "DELETE"]


def test_it_can_be_asked_for_a_path(http: Http, twilio: FakeTwilio) -> None:
    http.get(RECORDING)
    http.post(RECORDING)
    http.get("/v1/CompositionSettings/Default")
    assert len(twilio.requests_to("/v1/RecordingSettings")) == 2
    assert [request.status for request in twilio.requests_to(RECORDING, "POST")] == [400]


def test_it_forgets(http: Http, twilio: FakeTwilio) -> None:
    http.get(RECORDING)
    twilio.forget_requests()
    assert twilio.requests == []
    http.get(RECORDING)
    assert len(twilio.requests) == 1


def test_a_request_is_logged_before_it_is_answered(http: Http, twilio: FakeTwilio) -> None:
    seen: list[LoggedRequest] = []
    twilio.before_request = lambda request: seen.extend(twilio.requests)
    http.get(RECORDING)
    assert [request.status for request in seen] == [None]


def test_the_repr_shows_no_secret(http: Http, twilio: FakeTwilio) -> None:
    http.post(f"/v1/Credentials/AWS?SecretAccessKey={SECRET}", {"FriendlyName": "x", "Credentials": SECRET})
    shown = repr(twilio.requests)
    assert SECRET not in shown
    assert "FriendlyName='x' Credentials='(redacted)' -> 201" in shown
    assert twilio.requests[0].value("Credentials") == SECRET


def test_a_body_that_is_no_form_has_no_parameters(http: Http, twilio: FakeTwilio) -> None:
    answer = http.session.post(
        twilio.base_url + RECORDING, json={"FriendlyName": "x"}, auth=(twilio.account_sid, twilio.auth_token), timeout=10
    )
    assert answer.status_code == 400
    assert twilio.requests[0].form == ()
