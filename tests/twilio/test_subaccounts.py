"""One client with a parent's credentials speaks for each of its subaccounts, with that account's own token."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from urllib.parse import quote

import pytest

from provider.fake import Account, Alter, Answer, FakeTwilio
from provider.twilio.client import Client
from provider.twilio.errors import (
    AuthenticationFailed,
    Rejected,
    ServerError,
    TokenRefused,
)
from provider.twilio.request import Deadline
from tests.twilio.subaccounts import ACCOUNTS, SETTINGS, asked, client, client_as, customers, get, together, told, twilio

__all__ = ["client", "client_as", "customers", "twilio"]


def test_a_subaccounts_client_gets_that_accounts_objects(client: Client, customers: list[Account]) -> None:
    for customer in customers:
        assert client.of(customer.sid).get("video", SETTINGS)["account_sid"] == customer.sid


def test_the_tokens_of_all_are_asked_for_once(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    for customer in customers:
        client.of(customer.sid).get("video", SETTINGS)
    assert [request.path for request in twilio.requests_to(ACCOUNTS)] == [f"{ACCOUNTS}.json"]


def test_the_tokens_of_as_many_accounts_as_a_page_has_take_one_request(client: Client, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount() for _ in range(999)]  # with their parent a thousand
    for customer in customers:
        client.of(customer.sid).confirm()
    assert [request.path for request in twilio.requests] == [f"{ACCOUNTS}.json"]


def test_nothing_is_asked_before_the_first_request(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    assert client.of(customers[0].sid).account_sid == customers[0].sid
    assert twilio.requests == []


def test_a_client_is_its_own_for_its_own_account_and_for_none(client: Client, customers: list[Account]) -> None:
    subaccount = client.of(customers[0].sid)
    assert client.of(None) is client
    assert client.of(client.account_sid) is client
    assert subaccount.of(None) is subaccount
    assert subaccount.of(subaccount.account_sid) is subaccount
    assert subaccount.of(client.account_sid) is client


def test_all_accounts_are_listed_without_their_tokens_which_are_not_asked_for_again(
    client: Client, twilio: FakeTwilio, customers: list[Account]
) -> None:
    listed = list(client.accounts())
    for customer in customers:
        client.of(customer.sid).get("video", SETTINGS)

    assert {each.sid: each.friendly_name for each in listed} == {
        twilio.account_sid: "Stand-in account",
        **{customer.sid: customer.friendly_name for customer in customers},
    }
    assert not [token for token in (customer.auth_token for customer in customers) if token in repr(listed)]
    assert len(twilio.requests_to(ACCOUNTS)) == 1


# How often Twilio is asked


def test_threads_that_need_tokens_at_the_same_time_ask_once(client: Client, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount() for _ in range(30)]
    assert together(30, lambda number: get(client, customers[number])) == [customer.sid for customer in customers]
    assert asked(twilio) == [".json"]


def test_one_of_thousands_takes_the_first_page_and_one_request_more(client: Client, twilio: FakeTwilio) -> None:
    last = [twilio.add_subaccount() for _ in range(2500)][-1]
    assert get(client, last) == last.sid
    assert asked(twilio) == [".json", f"/{last.sid}.json"]


def test_many_of_thousands_take_the_further_pages(client: Client, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount() for _ in range(2500)]
    for customer in customers[-5:]:
        get(client, customer)
    assert asked(twilio) == [".json", f"/{customers[-5].sid}.json", ".json", ".json"]


def test_a_list_of_accounts_brings_their_tokens(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    assert len(list(client.accounts())) == 4
    get(client, customers[0])
    assert asked(twilio) == [".json"]


def test_an_account_that_was_made_after_the_list_is_found(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    get(client, customers[0])
    made = twilio.add_subaccount()
    assert get(client, made) == made.sid


def test_pages_that_go_round_in_a_circle_are_read_once(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    circle = {"accounts": [], "next_page_uri": f"{ACCOUNTS}.json?PageSize=1000"}
    twilio.faults.add(Alter(circle), path=f"{ACCOUNTS}.json", times=None)
    for customer in customers:
        assert get(client, customer) == customer.sid
    assert asked(twilio) == [".json", *(f"/{customer.sid}.json" for customer in customers)]


def test_a_list_that_failed_is_told_for_each_account_and_asked_for_again(
    client: Client, twilio: FakeTwilio, customers: list[Account]
) -> None:
    fault = twilio.faults.add(Answer.unavailable(), path=ACCOUNTS, times=None)
    for customer in customers:
        with pytest.raises(ServerError, match=f"GET {ACCOUNTS}.json .*about account {customer.sid}"):
            get(client, customer)
    twilio.faults.remove(fault)
    assert get(client, customers[0]) == customers[0].sid


# A token that is refused


def test_a_token_that_was_rotated_is_asked_for_once_more(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    get(client, customers[0])
    customers[0].auth_token = "f" * 32
    assert get(client, customers[0]) == customers[0].sid
    assert asked(twilio) == [".json", f"/{customers[0].sid}.json"]


def test_threads_whose_token_was_rotated_ask_once_for_it(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    get(client, customers[0])
    customers[0].auth_token = "f" * 32
    assert together(20, lambda _: get(client, customers[0])) == [customers[0].sid] * 20
    assert asked(twilio) == [".json", f"/{customers[0].sid}.json"]


def test_a_create_with_a_rotated_token_is_carried_out_once(client: Client, twilio: FakeTwilio, customers: list[Account]) -> None:
    get(client, customers[0])
    customers[0].auth_token = "f" * 32
    form = {"FriendlyName": "Hook", "AudioSources": "*"}
    client.of(customers[0].sid).post("video", "/v1/CompositionHooks", form, idempotent=False)
    assert len(customers[0].composition_hooks) == 1


def test_a_token_that_stays_refused_is_told_with_the_account_and_asked_for_once(
    client: Client, twilio: FakeTwilio, customers: list[Account]
) -> None:
    twilio.faults.add(Answer(401, 20003, "Authenticate"), path=SETTINGS, times=None)
    for _ in range(3):
        with pytest.raises(TokenRefused) as caught:
            get(client, customers[1])
    assert asked(twilio) == [".json", f"/{customers[1].sid}.json"]
    assert f'This is about account {customers[1].sid} ("Customer 1").' in told(caught.value)
    assert told(caught.value).startswith("The subaccount does not accept its token: ")


def test_while_the_parents_token_is_rotated_known_accounts_go_on(
    client: Client, twilio: FakeTwilio, customers: list[Account]
) -> None:
    get(client, customers[0])
    later = twilio.add_subaccount()
    twilio.account().auth_token = "e" * 32
    assert get(client, customers[1]) == customers[1].sid
    with pytest.raises(AuthenticationFailed) as caught:
        get(client, later)
    assert told(caught.value).startswith("Twilio does not accept the credentials: ")
    assert f"This is about account {later.sid}." in told(caught.value)


# Secrets


def in_base64(token: str) -> str:
    return base64.b64encode(token.encode()).decode()


@pytest.mark.parametrize("quoted", [str, quote, in_base64, lambda token: in_base64(token).rstrip("=")])
@pytest.mark.parametrize("whose", ["its own", "another's"])
def test_a_token_that_twilio_quotes_is_not_shown(
    client: Client, twilio: FakeTwilio, customers: list[Account], whose: str, quoted: Callable[[str], str]
) -> None:
    customers[0].auth_token = "token+/of=a-customer"
    get(client, customers[0])
    twilio.faults.add(Answer(400, 20001, f"bad {quoted(customers[0].auth_token)} bad"), path=SETTINGS)
    with pytest.raises(Rejected, match=r"bad \*\*\* bad"):
        get(client, customers[0] if whose == "its own" else twilio.account_sid)


def test_no_log_and_no_repr_has_a_token(
    client: Client, twilio: FakeTwilio, customers: list[Account], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "provider")
    twilio.faults.add(Answer.unavailable(), path=SETTINGS)
    get(client, customers[0])
    customers[0].auth_token = "f" * 32
    get(client, customers[0])
    known = client._subaccounts.find(customers[0].sid, Deadline.after(1))
    shown = "\n".join([caplog.text, repr(client), repr(client.of(customers[0].sid)), repr(known), repr(list(client.accounts()))])
    assert customers[0].sid in shown
    for account in (*customers, twilio.account()):
        assert account.auth_token not in shown
