"""An answer that names another account than the object belongs to is not believed, and a lie of before does not stay in state."""

from __future__ import annotations

import pytest

from provider.fake import Account, Alter, FakeTwilio
from provider.framework.values import Values
from tests.engine.managed import Managed
from tests.engine.walk import Instance
from tests.harness.client import PluginClient
from tests.harness.schema import Schema
from tests.resources.credentials import Kind

CREDENTIALS = "/v1/Credentials"
OTHERS = "Twilio answered with another account"


@pytest.fixture
def customer(twilio: FakeTwilio) -> Account:
    return twilio.add_subaccount(friendly_name="Customer 7")


@pytest.fixture
def neighbour(twilio: FakeTwilio) -> Account:
    return twilio.add_subaccount(friendly_name="Customer 8")


@pytest.fixture
def given(kind: Kind, customer: Account) -> Values:
    return {**kind.given, "friendly_name": "Recordings", "account_sid": customer.sid}


@pytest.fixture
def theirs(credential: Managed, given: Values) -> Managed:
    credential.apply(given).without_errors()
    return credential


@pytest.fixture
def lie(theirs: Managed, twilio: FakeTwilio, neighbour: Account) -> None:
    """The next answer about the credential says that it is the neighbour's."""
    twilio.faults.add(Alter({"account_sid": neighbour.sid}), path=CREDENTIALS)


@pytest.mark.usefixtures("lie")
def test_a_refresh_that_is_told_of_a_neighbour_is_refused_and_says_what_state_keeps(
    theirs: Managed, customer: Account, neighbour: Account
) -> None:
    (error,) = theirs.try_refresh().errors

    assert error.summary == OTHERS
    assert f'State has credential {theirs.state["sid"]} ("Recordings") of account {customer.sid}' in error.detail
    assert f"it is of account {neighbour.sid}" in error.detail
    assert "State keeps it as it was" in error.detail
    assert theirs.state["account_sid"] == customer.sid


@pytest.mark.usefixtures("lie")
def test_a_change_that_is_answered_with_a_neighbour_keeps_the_account_in_state(
    theirs: Managed, given: Values, customer: Account
) -> None:
    changed = theirs.apply(given | {"friendly_name": "Renamed"})

    assert [each.summary for each in changed.errors] == [OTHERS]
    assert changed.object["account_sid"] == customer.sid


@pytest.mark.usefixtures("lie")
@pytest.mark.parametrize("by_account", [True, False], ids=["by account and SID", "by SID"])
def test_an_import_that_is_told_of_a_neighbour_takes_nothing(
    theirs: Managed, customer: Account, neighbour: Account, by_account: bool
) -> None:
    sid = theirs.state["sid"]

    (error,) = theirs.refusal_to_import(f"{customer.sid}/{sid}" if by_account else sid).errors

    assert error.summary == "It is not known which account has it"
    assert f"{neighbour.sid}, which does not confirm that" in error.detail


def test_a_key_that_can_ask_nobody_imports_what_it_is_told_and_a_refresh_puts_it_right(
    credential: Managed, kind: Kind, client: PluginClient, twilio: FakeTwilio, neighbour: Account
) -> None:
    key = twilio.add_api_key(standard=True)
    given = {"account_sid": twilio.account_sid, "api_key": key.sid, "api_secret": key.secret, "base_url": twilio.base_url}
    client.configure(Schema.of(client.schema().provider).config(given)).without_errors()
    credential.apply(kind.given).without_errors()
    twilio.faults.add(Alter({"account_sid": neighbour.sid}), path=CREDENTIALS)
    imported = credential.walk.client.import_(credential.type_name, credential.state["sid"]).without_errors()
    assert imported.object["account_sid"] == neighbour.sid
    credential.instance = Instance(credential.type_name, imported.object, imported.private, None)  # a refresh may correct one

    credential.refresh()

    assert credential.state["account_sid"] == twilio.account_sid
