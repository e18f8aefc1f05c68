"""What only AWS credentials have: a secret. What they share with public keys is in `test_credential.py`."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest

from provider.fake import Answer, ErrorShape, FakeTwilio
from provider.framework.values import UNKNOWN
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.harness.client import Answered
from tests.harness.values import encode

KEY_ID = "AKIAIOSFODNN7EXAMPLE"
SECRET = "wJalrXUtn/EMI/K7MDENG+bPxRfiCYEXAMPL=Yz4"
OTHER_SECRET = "zE0tH3r/ecretK3y+0fTheSameUser/abcdefg=9"

PLAIN: dict[str, Any] = {"aws_access_key_id": KEY_ID, "aws_secret_access_key": SECRET}
WRITE_ONLY: dict[str, Any] = {
    "aws_access_key_id": KEY_ID,
    "aws_secret_access_key_wo": SECRET,
    "aws_secret_access_key_wo_version": 1,
}


@pytest.fixture
def managed(walk: Walk) -> Managed:
    return Managed(walk, "twilio_credentials_aws")


def received(twilio: FakeTwilio) -> list[str]:
    """The secrets that the account holds."""
    return [each.secret_access_key for each in twilio.account().aws_credentials.values()]


def written(answer: Answered) -> bytes:
    """All that an engine could write down of an answer."""
    return encode(answer.state).msgpack + answer.private + str(answer.identity).encode() + answer.text.encode()


# The arguments


def test_the_arguments_and_attributes_of_the_community_provider_are_there(managed: Managed) -> None:
    configurable = {name for name, each in managed.schema.attributes.items() if each.configurable}
    told = set(managed.schema.attributes) - configurable

    assert {"account_sid", "friendly_name", "aws_access_key_id", "aws_secret_access_key"} <= configurable
    assert told == {"id", "sid", "date_created", "date_updated", "url"}
    assert set(managed.schema.blocks["timeouts"].attributes) == {"create", "read", "update", "delete"}
    assert [name for name, each in managed.schema.attributes.items() if each.required] == ["aws_access_key_id"]


def test_both_ways_to_give_the_secret_are_sensitive_and_one_is_write_only(managed: Managed) -> None:
    attributes = managed.schema.attributes

    assert {name for name, each in attributes.items() if each.sensitive} == {"aws_secret_access_key", "aws_secret_access_key_wo"}
    assert {name for name, each in attributes.items() if each.write_only} == {"aws_secret_access_key_wo"}


@pytest.mark.parametrize(
    "key_id", ["", "AKIA", KEY_ID.lower(), f"{KEY_ID}X", f" {KEY_ID}", f"{KEY_ID}\n", "AKIA-OSFODNN7EXAMPLE"]
)
def test_a_key_id_of_another_format_is_refused(managed: Managed, key_id: str) -> None:
    (error,) = managed.validate({**PLAIN, "aws_access_key_id": key_id}).errors

    assert (error.summary, error.path) == ("Invalid aws_access_key_id", ())
    assert "20 upper-case letters and digits" in error.detail


@pytest.mark.parametrize("argument", ["aws_secret_access_key", "aws_secret_access_key_wo"])
@pytest.mark.parametrize("secret", ["", SECRET[:-1], f"{SECRET}x", f" {SECRET}", f"{SECRET}\n", SECRET.replace("/", "_")])
def test_a_secret_of_another_format_is_refused_and_not_shown(managed: Managed, argument: str, secret: str) -> None:
    version = {"aws_secret_access_key_wo_version": 1} if argument.endswith("_wo") else {}

    told = managed.validate({"aws_access_key_id": KEY_ID, argument: secret, **version})

    (error,) = told.errors
    assert (error.summary, error.path) == (f"Invalid {argument}", ())
    assert "40 characters of A-Z, a-z, 0-9, /, + and =" in error.detail
    assert not secret or secret.strip()[:10] not in told.text


def test_a_secret_with_white_space_around_it_is_told_from_a_wrong_one(managed: Managed) -> None:
    (error,) = managed.validate({**PLAIN, "aws_secret_access_key": f"{SECRET}\n"}).errors

    assert "It begins or ends with white space." in error.detail


def test_key_id_and_secret_that_were_swapped_are_both_refused(managed: Managed) -> None:
    told = managed.validate({"aws_access_key_id": "x" * 20, "aws_secret_access_key": KEY_ID})

    assert [each.summary for each in told.errors] == ["Invalid aws_access_key_id", "Invalid aws_secret_access_key"]


@pytest.mark.parametrize(
    ("given", "summary"),
    [
        ({}, "Missing aws_secret_access_key"),
        (
            {"aws_secret_access_key": SECRET, "aws_secret_access_key_wo": SECRET, "aws_secret_access_key_wo_version": 1},
            "aws_secret_access_key_wo conflicts with aws_secret_access_key",
        ),
        ({"aws_secret_access_key_wo": SECRET}, "Missing aws_secret_access_key_wo_version"),
        ({"aws_secret_access_key": SECRET, "aws_secret_access_key_wo_version": 1}, "Missing aws_secret_access_key_wo"),
    ],
    ids=["none", "both", "write-only without a version", "a version without write-only"],
)
def test_the_secret_is_given_in_exactly_one_way(managed: Managed, given: dict[str, Any], summary: str) -> None:
    told = managed.validate({"aws_access_key_id": KEY_ID, **given})

    (error,) = told.errors
    assert error.summary == summary
    assert "aws_secret_access_key_wo" in error.detail
    assert SECRET not in told.text


@pytest.mark.parametrize("given", [PLAIN, WRITE_ONLY], ids=["plain", "write-only"])
def test_secrets_and_keys_that_are_not_known_yet_are_passed_over(managed: Managed, given: dict[str, Any]) -> None:
    managed.validate(dict.fromkeys(given, UNKNOWN)).without_errors()


# Which way to give the secret an engine supports


def test_the_plain_secret_is_answered_with_the_standard_advice(managed: Managed) -> None:
    (warning,) = managed.validate(PLAIN).without_errors().warnings

    assert (warning.summary, warning.path) == ("Available Write-only Attribute Alternative", ())
    assert "aws_secret_access_key_wo" in warning.detail


def test_there_is_no_advice_where_the_engine_could_not_follow_it(managed: Managed) -> None:
    assert managed.validate(PLAIN, write_only_allowed=False).diagnostics == []


def test_there_is_no_advice_for_a_secret_that_is_write_only_already(managed: Managed) -> None:
    assert managed.validate(WRITE_ONLY).diagnostics == []


def test_a_write_only_secret_is_refused_where_the_engine_would_store_it(managed: Managed) -> None:
    told = managed.validate(WRITE_ONLY, write_only_allowed=False)

    (error,) = told.errors
    assert error.summary == "Write-only arguments are not supported here"
    assert error.path == ()
    assert "Terraform 1.11 or OpenTofu 1.11" in error.detail
    assert "use aws_secret_access_key." in error.detail
    assert SECRET not in told.text


# Where the secret goes


def test_a_write_only_secret_reaches_twilio_and_no_plan_no_state_no_private_state(managed: Managed, twilio: FakeTwilio) -> None:
    planned = managed.plan(WRITE_ONLY)
    applied = managed.apply(WRITE_ONLY).without_errors()

    assert received(twilio) == [SECRET]
    for answer in (planned, applied):
        assert SECRET.encode() not in written(answer)
        assert answer.object["aws_secret_access_key_wo"] is None
    managed.assert_settled(WRITE_ONLY)


def test_a_plain_secret_is_in_state_as_the_community_provider_has_it(managed: Managed, twilio: FakeTwilio) -> None:
    managed.apply(PLAIN).without_errors()

    assert received(twilio) == [SECRET]
    assert managed.state["aws_secret_access_key"] == SECRET


def test_another_version_means_another_write_only_secret_and_so_another_credential(managed: Managed, twilio: FakeTwilio) -> None:
    managed.apply(WRITE_ONLY).without_errors()
    given = {**WRITE_ONLY, "aws_secret_access_key_wo": OTHER_SECRET, "aws_secret_access_key_wo_version": 2}

    assert managed.plan(given).replace == [("aws_secret_access_key_wo_version",)]
    managed.apply(given).without_errors()

    assert received(twilio) == [OTHER_SECRET]


def test_another_write_only_secret_of_the_same_version_is_no_change(managed: Managed) -> None:
    managed.apply(WRITE_ONLY).without_errors()

    managed.assert_settled({**WRITE_ONLY, "aws_secret_access_key_wo": OTHER_SECRET})


@pytest.mark.parametrize(
    ("before", "after"), [(PLAIN, WRITE_ONLY), (WRITE_ONLY, PLAIN)], ids=["to write-only", "from write-only"]
)
def test_giving_the_secret_in_the_other_way_replaces_the_credential(
    managed: Managed, twilio: FakeTwilio, before: dict[str, Any], after: dict[str, Any]
) -> None:
    managed.apply(before).without_errors()

    assert managed.plan(after).replace
    managed.apply(after).without_errors()

    assert managed.state["aws_secret_access_key"] == after.get("aws_secret_access_key")
    assert received(twilio) == [SECRET]


def test_another_name_is_given_without_the_secret(managed: Managed, twilio: FakeTwilio) -> None:
    managed.apply(WRITE_ONLY).without_errors()
    twilio.forget_requests()

    managed.apply({**WRITE_ONLY, "friendly_name": "Renamed"}).without_errors()

    (request,) = twilio.writes
    assert request.form == (("FriendlyName", "Renamed"),)


# What the user is told


@pytest.mark.parametrize("given", [PLAIN, WRITE_ONLY], ids=["plain", "write-only"])
@pytest.mark.parametrize("shape", ErrorShape)
@pytest.mark.parametrize("status", [400, 429, 500])
def test_a_secret_that_twilio_quotes_is_not_shown(
    managed: Managed, twilio: FakeTwilio, given: dict[str, Any], shape: ErrorShape, status: int
) -> None:
    twilio.behaviour.error_shape = shape
    pair = f"{KEY_ID}:{SECRET}"
    in_base64 = b64encode(SECRET.encode()).decode()
    echo = " | ".join([SECRET, pair, quote(pair), quote(pair, safe=""), json.dumps(pair), in_base64])
    twilio.faults.add(Answer(status, 70106, f"Refused: {echo}"), times=None)

    # Twilio is asked again for as long as it has no capacity.
    applied = managed.apply({**given, "timeouts": {"create": "500ms", "read": None, "update": None, "delete": None}})

    (error,) = applied.errors
    assert "Refused: ***" in error.detail
    for form in (SECRET, quote(SECRET), quote(SECRET, safe=""), in_base64):
        assert form.encode() not in written(applied)


def test_no_secret_is_part_of_the_error_of_an_unknown_outcome(managed: Managed, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(500, 20500, f"Failed with Credentials={KEY_ID}:{SECRET}"))

    applied = managed.apply(WRITE_ONLY)

    assert "It is not known whether" in applied.text
    assert SECRET[:20] not in applied.text
