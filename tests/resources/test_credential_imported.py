"""Credentials that somebody made at the Console, taken over."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from tests.engine.managed import Managed
from tests.resources.credentials import Kind, sid_of


@pytest.fixture
def imported(credential: Managed, kind: Kind, twilio: FakeTwilio) -> Managed:
    """A credential that somebody made at the Console, imported. No request is logged yet."""
    account = twilio.account()
    by_hand = account.add_aws_credential("By hand") if kind.name == "credentials_aws" else account.add_public_key("By hand")
    credential.import_(by_hand.sid)
    twilio.forget_requests()
    return credential


def test_an_import_holds_all_but_the_key(imported: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    (stored,) = twilio.account().credentials.values()

    state = imported.state

    assert (state["id"], state["sid"], state["friendly_name"]) == (stored.sid, stored.sid, "By hand")
    assert [state[name] for name in kind.given] == [None] * len(kind.given)


def test_an_imported_credential_takes_the_configurations_key_and_stays(imported: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    before, given = sid_of(imported), {**kind.given, "friendly_name": "By hand"}

    planned = imported.plan(given)
    assert planned.replace == []
    (warning,) = planned.warnings
    assert warning.summary == "An imported credential cannot be compared"
    assert before in warning.detail
    assert "-replace and create_before_destroy" in warning.detail
    imported.apply(given).without_errors()

    assert sid_of(imported) == before
    assert {name: imported.state[name] for name in kind.given} == kind.given
    assert twilio.writes == []
    imported.assert_settled(given)


def test_an_imported_credential_can_be_renamed_at_once(imported: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    imported.apply({**kind.given, "friendly_name": "Renamed"}).without_errors()

    (request,) = twilio.writes
    assert request.form == (("FriendlyName", "Renamed"),)
    imported.assert_settled({**kind.given, "friendly_name": "Renamed"})


def test_an_imported_credential_is_replaced_by_a_later_change_of_the_key(imported: Managed, kind: Kind) -> None:
    imported.apply({**kind.given, "friendly_name": "By hand"}).without_errors()

    assert imported.plan({**kind.other, "friendly_name": "By hand"}).replace == [(name,) for name in kind.replaced_by]


@pytest.mark.parametrize("key", ["", "Default", "CR123", "AC" + "0" * 32, "CR" + "0" * 32 + "/../x"])
def test_only_a_credentials_sid_can_be_imported(credential: Managed, twilio: FakeTwilio, key: str) -> None:
    (error,) = credential.refusal_to_import(key).errors

    assert error.summary == "Wrong SID"
    assert "CR and 32 hexadecimal digits" in error.detail
    assert twilio.requests == []


def test_a_credential_that_is_not_there_cannot_be_imported(credential: Managed, kind: Kind) -> None:
    sid = "CR" + "0" * 32

    (error,) = credential.refusal_to_import(sid).errors

    assert error.summary == "Twilio does not know what was asked for"
    assert f"{kind.collection}/{sid}" in error.detail
