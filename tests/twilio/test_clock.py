"""Twilio's time, and where it is asked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from provider.resources import answers
from provider.twilio.client import Client
from provider.twilio.errors import NotFound
from tests.twilio.conftest import MakeClient
from tests.twilio.scripted import Handler, ScriptedServer

PATH = "/v1/RecordingSettings/Default"
WHILE = timedelta(seconds=5)  # how long a test may take, and what a header in whole seconds leaves open


def date_of(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(Handler, "date_time_string", lambda *_: text)


def test_before_any_answer_the_time_is_the_local_one(client: Client) -> None:
    assert abs(client.now() - datetime.now(UTC)) < WHILE
    assert client.now().tzinfo is UTC


@pytest.mark.parametrize("ahead", [timedelta(days=40), timedelta(hours=-7)])
def test_the_time_is_that_of_the_latest_answer(
    client: Client, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    for shift in (timedelta(days=900), ahead):
        date_of(monkeypatch, format_datetime(datetime.now(UTC) + shift, usegmt=True))
        twilio.answers(200, {})
        client.get("video", PATH)
    assert abs(client.now() - datetime.now(UTC) - ahead) < WHILE


def test_an_error_tells_the_time_too(client: Client, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch) -> None:
    date_of(monkeypatch, "Tue, 01 Jan 2030 10:00:00 -0000")
    twilio.answers(404)
    with pytest.raises(NotFound):
        client.get("video", PATH)
    assert abs(client.now() - datetime(2030, 1, 1, 10, tzinfo=UTC)) < WHILE


@pytest.fixture(params=["JST-9", "PST8"])
def far_from_greenwich(request: pytest.FixtureRequest) -> Iterator[None]:
    """The machine keeps another time than UTC."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("far_from_greenwich")
@pytest.mark.parametrize("zone", ["-0000", "+0000", "GMT", "UTC"])
def test_a_date_is_in_utc_where_it_does_not_say_otherwise_wherever_the_machine_is(
    client: Client, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    date_of(monkeypatch, f"Tue, 01 Jan 2030 10:00:00 {zone}")
    twilio.answers(200, {})
    client.get("video", PATH)
    assert abs(client.now() - datetime(2030, 1, 1, 10, tzinfo=UTC)) < WHILE


@pytest.mark.usefixtures("far_from_greenwich")
@pytest.mark.parametrize("text", ["2030-01-01T10:00:00", "2030-01-01T10:00:00Z", "Tue, 01 Jan 2030 10:00:00 -0000"])
def test_so_is_the_date_of_an_object(text: str) -> None:
    found = answers.date(text)
    assert found is not None
    assert found.astimezone(UTC) == datetime(2030, 1, 1, 10, tzinfo=UTC)


@pytest.mark.usefixtures("far_from_greenwich")
def test_before_any_answer_it_is_utc_too(client: Client) -> None:
    assert abs(client.now().timestamp() - time.time()) < WHILE.total_seconds()


@pytest.mark.parametrize("text", ["soon", "Tue, 99 Jan 2030 10:00:00 GMT", ""])
def test_a_date_that_cannot_be_read_tells_nothing(
    client: Client, twilio: ScriptedServer, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    date_of(monkeypatch, text)
    twilio.answers(200, {})
    client.get("video", PATH)
    assert abs(client.now() - datetime.now(UTC)) < WHILE


@pytest.mark.parametrize(
    ("settings", "address"),
    [
        ({"base_url": None}, "https://accounts.twilio.com/v1/Credentials/AWS"),
        ({"base_url": None, "edge": "dublin", "region": "ie1"}, "https://accounts.dublin.ie1.twilio.com/v1/Credentials/AWS"),
        ({"base_url": "https://proxy.example/twilio/", "edge": "dublin"}, "https://proxy.example/twilio/v1/Credentials/AWS"),
    ],
)
def test_an_address_is_the_one_that_requests_go_to(make_client: MakeClient, settings: dict[str, str], address: str) -> None:
    assert make_client(**settings).address("accounts", "/v1/Credentials/AWS") == address
