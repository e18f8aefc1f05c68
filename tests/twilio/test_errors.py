from __future__ import annotations

import pytest

from provider.twilio.client import Client
from provider.twilio.errors import (
    ApiError,
    AuthenticationFailed,
    NotFound,
    PermissionDenied,
    RateLimited,
    Rejected,
    ServerError,
    TwilioError,
)
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import ScriptedServer

PATH = "/v1/RecordingSettings/Default"
REQUEST_ID = {"Twilio-Request-Id": "RQ0123"}


def error_of(client: Client) -> ApiError:
    with pytest.raises(ApiError) as caught:
        client.get("video", PATH)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Rejected),
        (401, AuthenticationFailed),
        (403, PermissionDenied),
        (404, NotFound),
        (409, Rejected),
        (429, RateLimited),
        (500, ServerError),
        (503, ServerError),
    ],
)
def test_each_status_has_its_error(make_client: MakeClient, twilio: ScriptedServer, status: int, kind: type[ApiError]) -> None:
    twilio.answers(status, {"message": "no"})
    assert type(error_of(make_client(retry_attempts=0))) is kind


def test_twilios_code_for_failed_authentication_counts_whatever_the_status(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(403, {"code": 20003, "message": "Authenticate"})
    assert isinstance(error_of(client), AuthenticationFailed)


def test_a_rejected_token_is_reported_with_all_that_twilio_says(client: Client, twilio: ScriptedServer) -> None:
    body = {"code": 20003, "message": "Authenticate", "more_info": "https://www.twilio.com/docs/errors/20003"}
    twilio.answers(401, {**body, "status": 401}, REQUEST_ID)
    assert str(error_of(client)) == (
        "Twilio answered GET /v1/RecordingSettings/Default with 401 Unauthorized, error 20003: Authenticate. "
        "More: https://www.twilio.com/docs/errors/20003 (request RQ0123)"
    )


def test_the_classic_shape_is_read_with_its_details(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(400, {"code": 70106, "message": "Bad format", "details": {"key": "20 letters", "n": [1]}})
    error = error_of(client)
    assert (error.status, error.code, error.message) == (400, 70106, "Bad format")
    assert error.details == ("key: 20 letters", "n: [1]")


def test_the_problem_details_shape_is_read(client: Client, twilio: ScriptedServer) -> None:
    body = {
        "type": "https://www.twilio.com/docs/api/errors/20001",
        "title": "Invalid parameter",
        "status": 400,
        "code": 20001,
        "detail": "AwsS3Url is not a URL",
        "instance": "/x",
        "errors": [{"detail": "too long", "pointer": "#/AwsS3Url"}],
    }
    twilio.answers(400, body, REQUEST_ID)
    error = error_of(client)
    assert error.code == 20001
    assert error.message == "Invalid parameter: AwsS3Url is not a URL"
    assert error.more_info == "https://www.twilio.com/docs/api/errors/20001"
    assert error.details == ("#/AwsS3Url: too long",)
    assert error.request_id == "RQ0123"


def test_the_list_shape_is_read_with_every_entry(client: Client, twilio: ScriptedServer) -> None:
    entries = [
        {"code": 20001, "message": "First", "infoUrl": "https://t.example/1", "context": {"field": "A"}},
        {"code": 20002, "message": "Second"},
    ]
    twilio.answers(400, {"errors": entries})
    error = error_of(client)
    assert (error.code, error.message, error.more_info) == (20001, "First", "https://t.example/1")
    assert error.details == ("field: A", "20002: Second")


@pytest.mark.parametrize("body", [b"<h1>Bad gateway</h1>", b"", b"[1]", b'{"code": true, "message": 3, "errors": 1}'])
def test_an_error_that_is_not_twilios_json_still_has_its_status(
    make_client: MakeClient, twilio: ScriptedServer, body: bytes
) -> None:
    twilio.answers(502, body)
    error = error_of(make_client(retry_attempts=0))
    assert str(error) == "Twilio answered GET /v1/RecordingSettings/Default with 502 Bad Gateway."
    assert error.code is None


def test_what_twilio_says_cannot_rewrite_a_terminal_or_fill_it(client: Client, twilio: ScriptedServer) -> None:
    twilio.answers(400, {"message": "a\x1b[2J\r\nb\u202ec\ud800" + "x" * 5000})
    text = str(error_of(client))
    assert "a [2J b c?xxx" in text
    assert len(text) < 1200


def test_a_write_that_twilio_failed_at_may_have_been_carried_out_and_a_read_not(
    make_client: MakeClient, twilio: ScriptedServer
) -> None:
    client = make_client(retry_attempts=0)
    twilio.answers(500)
    assert not error_of(client).ambiguous
    twilio.answers(500)
    with pytest.raises(ServerError) as caught:
        client.post("video", PATH, {}, idempotent=True)
    assert caught.value.ambiguous


def test_every_error_can_be_caught_as_one() -> None:
    assert issubclass(ApiError, TwilioError)
