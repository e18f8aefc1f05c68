"""Settings name a credential by SID. Who did not make it knows its name: a data source finds the one by the other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from provider.fake import Answer, FakeTwilio
from provider.framework.values import UNKNOWN
from tests.e2e import hcl
from tests.e2e.account import holds
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.walk import Walk
from tests.harness.client import Answered, Told
from tests.harness.schema import Schema
from tests.resources.credentials import Kind

NAME = "Recordings"


def store(twilio: FakeTwilio, kind: Kind, name: str | None = NAME, made: datetime | None = None, owner: str | None = None) -> str:
    """A credential that somebody else made, by SID."""
    account = twilio.account(owner)
    stored = account.add_aws_credential(name) if kind.name == "credentials_aws" else account.add_public_key(name)
    stored.date_created = made or stored.date_created
    return stored.sid


def find(walk: Walk, kind: Kind, **given: object) -> Answered:
    return walk.client.read_data(kind.type_name, schema(walk, kind).config(given))


def validate(walk: Walk, kind: Kind, **given: object) -> Told:
    return walk.client.validate_data(kind.type_name, schema(walk, kind).config(given))


def schema(walk: Walk, kind: Kind) -> Schema:
    return Schema.of(walk.client.schema().data_source_schemas[kind.type_name])


def test_a_credential_is_found_by_its_name(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    sid = store(twilio, kind)
    store(twilio, kind, "Other")

    found = find(walk, kind, friendly_name=NAME).without_errors().object

    stored = twilio.account().credentials[sid]
    assert found == {
        "id": sid,
        "sid": sid,
        "account_sid": twilio.account_sid,
        "friendly_name": NAME,
        "date_created": stored.date_created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "date_updated": stored.date_updated.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "url": f"{twilio.base_url}{kind.collection}/{sid}",
        "timeouts": None,
    }


def test_or_by_its_sid(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    sid = store(twilio, kind)

    found = find(walk, kind, sid=sid).without_errors().object

    assert (found["sid"], found["friendly_name"]) == (sid, NAME)


def test_neither_the_key_nor_any_part_of_it_is_among_what_it_tells(walk: Walk, kind: Kind) -> None:
    assert not set(schema(walk, kind).attributes) & {*kind.given, *kind.other, "aws_secret_access_key_wo_version"}


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({}, ("Missing friendly_name", ("friendly_name",))),
        ({"sid": "CR" + "0" * 32, "friendly_name": NAME}, ("sid conflicts with friendly_name", ("sid",))),
        ({"friendly_name": ""}, ("Invalid friendly_name", ("friendly_name",))),
        ({"sid": ""}, ("Invalid sid", ("sid",))),
    ],
)
def test_one_of_the_two_is_given_and_not_empty(
    walk: Walk, kind: Kind, given: dict[str, object], wanted: tuple[str, tuple[str, ...]]
) -> None:
    assert [(told.summary, told.path) for told in validate(walk, kind, **given).errors] == [wanted]


def test_one_that_is_not_known_yet_is_waited_for(walk: Walk, kind: Kind) -> None:
    validate(walk, kind, sid=UNKNOWN).without_errors()


def test_the_name_is_compared_to_the_letter(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    others = [store(twilio, kind, name) for name in ("recordings", "Recordings ", None)]

    (told,) = find(walk, kind, friendly_name=NAME).errors

    assert (told.summary, told.path) == ("There is no such credential", ("friendly_name",))
    assert f'no credential with friendly_name "{NAME}", to the letter' in told.detail
    assert all(sid in told.detail for sid in others)
    assert '"recordings"' in told.detail
    assert "None" not in told.detail


def test_an_account_without_any_says_so(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.account().credentials.clear()

    (told,) = find(walk, kind, friendly_name=NAME).errors

    assert "It has none at all." in told.detail


def test_of_a_hundred_others_twenty_are_named(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.account().credentials.clear()
    for number in range(100):
        store(twilio, kind, f"Number {number}")

    (told,) = find(walk, kind, friendly_name=NAME).errors

    assert told.detail.count("made at") == 20
    assert "and 80 more" in told.detail


def test_several_of_the_name_are_told_apart_by_sid_and_date(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    old, new = (store(twilio, kind, made=datetime(year, 2, 3, 4, 5, 6, tzinfo=UTC)) for year in (2024, 2026))

    (told,) = find(walk, kind, friendly_name=NAME).errors

    assert (told.summary, told.path) == ("Several credentials are meant", ("friendly_name",))
    assert f"{old}, made at 2024-02-03 04:05:06 UTC" in told.detail
    assert f"{new}, made at 2026-02-03 04:05:06 UTC" in told.detail
    assert "Give the `sid` of the one that is meant" in told.detail


def test_a_namesake_of_the_other_kind_is_not_meant(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    sid = store(twilio, kind)
    account = twilio.account()
    (account.add_public_key if kind.name == "credentials_aws" else account.add_aws_credential)(NAME)

    assert find(walk, kind, friendly_name=NAME).without_errors().object["sid"] == sid


def test_the_providers_own_account_goes_before_its_subaccounts(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    """Settings of an account can name its own credentials only."""
    subaccount = twilio.add_subaccount()
    of_the_subaccount = store(twilio, kind, owner=subaccount.sid)
    assert find(walk, kind, friendly_name=NAME).without_errors().object["sid"] == of_the_subaccount

    own = store(twilio, kind)
    assert find(walk, kind, friendly_name=NAME).without_errors().object["sid"] == own


def test_every_page_of_the_list_is_looked_through(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    for number in range(1001):
        store(twilio, kind, f"Number {number}")
    sid = store(twilio, kind)

    assert find(walk, kind, friendly_name=NAME).without_errors().object["sid"] == sid
    assert len(twilio.requests_to(kind.collection)) == 2


def test_a_key_that_may_not_list_credentials_is_told(walk: Walk, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(403, 20403, "Forbidden"), path=kind.collection, times=None)

    (told,) = find(walk, kind, friendly_name=NAME).errors

    assert told.summary == "Twilio does not permit this"


@engines(ANY)
def test_settings_use_a_key_of_which_the_configuration_knows_the_name_alone(workspace: Workspace, twilio: FakeTwilio) -> None:
    sid = twilio.account().add_public_key("Encrypts recordings").sid
    data = 'data "twilio_credentials_public_key" "theirs"'
    named = hcl.Expression("data.twilio_credentials_public_key.theirs.sid")
    settings = hcl.settings(friendly_name="Ours", encryption_enabled=True, encryption_key_sid=named)
    workspace.write(hcl.block(data, {"friendly_name": "Encrypts recordings"}), settings)

    workspace.apply().expect_success()

    assert holds(twilio)["encryption_key_sid"] == sid
    workspace.plan().expect_nothing_to_do()

    twilio.account().add_public_key("Encrypts recordings")
    assert "Several credentials are meant" in workspace.plan().error
    workspace.write(hcl.block(data, {"sid": sid}), settings)
    workspace.plan().expect_nothing_to_do()
