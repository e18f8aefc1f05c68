"""A client with a parent's credentials and three subaccounts: the fixtures, and what their tests look at."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from provider.fake import Account, FakeTwilio
from provider.resources.provider import TwilioProvider
from provider.twilio.client import Client
from provider.twilio.configuration import ClientSettings
from provider.twilio.errors import (
    TwilioError,
)
from provider.twilio.request import Deadline

SETTINGS = "/v1/RecordingSettings/Default"


ACCOUNTS = "/2010-04-01/Accounts"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    with FakeTwilio() as served:
        yield served


@pytest.fixture
def client_as(twilio: FakeTwilio, stop: threading.Event) -> Iterator[Callable[[str, str], Client]]:
    """Makes a client of the parent's account, by user name and password."""
    made: list[Client] = []

    def make(username: str, password: str) -> Client:
        settings = ClientSettings(
            account_sid=twilio.account_sid,
            username=username,
            password=password,
            base_url=twilio.base_url,
            backoff_interval_in_ms=0,
            retry_attempts=1,
        )
        made.append(Client(settings, stop=stop))
        return made[-1]

    yield make
    for each in made:
        each.close()


@pytest.fixture
def client(twilio: FakeTwilio, client_as: Callable[[str, str], Client]) -> Client:
    return client_as(twilio.account_sid, twilio.auth_token)


@pytest.fixture
def customers(twilio: FakeTwilio) -> list[Account]:
    return [twilio.add_subaccount(friendly_name=f"Customer {number}") for number in range(3)]


def get(client: Client, account: Account | str, deadline: Deadline | None = None) -> object:
    sid = account if isinstance(account, str) else account.sid
    return client.of(sid).get("video", SETTINGS, deadline=deadline)["account_sid"]


def asked(twilio: FakeTwilio) -> list[str]:
    """The requests for accounts, without what they all begin with."""
    return [request.path.removeprefix(ACCOUNTS) for request in twilio.requests_to(ACCOUNTS)]


def told(error: TwilioError) -> str:
    """What a user reads."""
    diagnostic = TwilioProvider().explain(error)
    assert diagnostic is not None
    return f"{diagnostic.summary}: {diagnostic.detail}"


def together(count: int, work: Callable[[int], object]) -> list[object]:
    """What `count` threads return that begin at the same time."""
    ready = threading.Barrier(count)

    def run(number: int) -> object:
        ready.wait()
        return work(number)

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
