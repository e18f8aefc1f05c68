"""What AWS credentials and public keys have in common: how they are made, changed and taken over."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provider.fake import Alter, Answer, Drop, FakeTwilio, Garbage
from provider.fake.faults import Action
from provider.fake.models import Credential
from provider.framework.values import UNKNOWN
from tests.resources.credentials import Kind, sid_of
from tests.resources.managed import Managed

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


# A failure in the middle of making one

CARRIED_OUT: dict[str, Action] = {
    "no answer": Drop(processed=True),
    "a proxy's page": Garbage(),
    "an object without a SID": Alter({"sid": None}),
}


def made_by_hand(twilio: FakeTwilio, kind: Kind) -> Credential:
    """Somebody else's credential of the same kind, without a name as ours."""
    account = twilio.account()
    return account.add_aws_credential() if kind.name == "credentials_aws" else account.add_public_key()


NOT_CARRIED_OUT: dict[str, Action] = {"no answer": Drop(), "500": Answer(500, 20500), "503": Answer.unavailable()}


@pytest.mark.parametrize("fault", CARRIED_OUT.values(), ids=CARRIED_OUT)
def test_what_was_made_without_a_usable_answer_is_found_and_kept_as_tainted(
    credential: Managed, kind: Kind, twilio: FakeTwilio, fault: Action
) -> None:
    """An error with a state is how an engine learns that a new object is tainted."""
    twilio.faults.add(fault, method="POST")

    applied = credential.apply(kind.given)

    (made,) = twilio.account().credentials
    assert applied.object["sid"] == made
    (error,) = applied.errors
    assert error.summary == "The credential was made, and the answer was lost"
    assert made in error.detail
    assert [each.path for each in twilio.writes] == [kind.collection]


@pytest.mark.parametrize("fault", NOT_CARRIED_OUT.values(), ids=NOT_CARRIED_OUT)
def test_what_was_not_made_is_said_to_be_not_there(credential: Managed, kind: Kind, twilio: FakeTwilio, fault: Action) -> None:
    older = made_by_hand(twilio, kind)
    older.date_created = older.date_updated = datetime(2020, 1, 1, tzinfo=UTC)
    twilio.faults.add(fault, method="POST")

    applied = credential.apply(kind.given)

    assert applied.state is None
    assert [error.summary for error in applied.errors] == ["The credential was not made"]
    assert len(twilio.writes) == 1


def test_of_several_that_may_be_meant_each_is_named_and_none_is_taken(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    """Somebody made one of the same name at the same time."""
    other = made_by_hand(twilio, kind)
    account = twilio.account()
    twilio.faults.add(Drop(processed=True), method="POST")

    applied = credential.apply(kind.given)

    assert applied.state is None
    (error,) = applied.errors
    assert error.summary == "It is not known which credential was made"
    assert all(f"terraform import {kind.type_name}.NAME {sid}" in error.detail for sid in account.credentials)
    assert other.sid in account.credentials
    assert len(twilio.writes) == 1


@pytest.mark.parametrize("fault", NOT_CARRIED_OUT.values(), ids=NOT_CARRIED_OUT)
def test_a_create_after_which_nothing_answers_is_not_repeated_and_the_error_says_how_to_check(
    credential: Managed, kind: Kind, twilio: FakeTwilio, fault: Action
) -> None:
    twilio.faults.add(fault, times=None)

    applied = credential.apply(kind.given)

    assert [(each.method, each.path) for each in twilio.writes] == [("POST", kind.collection)]
    assert applied.state is None
    (error,) = applied.errors
    assert error.summary == "It is not known whether Twilio made the credential"
    assert f"list {twilio.base_url}{kind.collection}" in error.detail
    assert "import it with its SID (CR…) or delete it" in error.detail


def test_a_create_that_twilio_did_not_look_at_for_want_of_capacity_is_repeated(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    twilio.faults.add(Answer.rate_limited(), method="POST", times=2)

    credential.apply(kind.given).without_errors()

    assert [each.status for each in twilio.requests] == [429, 429, 201]
    assert list(twilio.account().credentials) == [sid_of(credential)]


def test_a_create_that_twilio_refuses_says_why_and_leaves_nothing(credential: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(400, 70106, "No such format"))

    applied = credential.apply(kind.given)

    (error,) = applied.errors
    assert error.summary == "Twilio refused the request"
    assert "error 70106: No such format." in error.detail
    assert applied.state is None


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


# Taking one over


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


def test_a_credential_that_was_made_in_another_account_is_an_error_and_is_kept_in_state(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    stranger = "AC" + "9" * 32
    twilio.faults.add(Alter({"account_sid": stranger}), method="POST")

    applied = credential.apply(kind.given)

    (told,) = applied.errors
    assert told.summary == "Made in another account"
    assert stranger in told.detail
    assert twilio.account_sid in told.detail
    assert applied.object["account_sid"] == stranger


# What an interrupted apply left


def test_the_plan_tells_of_a_recent_credential_of_the_same_name_that_no_state_has(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    left = made_by_hand(twilio, kind)
    left.friendly_name = "Recordings"

    planned = credential.plan({**kind.given, "friendly_name": "Recordings"}).without_errors()

    (told,) = planned.warnings
    assert told.summary == "There is a credential of this name already"
    assert f"terraform import {kind.type_name}.NAME {left.sid}" in told.detail


def test_the_plan_tells_of_one_whose_date_cannot_be_read_as_well(credential: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    left = made_by_hand(twilio, kind)
    listed = {"sid": left.sid, "friendly_name": "Recordings", "date_created": None}
    twilio.faults.add(Alter({"credentials": [listed]}), method="GET", path=kind.collection)

    (told,) = credential.plan({**kind.given, "friendly_name": "Recordings"}).without_errors().warnings

    assert f"{left.sid}, made at an unknown time" in told.detail


def test_the_plan_tells_nothing_of_an_old_credential_or_one_of_another_name(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    old, other = made_by_hand(twilio, kind), made_by_hand(twilio, kind)
    old.friendly_name, old.date_created, other.friendly_name = "Recordings", datetime(2020, 1, 1, tzinfo=UTC), "Other"

    planned = credential.plan({**kind.given, "friendly_name": "Recordings"}).without_errors()

    assert planned.diagnostics == []


def test_a_key_that_may_not_list_credentials_is_no_obstacle_to_the_plan(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    twilio.faults.add(Answer(403, 20403), method="GET", path=kind.collection, times=None)

    planned = credential.plan({**kind.given, "friendly_name": "Recordings"}).without_errors()

    assert planned.diagnostics == []
