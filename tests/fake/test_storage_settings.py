"""What settings accept, refuse and remember, with each of the knobs."""

from __future__ import annotations

import pytest

from provider.fake import Empty, ErrorShape, FakeTwilio, Omitted

from .conftest import Http

RECORDING = "/v1/RecordingSettings/Default"
BUCKET = "https://my-bucket.s3-eu-west-1.amazonaws.com/recordings"
UNKNOWN = "CR" + "0" * 32


@pytest.fixture
def everything_on(twilio: FakeTwilio) -> dict[str, str]:
    """The parameters that turn everything on, with credentials that exist."""
    return {
        "FriendlyName": "Everything",
        "AwsCredentialsSid": twilio.account().add_aws_credential().sid,
        "AwsS3Url": BUCKET,
        "AwsStorageEnabled": "true",
        "EncryptionKeySid": twilio.account().add_public_key().sid,
        "EncryptionEnabled": "true",
    }


def test_every_post_needs_a_friendly_name(http: Http) -> None:
    for form in ({}, {"FriendlyName": ""}):
        answer = http.post(RECORDING, form)
        assert answer.status_code == 400
        assert answer.json() == {
            "code": 20001,
            "message": "Missing required parameter FriendlyName in the post body",
            "more_info": "https://www.twilio.com/docs/errors/20001",
            "status": 400,
        }


def test_parameters_in_the_query_are_not_parameters(http: Http) -> None:
    assert http.post(f"{RECORDING}?FriendlyName=x").status_code == 400


@pytest.mark.parametrize(
    ("parameter", "value", "complaint"),
    [
        ("AwsCredentialsSid", "CR123", "must match"),
        ("EncryptionKeySid", "AC" + "0" * 32, "must match"),
        ("AwsStorageEnabled", "yes", "true or false"),
        ("EncryptionEnabled", "1", "true or false"),
        ("AwsS3Url", "my-bucket/path", "absolute http or https URL"),
        ("AwsS3Url", "s3://my-bucket/path", "absolute http or https URL"),
        ("AwsS3Url", "https://my_bucket.s3.amazonaws.com", "DNS-compliant"),
        ("AwsS3Url", "https://my-bucket.s3.amazonaws.com/a b", "RFC 3986"),
        ("AwsS3Url", "https://bücket.s3.amazonaws.com", "RFC 3986"),
        ("AwsS3Url", "https://[broken", "is not a URL"),
    ],
)
def test_a_malformed_parameter_is_refused_and_nothing_is_stored(
    http: Http, twilio: FakeTwilio, parameter: str, value: str, complaint: str
) -> None:
    answer = http.post(RECORDING, {"FriendlyName": "x", parameter: value})
    assert answer.status_code == 400
    assert complaint in answer.json()["message"]
    assert parameter in answer.json()["message"]
    assert twilio.account().recording_settings.friendly_name is None


def test_an_omitted_parameter_keeps_its_value(http: Http, everything_on: dict[str, str]) -> None:
    http.post(RECORDING, everything_on)
    answer = http.post(RECORDING, {"FriendlyName": "Renamed"}).json()
    assert answer["aws_s3_url"] == BUCKET
    assert answer["encryption_enabled"] is True


def test_an_omitted_parameter_may_be_cleared_instead(http: Http, twilio: FakeTwilio, everything_on: dict[str, str]) -> None:
    twilio.behaviour.omitted_parameters = Omitted.CLEARED
    http.post(RECORDING, everything_on)
    answer = http.post(RECORDING, {"FriendlyName": "Renamed"}).json()
    assert answer["aws_s3_url"] is None
    assert answer["encryption_key_sid"] is None
    assert (answer["aws_storage_enabled"], answer["encryption_enabled"]) == (False, False)


@pytest.mark.parametrize(("empty", "answered"), [(Empty.CLEARS, None), (Empty.STORED, ""), (Empty.IGNORED, BUCKET)])
def test_an_empty_parameter_does_what_the_knob_says(http: Http, twilio: FakeTwilio, empty: Empty, answered: str | None) -> None:
    twilio.behaviour.empty_parameters = empty
    http.post(RECORDING, {"FriendlyName": "x", "AwsS3Url": BUCKET})
    assert http.post(RECORDING, {"FriendlyName": "x", "AwsS3Url": ""}).json()["aws_s3_url"] == answered


def test_an_empty_parameter_may_be_refused(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.empty_parameters = Empty.REFUSED
    answer = http.post(RECORDING, {"FriendlyName": "x", "EncryptionKeySid": ""})
    assert (answer.status_code, answer.json()["message"]) == (400, "EncryptionKeySid must not be empty")


def test_a_post_may_answer_201(http: Http, twilio: FakeTwilio) -> None:
    assert http.post(RECORDING, {"FriendlyName": "x"}).status_code == 200
    twilio.behaviour.settings_post_status = 201
    assert http.post(RECORDING, {"FriendlyName": "x"}).status_code == 201


def test_booleans_may_have_to_be_lower_case(http: Http, twilio: FakeTwilio) -> None:
    form = {"FriendlyName": "x", "AwsStorageEnabled": "False"}
    assert http.post(RECORDING, form).status_code == 200
    twilio.behaviour.any_case_booleans = False
    assert http.post(RECORDING, form).status_code == 400


def test_switches_that_were_never_set_may_be_null(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.null_switches_when_never_set = True
    assert http.get(RECORDING).json()["encryption_enabled"] is None
    http.post(RECORDING, {"FriendlyName": "x"})
    assert http.get(RECORDING).json()["encryption_enabled"] is False


def test_an_s3_url_may_come_back_in_another_spelling(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.rewrite_s3_url = lambda url: url + "/"
    assert http.post(RECORDING, {"FriendlyName": "x", "AwsS3Url": BUCKET}).json()["aws_s3_url"] == BUCKET + "/"
    assert http.post(RECORDING, {"FriendlyName": "x"}).json()["aws_s3_url"] == BUCKET + "/"


@pytest.mark.parametrize("parameter", ["AwsCredentialsSid", "EncryptionKeySid"])
def test_a_credential_that_does_not_exist_is_refused_even_with_the_switch_off(http: Http, parameter: str) -> None:
    answer = http.post(RECORDING, {"FriendlyName": "x", parameter: UNKNOWN})
    assert answer.status_code == 400
    assert UNKNOWN in answer.json()["message"]


def test_a_credential_of_the_other_type_is_refused(http: Http, twilio: FakeTwilio) -> None:
    credential = twilio.account().add_aws_credential()
    assert http.post(RECORDING, {"FriendlyName": "x", "EncryptionKeySid": credential.sid}).status_code == 400


def test_a_credential_of_another_account_is_refused(http: Http, twilio: FakeTwilio) -> None:
    key = twilio.add_subaccount().add_public_key()
    assert http.post(RECORDING, {"FriendlyName": "x", "EncryptionKeySid": key.sid}).status_code == 400


def test_an_unknown_credential_may_be_let_pass(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.references_must_exist = False
    assert http.post(RECORDING, {"FriendlyName": "x", "EncryptionKeySid": UNKNOWN}).status_code == 200


@pytest.mark.parametrize("switch", ["AwsStorageEnabled", "EncryptionEnabled"])
def test_a_switch_cannot_go_on_without_what_it_needs(http: Http, switch: str) -> None:
    assert http.post(RECORDING, {"FriendlyName": "x", switch: "true"}).status_code == 400


def test_the_first_activations_fail_at_the_test_file_and_change_nothing(
    http: Http, twilio: FakeTwilio, everything_on: dict[str, str]
) -> None:
    twilio.behaviour.failing_activations = 2
    for _ in range(2):
        answer = http.post(RECORDING, everything_on)
        assert answer.status_code == 400
        assert "test file" in answer.json()["message"]
        assert http.get(RECORDING).json()["friendly_name"] is None
    assert http.post(RECORDING, everything_on).status_code == 200


def test_only_an_activation_writes_the_test_file(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.failing_activations = 1
    assert http.post(RECORDING, {"FriendlyName": "x", "AwsStorageEnabled": "false"}).status_code == 200
    assert twilio.behaviour.failing_activations == 1


def test_a_change_in_the_console_shows_at_the_next_get(http: Http, twilio: FakeTwilio, everything_on: dict[str, str]) -> None:
    settings = twilio.account().recording_settings
    http.post(RECORDING, everything_on)
    settings.encryption_enabled = False
    assert http.get(RECORDING).json()["encryption_enabled"] is False


def test_settings_cannot_be_deleted(http: Http) -> None:
    answer = http.delete(RECORDING)
    assert (answer.status_code, answer.json()["code"]) == (405, 20004)
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_an_error_may_be_a_problem_document(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.error_shape = ErrorShape.PROBLEM_DETAILS
    answer = http.post(RECORDING)
    assert answer.headers["Content-Type"] == "application/problem+json"
    message = "Missing required parameter FriendlyName in the post body"
    assert answer.json() == {
        "type": "https://www.twilio.com/docs/errors/20001",
        "title": "Bad Request",
        "status": 400,
        "code": 20001,
        "detail": message,
        "instance": RECORDING,
        "errors": [{"detail": message}],
    }


def test_an_error_may_be_a_list(http: Http, twilio: FakeTwilio) -> None:
    twilio.behaviour.error_shape = ErrorShape.ERROR_LIST
    answer = http.post(RECORDING)
    assert answer.status_code == 400
    assert answer.json() == {
        "errors": [
            {
                "code": 20001,
                "message": "Missing required parameter FriendlyName in the post body",
                "infoUrl": "https://www.twilio.com/docs/errors/20001",
                "context": {},
            }
        ]
    }
