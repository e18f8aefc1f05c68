"""What a user is told of a client's errors: never that nothing was changed where that is not known."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from provider.resources.provider import TwilioProvider
from provider.twilio.client import Client
from provider.twilio.errors import TwilioError
from provider.twilio.request import Deadline
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import ScriptedServer

SETTINGS = "/v1/RecordingSettings/Default"
CREDENTIALS = "/v1/Credentials/AWS"

Request = Callable[[Client], object]


def read(client: Client) -> object:
    return client.get("video", SETTINGS, deadline=Deadline.after(1))


def write(client: Client) -> object:
    return client.post("video", SETTINGS, {}, idempotent=True, deadline=Deadline.after(1))


def create(client: Client) -> object:
    return client.post("accounts", CREDENTIALS, {}, idempotent=False, deadline=Deadline.after(1))


def remove(client: Client) -> object:
    client.delete("accounts", f"{CREDENTIALS}/CR1", deadline=Deadline.after(1))
    return None


WRITES: list[Request] = [write, create, remove]


def told(request: Request, client: Client) -> str:
    with pytest.raises(TwilioError) as caught:
        request(client)
    diagnostic = TwilioProvider().explain(caught.value)
    assert diagnostic is not None
    return f"{diagnostic.summary}: {diagnostic.detail}"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 429])
@pytest.mark.parametrize("request_", WRITES)
def test_a_write_that_is_refused_has_changed_nothing(
    make_client: MakeClient, twilio: ScriptedServer, request_: Request, status: int
) -> None:
    twilio.answers(status)
    assert told(request_, make_client(retry_attempts=0)).endswith(" Nothing was changed.")


@pytest.mark.parametrize("request_", WRITES)
def test_a_write_that_could_not_be_sent_has_changed_nothing(make_client: MakeClient, request_: Request) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    text = told(request_, make_client(base_url=f"http://localhost:{port}", retry_attempts=0))
    assert text.startswith("Twilio cannot be reached")
    assert text.endswith(" Nothing was changed.")


@pytest.mark.parametrize("status", [200, 302, 500, 502, 503, 504])
@pytest.mark.parametrize("request_", WRITES)
def test_a_write_whose_outcome_is_unknown_says_that_the_next_plan_shows_it(
    make_client: MakeClient, twilio: ScriptedServer, request_: Request, status: int
) -> None:
    twilio.answers(status, b"not JSON")
    text = told(request_, make_client(retry_attempts=0))
    assert "Nothing was changed" not in text
    assert text.endswith("The next plan shows what is in place.")


@pytest.mark.parametrize("request_", WRITES)
def test_a_write_whose_answer_does_not_come_says_nothing_of_what_was_changed(
    client: Client, twilio: ScriptedServer, request_: Request
) -> None:
    twilio.holds()
    assert "Nothing was changed" not in told(request_, client)


@pytest.mark.parametrize("statuses", [(503, 401), (503, 429, 401)])
def test_a_write_that_is_refused_after_one_that_may_have_been_carried_out_says_nothing_of_what_was_changed(
    client: Client, twilio: ScriptedServer, statuses: tuple[int, ...]
) -> None:
    for status in statuses:
        twilio.answers(status)
    text = told(write, client)
    assert text.startswith("Twilio does not accept the credentials")
    assert "Nothing was changed" not in text


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500, 503])
def test_a_read_says_only_of_itself_that_it_changed_nothing(make_client: MakeClient, twilio: ScriptedServer, status: int) -> None:
    twilio.answers(status)
    assert told(read, make_client(retry_attempts=0)).endswith(" Nothing was changed by this request.")


def test_time_that_ran_out_is_told_as_it_was_spent(client: Client, twilio: ScriptedServer) -> None:
    twilio.holds()
    assert "was given up after 1 second (1 second were allowed)" in told(read, client)
