"""What AWS credentials and public keys have in common."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from provider.fake import Alter, Answer, Drop, FakeTwilio, Garbage, SettingsKind
from provider.fake.faults import Action
from provider.framework.values import UNKNOWN
from tests.harness.client import PluginClient
from tests.keys import OTHER_PEM, PEM
from tests.resources.managed import Managed


@dataclass(frozen=True)
class Kind:
    """A kind of credential: what makes one, what makes another, and what the API is told of it."""

    name: str
    collection: str
    given: dict[str, Any]
    other: dict[str, Any]
    form: dict[str, str]
    attribute: str
    """The setting that names such a credential."""
    replaced_by: tuple[str, ...] = field(default=())

    @property
    def type_name(self) -> str:
        return f"twilio_{self.name}"


KINDS = [
    Kind(
        "credentials_aws",
        "/v1/Credentials/AWS",
        {"aws_access_key_id": "A" * 20, "aws_secret_access_key": "s" * 40},
        {"aws_access_key_id": "B" * 20, "aws_secret_access_key": "t" * 40},
        {"Credentials": f"{'A' * 20}:{'s' * 40}"},
        "aws_credentials_sid",
        ("aws_access_key_id", "aws_secret_access_key"),
    ),
    Kind(
        "credentials_public_key",
        "/v1/Credentials/PublicKeys",
        {"public_key": PEM},
        {"public_key": OTHER_PEM},
        {"PublicKey": PEM},
        "encryption_key_sid",
        ("public_key",),
    ),
]


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def managed(client: PluginClient, kind: Kind) -> Managed:
    return Managed(client, kind.type_name)


@pytest.fixture
def made(managed: Managed, kind: Kind, twilio: FakeTwilio) -> Managed:
    """A credential that exists. No request is logged yet."""
    managed.apply({**kind.given, "friendly_name": "Recordings"}).without_errors()
    twilio.forget_requests()
    return managed


def sid_of(managed: Managed) -> str:
    sid = managed.attributes["sid"]
    assert isinstance(sid, str)
    return sid


# Making one


def test_a_create_sends_what_was_given_and_state_has_what_twilio_says(managed: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    managed.apply({**kind.given, "friendly_name": "Recordings"}).without_errors()

    (request,) = twilio.requests
    assert (request.method, request.path) == ("POST", kind.collection)
    assert dict(request.form) == {"FriendlyName": "Recordings", **kind.form}
    (stored,) = twilio.account().credentials.values()
    told = {name: managed.attributes[name] for name in ("id", "sid", "account_sid", "url", "friendly_name")}
    assert told == {
        "id": stored.sid,
        "sid": stored.sid,
        "account_sid": twilio.account_sid,
        "url": f"{twilio.base_url}{kind.collection}/{stored.sid}",
        "friendly_name": "Recordings",
    }
    assert managed.attributes["date_created"].endswith("Z")
    assert managed.attributes["date_updated"].endswith("Z")


def test_what_is_not_given_is_not_sent(managed: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    managed.apply(kind.given).without_errors()

    (request,) = twilio.writes
    assert dict(request.form) == kind.form
    assert managed.attributes["friendly_name"] is None


def test_what_was_made_has_nothing_to_change(managed: Managed, kind: Kind) -> None:
    managed.apply(kind.given).without_errors()

    managed.assert_settled(kind.given)


def test_a_credential_is_made_for_the_subaccount_that_is_named(managed: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    subaccount = twilio.add_subaccount()
    given = {**kind.given, "account_sid": subaccount.sid}

    managed.apply(given).without_errors()

    (request,) = twilio.writes
    assert request.value("AccountSid") == subaccount.sid
    assert list(subaccount.credentials) == [sid_of(managed)]
    managed.assert_settled(given)


def test_another_subaccount_needs_another_credential(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    planned = made.plan({**kind.given, "friendly_name": "Recordings", "account_sid": twilio.add_subaccount().sid})

    assert planned.replace == [("account_sid",)]


@pytest.mark.parametrize(
    ("argument", "value", "problem"),
    [
        ("account_sid", "AC123", "is not an account SID"),
        ("friendly_name", "", "must not be empty"),
        ("friendly_name", "x" * 65, "65 characters; at most 64"),
    ],
)
def test_arguments_are_checked_before_anything_is_sent(
    managed: Managed, kind: Kind, argument: str, value: str, problem: str
) -> None:
    (error,) = managed.validate({**kind.given, argument: value}).errors

    assert (error.summary, error.path) == (f"Invalid {argument}", (argument,))
    assert problem in error.detail


@pytest.mark.parametrize("argument", ["account_sid", "friendly_name"])
def test_an_argument_that_is_not_known_yet_is_passed_over(managed: Managed, kind: Kind, argument: str) -> None:
    managed.validate({**kind.given, argument: UNKNOWN}).without_errors()

    assert managed.plan({**kind.given, argument: UNKNOWN}).object[argument] is UNKNOWN


# A failure in the middle of making one

AMBIGUOUS: dict[str, Action] = {
    "made, but no answer": Drop(processed=True),
    "no answer": Drop(),
    "500": Answer(500, 20500),
    "503": Answer.unavailable(),
    "a proxy's page": Garbage(),
    "an object without a SID": Alter({"sid": None}),
}


@pytest.mark.parametrize("fault", AMBIGUOUS.values(), ids=AMBIGUOUS)
def test_a_create_whose_outcome_is_unknown_is_not_repeated_and_the_error_says_how_to_check(
    managed: Managed, kind: Kind, twilio: FakeTwilio, fault: Action
) -> None:
    twilio.faults.add(fault, times=None)

    applied = managed.apply(kind.given)

    assert [(each.method, each.path) for each in twilio.requests] == [("POST", kind.collection)]
    assert applied.state is None
    (error,) = applied.errors
    assert error.summary == "It is not known whether Twilio made the object"
    assert f"look whether it is there: list https://accounts.twilio.com{kind.collection}" in error.detail
    assert "import it with its SID (CR…) or delete it" in error.detail


def test_a_create_that_twilio_did_not_look_at_for_want_of_capacity_is_repeated(
    managed: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    twilio.faults.add(Answer.rate_limited(), method="POST", times=2)

    managed.apply(kind.given).without_errors()

    assert [each.status for each in twilio.requests] == [429, 429, 201]
    assert list(twilio.account().credentials) == [sid_of(managed)]


def test_a_create_that_twilio_refuses_says_why_and_leaves_nothing(managed: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(400, 70106, "No such format"))

    applied = managed.apply(kind.given)

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
    assert (sid_of(made), made.attributes["friendly_name"]) == (before, "Renamed")
    made.assert_settled(given)


def test_a_name_that_is_no_longer_given_is_cleared(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    made.apply(kind.given).without_errors()

    (request,) = twilio.writes
    assert request.form == (("FriendlyName", ""),)
    assert twilio.account().credentials[sid_of(made)].friendly_name is None
    made.assert_settled(kind.given)


def test_a_name_changed_at_the_console_is_changed_back(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.account().credentials[sid_of(made)].friendly_name = "By hand"
    assert made.read().object["friendly_name"] == "By hand"

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
def imported(managed: Managed, kind: Kind, twilio: FakeTwilio) -> Managed:
    """A credential that somebody made at the Console, imported. No request is logged yet."""
    account = twilio.account()
    by_hand = account.add_aws_credential("By hand") if kind.name == "credentials_aws" else account.add_public_key("By hand")
    managed.import_(by_hand.sid).without_errors()
    twilio.forget_requests()
    return managed


def test_an_import_holds_all_but_the_key(imported: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    (stored,) = twilio.account().credentials.values()

    state = imported.attributes

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
    assert {name: imported.attributes[name] for name in kind.given} == kind.given
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
def test_only_a_credentials_sid_can_be_imported(managed: Managed, twilio: FakeTwilio, key: str) -> None:
    (error,) = managed.import_(key).errors

    assert error.summary == "Wrong SID"
    assert "CR and 32 hexadecimal digits" in error.detail
    assert twilio.requests == []


def test_a_credential_that_is_not_there_cannot_be_imported(managed: Managed, kind: Kind) -> None:
    sid = "CR" + "0" * 32

    (error,) = managed.import_(sid).errors

    assert error.summary == "Twilio does not know what was asked for"
    assert f"{kind.collection}/{sid}" in error.detail


# Losing one


def test_a_credential_deleted_at_the_console_is_dropped_from_state(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    twilio.account().delete_credential(sid_of(made))

    assert made.read().state is None


def test_a_destroy_deletes_the_credential(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    sid = sid_of(made)

    destroyed = made.destroy().without_errors()

    assert destroyed.state is None
    (request,) = twilio.writes
    assert (request.method, request.path) == ("DELETE", f"{kind.collection}/{sid}")
    assert twilio.account().credentials == {}


def test_destroying_one_that_is_gone_is_no_error(made: Managed, twilio: FakeTwilio) -> None:
    twilio.account().delete_credential(sid_of(made))

    assert made.destroy().without_errors().state is None


@pytest.mark.parametrize("switched_on", [True, False], ids=["live", "dormant"])
@pytest.mark.parametrize("settings", SettingsKind)
def test_a_credential_that_settings_name_is_not_deleted(
    made: Managed, kind: Kind, twilio: FakeTwilio, settings: SettingsKind, switched_on: bool
) -> None:
    before = made.attributes
    live = twilio.account().settings(settings)
    setattr(live, kind.attribute, before["sid"])
    live.aws_storage_enabled = live.encryption_enabled = switched_on

    destroyed = made.destroy()

    (error,) = destroyed.errors
    assert error.summary == "The credential is in use"
    assert f"Credential {before['sid']} (Recordings) is named by {kind.attribute} of the" in error.detail
    assert f"{settings.name.lower()} settings of account {twilio.account_sid}" in error.detail
    assert "`lifecycle { create_before_destroy = true }`" in error.detail
    assert 'on_destroy = "reset"' in error.detail
    assert destroyed.state == before
    assert twilio.writes == []


def test_every_setting_that_names_a_credential_is_told(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    for settings in SettingsKind:
        setattr(twilio.account().settings(settings), kind.attribute, sid_of(made))

    (error,) = made.destroy().errors

    assert f"{kind.attribute} of the recording settings and {kind.attribute} of the composition settings" in error.detail


@pytest.mark.parametrize("settings", SettingsKind)
@pytest.mark.parametrize("status", [401, 403, 500])
def test_a_credential_whose_use_cannot_be_seen_is_not_deleted(
    made: Managed, twilio: FakeTwilio, settings: SettingsKind, status: int
) -> None:
    twilio.faults.add(Answer(status), path=settings.path, times=None)

    destroyed = made.destroy()

    assert len(destroyed.errors) == 1
    assert destroyed.state is not None
    assert twilio.writes == []


def test_an_account_without_video_has_no_settings_that_could_name_a_credential(made: Managed, twilio: FakeTwilio) -> None:
    for settings in SettingsKind:
        twilio.faults.add(Answer(404, 20404), path=settings.path)

    made.destroy().without_errors()

    assert twilio.account().credentials == {}


def test_a_plan_to_destroy_a_subaccounts_credential_warns_that_its_use_cannot_be_seen(
    managed: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    subaccount = twilio.add_subaccount()
    managed.apply({**kind.given, "account_sid": subaccount.sid}).without_errors()

    (warning,) = managed.plan_destroy().warnings

    assert warning.summary == "Use of this credential cannot be checked"
    assert f"belongs to account {subaccount.sid}" in warning.detail
    managed.destroy().without_errors()
    assert subaccount.credentials == {}


def test_a_plan_to_destroy_a_credential_of_the_account_itself_has_nothing_to_tell(made: Managed) -> None:
    assert made.plan_destroy().diagnostics == []
