"""Lists of what accounts have: of the provider's account, of named ones, or of all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from provider.fake import Account, AccountStatus, FakeTwilio
from provider.fake.models import StorageSettings
from provider.framework.schema.blocks import schema_of
from provider.framework.server import Listed, ProviderServer
from provider.framework.values import Values
from provider.resources._client import Client
from provider.resources._listing import ListArguments
from provider.resources.provider import Configuration, TwilioProvider

RECORDING, HOOK = "twilio_video_recording_settings", "twilio_video_composition_hook"
AWS, KEY = "twilio_credentials_aws", "twilio_credentials_public_key"
ABSENT = "AC" + "0" * 32


@pytest.fixture
def server(twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> Iterator[ProviderServer[Client]]:
    monkeypatch.delenv("TWILIO_ACCOUNT_SID", raising=False)
    given = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "base_url": twilio.base_url}
    made = ProviderServer(TwilioProvider())
    assert not made.configure(schema_of(Configuration).null() | given | {"backoff_interval_in_ms": 1}).items
    yield made
    made.close()


@pytest.fixture
def customers(twilio: FakeTwilio) -> list[Account]:
    return [twilio.add_subaccount(friendly_name=f"Customer {number}", sid=f"AC{number:032}") for number in (1, 2, 3)]


@pytest.fixture(autouse=True)
def somebodys(twilio: FakeTwilio, customers: list[Account]) -> None:
    """Every account has settings that somebody made."""
    for account in (twilio.account(), *customers):
        for settings in (account.recording_settings, account.composition_settings):
            settings.friendly_name, settings.ever_posted = "Somebody's", True


def asked(**given: object) -> Values:
    return schema_of(ListArguments).null() | given


def listed(server: ProviderServer[Client], type_name: str, *, limit: int = 100, **given: object) -> list[Listed]:
    return list(server.list_objects(type_name, asked(**given), limit=limit))


def owners(found: list[Listed]) -> list[str]:
    assert not [problem for each in found for problem in each.diagnostics]
    return [(each.state or {})["account_sid"] for each in found]


def test_without_arguments_the_providers_account_is_listed(
    server: ProviderServer[Client], twilio: FakeTwilio, customers: list[Account]
) -> None:
    assert owners(listed(server, RECORDING)) == [twilio.account_sid]
    assert [request.path for request in twilio.requests] == ["/v1/RecordingSettings/Default"]


@pytest.mark.parametrize("type_name", sorted(TwilioProvider().resources))
def test_every_resource_is_listed_in_every_account(
    server: ProviderServer[Client], twilio: FakeTwilio, customers: list[Account], type_name: str
) -> None:
    for account in (twilio.account(), *customers):
        account.add_aws_credential("Storage")
        account.add_public_key("Keys")
        account.add_composition_hook("Hook")

    found = listed(server, type_name, all_accounts=True)

    assert sorted(owners(found)) == sorted([twilio.account_sid, *(customer.sid for customer in customers)])
    assert all(each.identity is not None and each.display_name for each in found)
    assert len({str(each.identity) for each in found}) == len(found)


def test_named_accounts_are_listed_in_their_order(server: ProviderServer[Client], customers: list[Account]) -> None:
    sids = [customers[2].sid, customers[0].sid, customers[2].sid]
    assert owners(listed(server, RECORDING, accounts=sids)) == sids[:2]


def test_of_no_accounts_nothing_is_listed(server: ProviderServer[Client], twilio: FakeTwilio) -> None:
    assert listed(server, RECORDING, accounts=[]) == []
    assert twilio.requests == []


def test_an_account_that_is_not_active_is_not_one_of_all(
    server: ProviderServer[Client], twilio: FakeTwilio, customers: list[Account]
) -> None:
    customers[0].status, customers[1].status = AccountStatus.SUSPENDED, AccountStatus.CLOSED
    assert owners(listed(server, RECORDING, all_accounts=True)) == sorted([customers[2].sid, twilio.account_sid])


def test_an_account_that_cannot_be_read_is_a_warning_and_holds_up_no_other(
    server: ProviderServer[Client], customers: list[Account]
) -> None:
    found = listed(server, RECORDING, accounts=[customers[0].sid, ABSENT, customers[1].sid])
    assert [each.state["account_sid"] for each in found if each.state] == [customers[0].sid, customers[1].sid]
    (problem,) = (problem for each in found for problem in each.diagnostics)
    assert problem.severity.value == "warning"
    assert ABSENT in problem.detail


def test_the_only_account_that_is_asked_for_must_be_readable(server: ProviderServer[Client]) -> None:
    (last,) = listed(server, RECORDING, accounts=[ABSENT])
    assert [each.severity.value for each in last.diagnostics] == ["error"]


def test_settings_that_nobody_ever_made_are_not_listed(
    server: ProviderServer[Client], twilio: FakeTwilio, customers: list[Account]
) -> None:
    customers[1].recording_settings = StorageSettings()
    assert customers[1].sid not in owners(listed(server, RECORDING, all_accounts=True))


def test_objects_are_there_as_pages_of_them_arrive(server: ProviderServer[Client], twilio: FakeTwilio) -> None:
    for number in range(250):
        twilio.account().add_composition_hook(f"Hook {number}")
    found = server.list_objects(HOOK, asked(), limit=1000)
    next(found)
    assert len(twilio.requests) == 1
    assert len([*found]) == 249
    assert len(twilio.requests) == 3


def test_no_more_is_asked_for_than_the_limit_needs(server: ProviderServer[Client], twilio: FakeTwilio) -> None:
    for number in range(250):
        twilio.account().add_composition_hook(f"Hook {number}")
    assert len(listed(server, HOOK, limit=50)) == 50
    assert len(twilio.requests) == 1


def test_an_object_is_shown_by_its_name_and_its_sid(server: ProviderServer[Client], twilio: FakeTwilio) -> None:
    key, nameless = twilio.account().add_public_key("Encryption"), twilio.account().add_public_key()
    shown = {each.display_name for each in listed(server, KEY)}
    assert shown == {f"Encryption ({key.sid})", nameless.sid}


def test_no_list_tells_a_token(server: ProviderServer[Client], twilio: FakeTwilio, customers: list[Account]) -> None:
    found = listed(server, RECORDING, all_accounts=True)
    assert not [account.auth_token for account in (twilio.account(), *customers) if account.auth_token in str(found)]


def test_a_wrong_account_sid_and_two_choices_are_told_at_once(server: ProviderServer[Client]) -> None:
    problems = server.validate_list(RECORDING, asked(accounts=["me"], all_accounts=True)).errors
    assert [(each.path, each.summary) for each in problems] == [
        (("accounts",), "Invalid accounts"),
        (("all_accounts",), "all_accounts conflicts with accounts"),
    ]


@pytest.mark.parametrize("type_name", [RECORDING, HOOK, AWS])
def test_a_generated_configuration_names_no_account_that_the_provider_has(
    server: ProviderServer[Client], twilio: FakeTwilio, type_name: str
) -> None:
    twilio.account().add_aws_credential("Storage")
    twilio.account().add_composition_hook("Hook")
    (only,) = listed(server, type_name)
    assert only.state is not None
    config = server.generate_config(type_name, only.state).state
    assert config is not None
    assert config["account_sid"] is None
    assert config["friendly_name"] == only.state["friendly_name"]
