"""What AWS credentials and public keys have in common: how they are made and changed."""

from __future__ import annotations

import pytest

from provider.fake import FakeTwilio
from provider.framework.values import UNKNOWN
from tests.engine.managed import Managed
from tests.resources.credentials import Kind, sid_of

# Making one


def test_a_create_sends_what_was_given_and_keeps_what_twilio_says(credential: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    credential.apply({**kind.given, "friendly_name": "Recordings"}).without_errors()

    (request,) = twilio.writes
    assert (request.method, request.path) == ("POST", kind.collection)
    assert dict(request.form) == {"FriendlyName": "Recordings", **kind.form}
    (stored,) = twilio.account().credentials.values()
    told = {name: credential.state[name] for name in ("id", "sid", "account_sid", "url", "friendly_name")}
    assert told == {
        "id": stored.sid,
        "sid": stored.sid,
        "account_sid": twilio.account_sid,
        "url": f"{twilio.base_url}{kind.collection}/{stored.sid}",
        "friendly_name": "Recordings",
    }
    assert credential.state["date_created"].endswith("Z")
    assert credential.state["date_updated"].endswith("Z")


def test_what_is_not_given_is_not_sent(credential: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    credential.apply(kind.given).without_errors()

    (request,) = twilio.writes
    assert dict(request.form) == kind.form
    assert credential.state["friendly_name"] is None


def test_what_was_made_has_nothing_to_change(credential: Managed, kind: Kind) -> None:
    credential.apply(kind.given).without_errors()

    credential.assert_settled(kind.given)


def test_an_empty_name_is_none(credential: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    given = {**kind.given, "friendly_name": ""}
    credential.validate(given).without_errors()

    credential.apply(given).without_errors()

    (request,) = twilio.writes
    assert dict(request.form) == kind.form
    assert credential.state["friendly_name"] == ""  # engines want what is configured back as it was
    assert credential.plan(given).object == credential.state
    assert credential.plan(kind.given).object["friendly_name"] is None


@pytest.mark.parametrize(("before", "after"), [("", None), (None, "")])
def test_an_empty_name_in_place_of_none_is_nothing_to_tell_twilio(
    credential: Managed, kind: Kind, twilio: FakeTwilio, before: str | None, after: str | None
) -> None:
    credential.apply({**kind.given, "friendly_name": before}).without_errors()
    twilio.forget_requests()

    credential.apply({**kind.given, "friendly_name": after}).without_errors()

    assert twilio.writes == []
    assert credential.state["friendly_name"] == after


def test_an_empty_name_takes_a_name_away(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    made.apply({**kind.given, "friendly_name": ""}).without_errors()

    assert [each.friendly_name for each in twilio.account().credentials.values()] == [None]


def test_a_credential_is_made_for_the_subaccount_that_is_named(credential: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    given = {**kind.given, "account_sid": subaccount.sid}

    credential.apply(given).without_errors()

    (request,) = twilio.writes
    assert request.value("AccountSid") == subaccount.sid
    assert list(subaccount.credentials) == [sid_of(credential)]
    credential.assert_settled(given)


def test_another_subaccount_needs_another_credential(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    planned = made.plan({**kind.given, "friendly_name": "Recordings", "account_sid": twilio.add_subaccount().sid})

    assert planned.replace == [("account_sid",)]


@pytest.mark.parametrize(
    ("argument", "value", "problem"),
    [
        ("account_sid", "AC123", "is not an account SID"),
        ("friendly_name", "x" * 65, "65 characters; at most 64"),
    ],
)
def test_arguments_are_checked_before_anything_is_sent(
    credential: Managed, kind: Kind, argument: str, value: str, problem: str
) -> None:
    (error,) = credential.validate({**kind.given, argument: value}).errors

    assert (error.summary, error.path) == (f"Invalid {argument}", (argument,))
    assert problem in error.detail


@pytest.mark.parametrize("argument", ["account_sid", "friendly_name"])
def test_an_argument_that_is_not_known_yet_is_passed_over(credential: Managed, kind: Kind, argument: str) -> None:
    credential.validate({**kind.given, argument: UNKNOWN}).without_errors()

    assert credential.plan({**kind.given, argument: UNKNOWN}).object[argument] is UNKNOWN


# Changing one


def test_another_name_is_all_that_an_update_sends(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    before = sid_of(made)
    given = {**kind.given, "friendly_name": "Renamed"}

    assert made.plan(given).replace == []
    made.apply(given).without_errors()

    (request,) = twilio.writes
    assert (request.path, request.form) == (f"{kind.collection}/{before}", (("FriendlyName", "Renamed"),))
    assert (sid_of(made), made.state["friendly_name"]) == (before, "Renamed")
    made.assert_settled(given)


def test_a_name_that_is_no_longer_given_is_cleared(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    made.apply(kind.given).without_errors()

    (request,) = twilio.writes
    assert request.form == (("FriendlyName", ""),)
    assert twilio.account().credentials[sid_of(made)].friendly_name is None
    made.assert_settled(kind.given)


def test_a_name_changed_at_the_console_is_changed_back(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.account().credentials[sid_of(made)].friendly_name = "By hand"
    made.refresh()
    assert made.state["friendly_name"] == "By hand"

    made.apply({**kind.given, "friendly_name": "Recordings"}).without_errors()

    assert twilio.account().credentials[sid_of(made)].friendly_name == "Recordings"


def test_another_key_needs_another_credential(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    before = sid_of(made)
    given = {**kind.other, "friendly_name": "Recordings"}

    assert made.plan(given).replace == [(name,) for name in kind.replaced_by]
    made.apply(given).without_errors()

    assert list(twilio.account().credentials) == [sid_of(made)]
    assert sid_of(made) != before
