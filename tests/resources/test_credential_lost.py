"""A create of a credential that fails in the middle, and what an interrupted apply left."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provider.fake import Alter, Answer, Drop, FakeTwilio, Garbage
from provider.fake.faults import Action
from provider.fake.models import Credential
from tests.engine.managed import Managed
from tests.resources.credentials import Kind, sid_of


def made_by_hand(twilio: FakeTwilio, kind: Kind) -> Credential:
    """Somebody else's credential of the same kind, without a name as ours."""
    account = twilio.account()
    return account.add_aws_credential() if kind.name == "credentials_aws" else account.add_public_key()


CARRIED_OUT: dict[str, Action] = {
    "no answer": Drop(processed=True),
    "a proxy's page": Garbage(),
    "an object without a SID": Alter({"sid": None}),
}


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
