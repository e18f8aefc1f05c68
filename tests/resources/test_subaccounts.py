"""Credentials and hooks of subaccounts: made, read, protected and found again with the subaccount's own token."""

from __future__ import annotations

import pytest

from provider.fake import Account, AccountStatus, Drop, FakeTwilio, SettingsKind
from provider.framework.values import Values
from tests.engine.managed import Managed
from tests.harness.client import PluginClient, Told
from tests.harness.schema import Schema
from tests.resources import hooks
from tests.resources.credentials import Kind

ACCOUNTS = "/2010-04-01/Accounts"


@pytest.fixture(autouse=True)
def parents_see_nothing_of_subaccounts(twilio: FakeTwilio) -> None:
    twilio.behaviour.parents_see_subaccount_credentials = False


@pytest.fixture
def customer(twilio: FakeTwilio) -> Account:
    return twilio.add_subaccount(friendly_name="Customer 7")


@pytest.fixture
def given(kind: Kind, customer: Account) -> Values:
    return {**kind.given, "friendly_name": "Recordings", "account_sid": customer.sid}


@pytest.fixture
def theirs(credential: Managed, given: Values, twilio: FakeTwilio) -> Managed:
    """A credential of a subaccount. No request is logged yet."""
    credential.apply(given).without_errors()
    twilio.forget_requests()
    return credential


@pytest.fixture
def standard_key(client: PluginClient, twilio: FakeTwilio) -> None:
    """The provider has an API key that may not ask for tokens of subaccounts."""
    key = twilio.add_api_key(standard=True)
    given = {"account_sid": twilio.account_sid, "api_key": key.sid, "api_secret": key.secret, "base_url": twilio.base_url}
    client.configure(Schema.of(client.schema().provider).config(given)).without_errors()


# Credentials


def test_a_credential_of_a_subaccount_is_read_with_that_accounts_token(theirs: Managed, given: Values) -> None:
    theirs.refresh()

    assert theirs.instance is not None
    assert theirs.state["account_sid"] == given["account_sid"]
    theirs.assert_settled(given)


def test_a_credential_of_a_subaccount_is_renamed_and_deleted(theirs: Managed, given: Values, customer: Account) -> None:
    theirs.apply(given | {"friendly_name": "Renamed"}).without_errors()
    (credential,) = customer.credentials.values()
    assert credential.friendly_name == "Renamed"

    theirs.destroy().without_errors()

    assert customer.credentials == {}


@pytest.mark.parametrize("command", ["refreshed", "renamed", "destroyed"])
def test_a_credential_of_an_account_that_is_closed_after_the_plan_stays_in_state_and_state_rm_is_named(
    theirs: Managed, given: Values, customer: Account, twilio: FakeTwilio, command: str
) -> None:
    planned = theirs.plan_destroy()
    twilio.before_request = lambda _: setattr(customer, "status", AccountStatus.CLOSED)

    match command:
        case "refreshed":
            answer: Told = theirs.try_refresh()
        case "renamed":
            answer = theirs.apply(given | {"friendly_name": "Renamed"})
        case _:
            answer = theirs.delete(planned)

    (error,) = answer.errors
    assert error.summary == "The account is not active"
    assert '("Customer 7")' in error.detail
    assert "`terraform state rm 'ADDRESS'`" in error.detail
    assert theirs.state["friendly_name"] == "Recordings"
    assert list(customer.credentials) == [theirs.state["sid"]]


def test_a_credential_of_a_suspended_account_is_told_and_planned_as_it_stands(
    theirs: Managed, given: Values, customer: Account
) -> None:
    customer.status = AccountStatus.SUSPENDED

    told = theirs.try_refresh().without_errors()

    (warning,) = told.warnings
    assert warning.summary == "Not refreshed"
    assert f'Account {customer.sid} ("Customer 7") is suspended' in warning.detail
    assert told.object == theirs.state
    assert theirs.plan(given).object == theirs.state


def test_a_credential_that_a_subaccounts_settings_use_is_kept(theirs: Managed, kind: Kind, customer: Account) -> None:
    settings = customer.settings(SettingsKind.RECORDING)
    setattr(settings, kind.attribute, theirs.state["sid"])
    setattr(settings, kind.switch, True)

    destroyed = theirs.destroy()

    (error,) = destroyed.errors
    assert error.summary == "The credential is in use"
    assert f'of account {customer.sid} ("Customer 7")' in error.detail
    assert theirs.state["sid"] in customer.credentials


def test_a_plan_to_destroy_a_subaccounts_credential_has_nothing_to_tell(theirs: Managed) -> None:
    assert theirs.plan_destroy().diagnostics == []


def test_a_create_whose_answer_was_lost_is_found_again_in_the_subaccount(
    credential: Managed, given: Values, customer: Account, twilio: FakeTwilio
) -> None:
    twilio.faults.add(Drop(processed=True), method="POST")

    answer = credential.apply(given)

    (made,) = customer.credentials
    assert [each.summary for each in answer.errors] == ["The credential was made, and the answer was lost"]
    assert answer.object["sid"] == made
    assert answer.object["account_sid"] == customer.sid


def test_a_credential_of_the_same_name_is_told_with_the_way_to_import_it(
    credential: Managed, given: Values, kind: Kind, customer: Account
) -> None:
    other = customer.add_public_key("Recordings") if kind.attribute == "encryption_key_sid" else None
    other_sid = other.sid if other else customer.add_aws_credential("Recordings").sid

    (warning,) = credential.plan(given).warnings

    assert warning.summary == "There is a credential of this name already"
    assert f"`terraform import {kind.type_name}.NAME {customer.sid}/{other_sid}`" in warning.detail


def test_a_credential_of_a_subaccount_is_imported_by_account_and_sid(theirs: Managed, customer: Account) -> None:
    sid, type_name = theirs.state["sid"], theirs.type_name

    imported = theirs.walk.import_(type_name, f"{customer.sid}/{sid}")

    assert (imported.state["sid"], imported.state["account_sid"]) == (sid, customer.sid)


def test_the_data_source_looks_in_the_account_that_is_named(theirs: Managed, customer: Account) -> None:
    walk, name = theirs.walk, theirs.type_name
    schema = Schema.of(walk.client.schema().data_source_schemas[name])
    config = schema.config({"account_sid": customer.sid, "friendly_name": "Recordings"})

    assert walk.client.read_data(name, config).object["sid"] == theirs.state["sid"]


@pytest.mark.usefixtures("standard_key")
def test_a_key_that_gets_no_tokens_manages_a_subaccounts_credential_as_before_and_says_what_it_cannot_check(
    credential: Managed, kind: Kind, customer: Account, twilio: FakeTwilio
) -> None:
    twilio.behaviour.parents_see_subaccount_credentials = True
    credential.apply({**kind.given, "account_sid": customer.sid}).without_errors()

    (warning,) = credential.plan_destroy().warnings

    assert warning.summary == "Use of this credential cannot be checked"
    assert f"belongs to account {customer.sid}" in warning.detail
    credential.destroy().without_errors()
    assert customer.credentials == {}


# Hooks

HOOK: Values = {"friendly_name": "Everybody", "audio_sources": ["*"]}


def test_a_hook_is_made_read_changed_and_deleted_in_the_account_that_is_named(hook: Managed, customer: Account) -> None:
    wanted = {**HOOK, "account_sid": customer.sid}
    hook.apply(wanted).without_errors()
    hook.assert_settled(wanted)
    hook.apply(wanted | {"trim": False}).without_errors()
    assert [each.trim for each in customer.composition_hooks.values()] == [False]

    hook.destroy().without_errors()

    assert customer.composition_hooks == {}


def test_a_hook_looks_at_the_recording_settings_of_its_own_account(hook: Managed, customer: Account, twilio: FakeTwilio) -> None:
    twilio.account().settings(SettingsKind.RECORDING).encryption_enabled = True
    assert hook.plan({**HOOK, "account_sid": customer.sid}).warnings == []

    customer.settings(SettingsKind.RECORDING).encryption_enabled = True

    (warning,) = hook.plan({**HOOK, "account_sid": customer.sid}).warnings
    assert f'The recording settings of account {customer.sid} ("Customer 7") have' in warning.detail


def test_a_hook_of_a_subaccount_is_imported_by_account_and_sid(hook: Managed, customer: Account) -> None:
    made = customer.add_composition_hook("Everybody", audio_sources=["*"])

    imported = hook.walk.import_(hooks.TYPE, f"{customer.sid}/{made.sid}")

    assert imported.state["account_sid"] == customer.sid


@pytest.mark.usefixtures("standard_key")
def test_a_key_that_gets_no_tokens_makes_no_hook_in_the_parents_account(
    hook: Managed, customer: Account, twilio: FakeTwilio
) -> None:
    answer = hook.apply({**HOOK, "enabled": False, "account_sid": customer.sid})

    assert [each.summary for each in answer.errors] == ["The API key cannot be used for subaccounts"]
    assert (twilio.account().composition_hooks, customer.composition_hooks) == ({}, {})
