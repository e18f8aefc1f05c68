"""`twilio_accounts`: what there is to manage, found and never shown with a token."""

from __future__ import annotations

import pytest

from provider.fake import AccountStatus, Alter, FakeTwilio
from provider.resources.provider import TwilioProvider
from tests.harness.certificates import ClientCertificate
from tests.harness.client import PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.schema import Schema

TYPE = "twilio_accounts"


def read(client: PluginClient, **given: object) -> dict[str, object]:
    return client.read_data(TYPE, config(client, **given)).without_errors().object


def refused(client: PluginClient, **given: object) -> str:
    (problem,) = client.read_data(TYPE, config(client, **given)).errors
    return f"{problem.summary}: {problem.detail}"


def config(client: PluginClient, **given: object) -> dict[str, object]:
    return Schema.of(client.schema().data_source_schemas[TYPE]).config(given)


def test_it_tells_of_every_subaccount_and_not_of_the_providers_account(client: PluginClient, twilio: FakeTwilio) -> None:
    made = twilio.add_subaccount(friendly_name="Customer")
    found = read(client)
    assert found["sids"] == [made.sid]
    moment = made.date_created.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert found["accounts"] == {
        made.sid: {"friendly_name": "Customer", "status": "active", "date_created": moment, "date_updated": moment}
    }


def test_it_tells_of_the_providers_account_where_that_is_wanted(client: PluginClient, twilio: FakeTwilio) -> None:
    made = twilio.add_subaccount()
    assert read(client, include_self=True)["sids"] == sorted([twilio.account_sid, made.sid])


def test_the_sids_are_sorted_however_twilio_lists_them(client: PluginClient, twilio: FakeTwilio) -> None:
    for first in "c1a2b":
        twilio.add_subaccount(sid="AC" + first * 32)
    assert read(client)["sids"] == ["AC" + first * 32 for first in "12abc"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, ["One", "Two", "Three"]),
        ({"status": "active"}, ["One", "Three"]),
        ({"status": "suspended"}, ["Two"]),
        ({"status": "closed"}, ["Four"]),
        ({"friendly_name": "One"}, ["One"]),
        ({"friendly_name": "one"}, []),
        ({"friendly_name": "Two", "status": "active"}, []),
        ({"friendly_name": "Four"}, []),
        ({"friendly_name": "Four", "status": "closed"}, ["Four"]),
    ],
)
def test_it_leaves_out_what_is_not_asked_for_and_what_is_closed(
    client: PluginClient, twilio: FakeTwilio, given: dict[str, object], expected: list[str]
) -> None:
    names = {f"AC{str(number) * 32}": name for number, name in enumerate(("One", "Two", "Three", "Four"), 1)}
    for sid, name in names.items():
        twilio.add_subaccount(friendly_name=name, sid=sid)
    twilio.account("AC" + "2" * 32).status = AccountStatus.SUSPENDED
    twilio.account("AC" + "4" * 32).status = AccountStatus.CLOSED
    assert [names[sid] for sid in read(client, **given)["sids"]] == expected  # type: ignore[attr-defined]


def test_accounts_of_all_pages_are_there(client: PluginClient, twilio: FakeTwilio) -> None:
    for _ in range(1001):
        twilio.add_subaccount()
    assert len(read(client)["sids"]) == 1001  # type: ignore[arg-type]
    assert [request.status for request in twilio.requests] == [200, 200]


def test_no_token_is_in_what_is_read(client: PluginClient, twilio: FakeTwilio) -> None:
    token = twilio.add_subaccount().auth_token
    found = read(client, include_self=True)
    assert token not in repr(found)
    assert twilio.auth_token not in repr(found)


def test_an_account_that_is_itself_a_subaccount_is_told_whose(client: PluginClient, twilio: FakeTwilio) -> None:
    twilio.account().owner_sid = "AC" + "9" * 32
    assert f"is itself a subaccount, of {'AC' + '9' * 32}" in refused(client).replace('"', "")
    assert read(client, include_self=True)["sids"] == [twilio.account_sid]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"accounts": None}, "it has no list `accounts`"),
        ({"accounts": [{"sid": "AC" + "1" * 32}]}, "it has an account without a SID, a name, a status, a parent or dates"),
        ({"next_page_uri": "/2010-04-01/Accounts.json?PageSize=1000"}, "its pages go round in a circle"),
        ({"next_page_uri": "https://elsewhere.example/?Page=1"}, "it names a next page that is not one of the same list"),
    ],
)
def test_a_list_that_cannot_be_is_an_error_and_no_shorter_list(
    client: PluginClient, twilio: FakeTwilio, wrong: dict[str, object], told: str
) -> None:
    twilio.faults.add(Alter(wrong), times=None)
    assert told in refused(client)


def test_an_account_of_another_parent_is_an_error(client: PluginClient, twilio: FakeTwilio) -> None:
    stranger = dict.fromkeys(("friendly_name", "status", "date_created", "date_updated"), "x")
    stranger |= {"sid": "AC" + "7" * 32, "owner_account_sid": "AC" + "8" * 32, "auth_token": "t" * 32}
    twilio.faults.add(Alter({"accounts": [stranger]}))
    told = refused(client)
    assert f'it has account AC{"7" * 32} ("x"), which is not of {twilio.account_sid}' in told


def test_a_status_that_no_account_has_is_refused_before_anything_is_asked(client: PluginClient, twilio: FakeTwilio) -> None:
    (problem,) = client.validate_data(TYPE, config(client, status="deleted")).errors
    assert problem.summary == "Invalid status"
    assert twilio.requests == []


@pytest.mark.parametrize("status", [None, 401, 403])
def test_a_key_that_may_not_ask_is_told_which_may(
    loop: LoopThread, engine_certificate: ClientCertificate, twilio: FakeTwilio, status: int | None
) -> None:
    key = twilio.add_api_key(standard=status is None, credentials_status=status)
    with served(loop, engine_certificate, TwilioProvider()) as client:
        login = {"account_sid": twilio.account_sid, "api_key": key.sid, "api_secret": key.secret, "base_url": twilio.base_url}
        client.configure(Schema.of(client.schema().provider).config(login)).without_errors()
        told = refused(client)
    assert f"The API key {key.sid} may not ask for accounts" in told
    assert "Main API key" in told
