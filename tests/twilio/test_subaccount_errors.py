"""What goes wrong with a subaccount is told of that account, with its name, and holds up no other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from provider.fake import Account, AccountStatus, Alter, Answer, ApiKey, FakeTwilio, LoggedRequest, Stall
from provider.twilio.client import Client
from provider.twilio.configuration import ClientSettings
from provider.twilio.errors import (
    AccountNotActive,
    AmbiguousResult,
    Cancelled,
    DeadlineExceeded,
    NotASubaccount,
    PermissionDenied,
    ServerError,
    TokensNotPermitted,
    UnexpectedAnswer,
)
from provider.twilio.request import Deadline
from tests.twilio.scripted import ScriptedServer
from tests.twilio.subaccounts import ACCOUNTS, SETTINGS, asked, client, client_as, customers, get, together, told, twilio

__all__ = ["client", "client_as", "customers", "twilio"]


@pytest.mark.parametrize("answered", [401, 403])
@pytest.mark.parametrize("status", [AccountStatus.SUSPENDED, AccountStatus.CLOSED])
def test_an_account_that_is_not_active_is_told_so(
    client: Client, twilio: FakeTwilio, customers: list[Account], status: AccountStatus, answered: int
) -> None:
    twilio.behaviour.inactive_account_status = answered
    customers[2].status = status
    with pytest.raises(AccountNotActive, match=f"The account is {status.value}") as caught:
        get(client, customers[2])
    assert f'account {customers[2].sid} ("Customer 2")' in told(caught.value)
    assert "state rm" in told(caught.value)


def test_an_account_that_is_closed_during_a_run_is_told_so(client: Client, customers: list[Account]) -> None:
    get(client, customers[0])
    customers[0].status = AccountStatus.CLOSED
    with pytest.raises(AccountNotActive, match="The account is closed"):
        get(client, customers[0])


def test_what_a_subaccounts_token_may_not_do_stays_that(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    twilio.faults.add(Answer(403, 20403, "Encryption is not for you"), path=SETTINGS)
    with pytest.raises(PermissionDenied, match=rf'Encryption is not for you.*account {customers[0].sid} \("Customer 0"\)'):
        get(client, customers[0])


@pytest.mark.parametrize("sid", ["AC" + "0" * 32, "the stranger's"])
def test_an_account_that_is_no_subaccount_is_told_so(client: Client, twilio: FakeTwilio, sid: str) -> None:
    sid = twilio.add_account().sid if sid.startswith("the") else sid
    with pytest.raises(NotASubaccount, match=f"Account {sid} is not a subaccount of {twilio.account_sid}"):
        get(client, sid)
    assert twilio.requests_to(SETTINGS) == []


def test_an_account_of_another_parent_is_told_so_and_its_token_is_not_used(
    client: Client, twilio: FakeTwilio, customers: list[Account]
) -> None:
    twilio.faults.add(Alter({"accounts": []}), path=f"{ACCOUNTS}.json")
    twilio.faults.add(Alter({"owner_account_sid": "AC" + "9" * 32}), path=ACCOUNTS, times=None)
    for _ in range(2):
        with pytest.raises(NotASubaccount, match=f"Its parent is AC{'9' * 32}"):
            get(client, customers[0])
    assert twilio.requests_to(SETTINGS) == []


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"auth_token": None}, "it has no auth token"),
        ({"auth_token": ""}, "it has no auth token"),
        ({"sid": "AC" + "9" * 32}, "it does not describe that account"),
        ({"friendly_name": None}, "it does not describe that account"),
    ],
)
def test_an_answer_without_what_is_needed_is_told_so(
    client: Client, twilio: FakeTwilio, customers: list[Account], wrong: dict[str, object], reason: str
) -> None:
    twilio.faults.add(Alter({"accounts": []}), path=f"{ACCOUNTS}.json")
    twilio.faults.add(Alter(wrong), path=ACCOUNTS)
    with pytest.raises(UnexpectedAnswer, match=rf"{reason}.*account {customers[0].sid}"):
        get(client, customers[0])
    assert twilio.requests_to(SETTINGS) == []


@pytest.mark.parametrize("status", [None, 401, 403])
def test_a_key_that_may_not_ask_for_accounts_is_told_what_may(
    client_as: Callable[[str, str], Client], twilio: FakeTwilio, customers: list[Account], status: int | None
) -> None:
    key: ApiKey = twilio.add_api_key(standard=status is None, credentials_status=status)
    client = client_as(key.sid, key.secret)
    for customer in customers:
        with pytest.raises(TokensNotPermitted) as caught:
            get(client, customer)
        text = told(caught.value)
        assert f"This is about account {customer.sid}." in text
        for words in ("Main API key", "Standard keys may not", "Restricted keys", "a provider block with that account's SID"):
            assert words in text
    assert asked(twilio) == [".json"], "it is not asked again for every account"


def test_a_main_key_may_ask(client_as: Callable[[str, str], Client], twilio: FakeTwilio, customers: list[Account]) -> None:
    assert get(client_as(twilio.api_key, twilio.api_secret), customers[0]) == customers[0].sid


def test_a_failure_of_one_account_is_told_with_its_name_and_holds_up_no_other(
    client: Client, twilio: FakeTwilio, customers: list[Account]
) -> None:
    twilio.faults.add(Answer.unavailable(), account_sid=customers[1].sid, times=None)
    assert get(client, customers[0]) == customers[0].sid
    with pytest.raises(ServerError, match=rf'tried 2 times.*This is about account {customers[1].sid} \("Customer 1"\)\.'):
        get(client, customers[1])
    assert get(client, customers[2]) == customers[2].sid


def test_what_a_create_failed_for_names_the_account_too(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    twilio.faults.add(Answer.unavailable(), method="POST")
    with pytest.raises(AmbiguousResult) as caught:
        client.of(customers[0].sid).post("video", "/v1/CompositionHooks", {}, idempotent=False)
    assert f"This is about account {customers[0].sid}" in str(caught.value.last_error)
    assert str(caught.value).count("This is about account") == 1


def test_a_name_that_would_rewrite_a_terminal_is_made_harmless(client: Client, twilio: FakeTwilio) -> None:
    rude = twilio.add_subaccount(friendly_name='\x1b[2J"Cust\u202eomer')
    rude.status = AccountStatus.SUSPENDED
    with pytest.raises(AccountNotActive) as caught:
        get(client, rude)
    assert '("[2J\\"Cust omer")' in str(caught.value)


# Waiting, and what is shared


def test_an_interruption_ends_every_wait_for_tokens(client: Client, twilio: FakeTwilio, stop: threading.Event) -> None:
    customers = [twilio.add_subaccount() for _ in range(10)]
    twilio.faults.add(Stall(), path=ACCOUNTS, times=None)
    twilio.before_request = lambda _: stop.set()

    def interrupted(number: int) -> object:
        with pytest.raises(Cancelled) as caught:
            get(client, customers[number])
        return customers[number].sid in str(caught.value)

    assert all(together(10, interrupted))


def test_whoever_has_less_time_gives_up_before_the_one_that_asks(
    client: Client, twilio: FakeTwilio, stop: threading.Event, customers: list[Account]
) -> None:
    begun = threading.Event()
    twilio.before_request = lambda _: begun.set()
    twilio.faults.add(Stall(), path=ACCOUNTS)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(get, client, customers[0], Deadline.after(3600))
        begun.wait()
        with pytest.raises(DeadlineExceeded, match=f"about account {customers[1].sid}"):
            get(client, customers[1], Deadline.after(0.1))
        assert not asking.done()
        stop.set()
        assert isinstance(asking.exception(), Cancelled)


def test_whoever_has_more_time_goes_on_where_another_gave_up(
    client: Client, twilio: FakeTwilio, customers: list[Account]
) -> None:
    begun = threading.Event()
    twilio.before_request = lambda _: begun.set()
    twilio.faults.add(Stall(), path=ACCOUNTS)

    def hasty() -> object:
        with pytest.raises(DeadlineExceeded):
            get(client, customers[0], Deadline.after(2.0))
        return "gave up"

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(hasty)
        begun.wait()
        second = pool.submit(get, client, customers[1], Deadline.after(30))
        assert (first.result(), second.result()) == ("gave up", customers[1].sid)


def test_an_account_whose_requests_are_limited_slows_no_other(
    client: Client, twilio: FakeTwilio, customers: list[Account]
) -> None:
    slow, other = customers[0], customers[1]
    arrived, released = threading.Event(), threading.Event()

    def hold_the_second_try(request: LoggedRequest) -> None:
        if len([each for each in twilio.requests if each.account_sid == slow.sid]) == 2 and request.account_sid == slow.sid:
            arrived.set()
            released.wait()

    twilio.faults.add(Answer.rate_limited(), account_sid=slow.sid)  # after which there is one at a time
    twilio.before_request = hold_the_second_try
    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(get, client, slow)
        arrived.wait()
        try:
            assert get(client, other, Deadline.after(30)) == other.sid
            with pytest.raises(DeadlineExceeded, match="waiting for its turn"):
                get(client, slow, Deadline.after(0.2))
        finally:
            released.set()
        assert held.result() == slow.sid


def test_all_accounts_share_a_connection() -> None:
    parent, sids = "AC" + "a" * 32, [f"AC{number:032}" for number in range(20)]
    shared = dict.fromkeys(("friendly_name", "status", "date_created", "date_updated"), "x") | {"owner_account_sid": parent}
    server = ScriptedServer()
    settings = ClientSettings(account_sid=parent, username=parent, password="p", base_url=server.url)
    with closing(server), Client(settings) as client:
        server.answers(200, {"accounts": [shared | {"sid": sid, "auth_token": f"token {sid}"} for sid in sids]})
        for sid in sids:
            server.answers(200, {"account_sid": sid})
            get(client, sid)
        assert (len(server.requests), server.connections) == (21, 1)
