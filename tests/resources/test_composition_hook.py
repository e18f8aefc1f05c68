from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from provider.fake import Alter, Answer, Drop, FakeTwilio
from provider.fake.behaviour import Empty, Omitted
from provider.framework.values import UNKNOWN
from provider.resources._layout import same_layout
from tests.engine.managed import Managed
from tests.harness.client import PluginClient
from tests.harness.schema import Schema
from tests.resources.hooks import COLLECTION, LARGE, LAYOUT, SMALL, TYPE, live

# What is sent


def test_the_arguments_and_attributes_of_the_community_provider_are_there(hook: Managed) -> None:
    configurable = {name for name, each in hook.schema.attributes.items() if each.configurable}

    assert configurable == {*LARGE, "account_sid"}
    told = {"id", "sid", "date_created", "date_updated", "url"}
    assert set(hook.schema.attributes) - configurable == told
    assert [name for name, each in hook.schema.attributes.items() if each.required] == ["friendly_name"]


def test_every_argument_is_sent_by_twilios_name_and_lists_as_repeated_keys(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(LARGE).without_errors()

    (request,) = twilio.writes
    assert (request.method, request.path) == ("POST", COLLECTION)
    assert request.values("AudioSources") == ["teacher*", "moderator"]
    assert request.values("AudioSourcesExcluded") == ["teachers-phone", "admin"]
    assert json.loads(request.value("VideoLayout") or "") == LAYOUT
    others = {name: value for name, value in request.form if not name.startswith(("AudioSources", "VideoLayout"))}
    assert others == {
        "FriendlyName": "Everything",
        "Enabled": "false",
        "Resolution": "1280x720",
        "Format": "mp4",
        "Trim": "false",
        "StatusCallback": "https://example.com/told?who=me",
        "StatusCallbackMethod": "GET",
    }
    hook.assert_settled(LARGE)


def test_what_is_not_given_has_the_documented_defaults(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(SMALL).without_errors()

    (request,) = twilio.writes
    assert dict(request.form) == {
        "FriendlyName": "Everybody",
        "Enabled": "true",
        "AudioSources": "*",
        "VideoLayout": "{}",
        "Resolution": "640x480",
        "Format": "webm",
        "Trim": "true",
        "StatusCallbackMethod": "POST",
    }
    assert hook.state["status_callback_url"] is None
    hook.assert_settled(SMALL)


def test_state_tells_what_twilio_said_of_the_hook(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(SMALL).without_errors()

    stored, state = live(twilio), hook.state
    assert (state["id"], state["sid"], state["account_sid"]) == (stored.sid, stored.sid, twilio.account_sid)
    assert state["url"] == f"{twilio.base_url}{COLLECTION}/{stored.sid}"
    assert state["date_created"].endswith("Z")


def test_a_hook_that_was_never_updated_has_no_date_of_that(hook: Managed, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"date_updated": None}), times=None)  # as in the documentation's example of a create

    hook.apply(SMALL).without_errors()

    assert hook.state["date_updated"] is None
    hook.assert_settled(SMALL)


def test_an_update_names_every_argument_since_twilio_resets_what_is_left_out(hook: Managed, twilio: FakeTwilio) -> None:
    twilio.behaviour.omitted_parameters = Omitted.CLEARED
    hook.apply(LARGE).without_errors()
    given = {**LARGE, "friendly_name": "Renamed"}

    assert hook.plan(given).replace == []
    hook.apply(given).without_errors()

    assert twilio.writes[-1].path == f"{COLLECTION}/{live(twilio).sid}"
    assert live(twilio).audio_sources == LARGE["audio_sources"]
    assert live(twilio).status_callback == LARGE["status_callback_url"]
    hook.assert_settled(given)


ANY_API = list(itertools.product(Omitted, Empty))


@pytest.mark.parametrize(("omitted", "empty"), ANY_API)
def test_creates_and_updates_work_whatever_the_api_makes_of_missing_and_empty_parameters(
    hook: Managed, twilio: FakeTwilio, omitted: Omitted, empty: Empty
) -> None:
    twilio.behaviour.read_documents_as(empty=empty, omitted=omitted)
    for given in (SMALL, {**SMALL, "friendly_name": "Renamed"}, {**SMALL, **LARGE}):
        hook.apply(given).without_errors()
        hook.assert_settled(given)


# The checks


@pytest.mark.parametrize(
    ("argument", "value", "problem"),
    [
        ("friendly_name", "", "must not be empty"),
        ("friendly_name", "x" * 101, "101 characters; at most 100"),
        ("video_layout", "{", "It is not JSON"),
        ("video_layout", "[]", "It must be a JSON object"),
        ("resolution", "640", "a resolution in pixels"),
        ("resolution", "640x", "a resolution in pixels"),
        ("format", "avi", '"mp4", "webm"'),
        ("status_callback_url", "example.com/told", "an absolute http or https URL"),
        ("status_callback_method", "PUT", '"GET", "POST"'),
    ],
)
def test_arguments_are_checked_before_anything_is_sent(hook: Managed, argument: str, value: str, problem: str) -> None:
    (error,) = hook.validate({**SMALL, argument: value}).errors

    assert (error.summary, error.path) == (f"Invalid {argument}", (argument,))
    assert problem in error.detail


def test_a_name_of_a_hundred_characters_is_taken(hook: Managed, twilio: FakeTwilio) -> None:
    hook.validate({**SMALL, "friendly_name": "ü" * 100}).without_errors()
    hook.apply({**SMALL, "friendly_name": "ü" * 100}).without_errors()

    assert live(twilio).friendly_name == "ü" * 100


@pytest.mark.parametrize("argument", LARGE)
def test_an_argument_that_is_not_known_yet_is_passed_over(hook: Managed, argument: str) -> None:
    hook.validate({**LARGE, argument: UNKNOWN}).without_errors()

    assert hook.plan({**LARGE, argument: UNKNOWN}).object[argument] is UNKNOWN


def test_what_twilio_refuses_is_told_in_its_words(hook: Managed) -> None:
    applied = hook.apply({"friendly_name": "No source at all"})

    (error,) = applied.errors
    assert error.summary == "Twilio refused the request"
    assert "There must be AudioSources, or a VideoLayout with video_sources" in error.detail
    assert applied.state is None


# Hooks that would compose nothing

OBSTACLES = [("encryption_enabled",), ("aws_storage_enabled",), ("encryption_enabled", "aws_storage_enabled")]


def turn_on(twilio: FakeTwilio, *switches: str) -> None:
    for switch in switches:
        setattr(twilio.account().recording_settings, switch, True)


@pytest.mark.parametrize("switches", OBSTACLES, ids=" and ".join)
def test_a_plan_warns_of_a_hook_that_can_compose_nothing(hook: Managed, twilio: FakeTwilio, switches: tuple[str, ...]) -> None:
    turn_on(twilio, *switches)

    (warning,) = hook.plan(SMALL).warnings

    assert (warning.summary, warning.path) == ("This hook will compose nothing", ("enabled",))
    assert all(switch in warning.detail for switch in switches)
    assert f"account {twilio.account_sid}" in warning.detail


@pytest.mark.parametrize("switches", OBSTACLES, ids=" and ".join)
def test_a_plan_warns_when_a_hook_is_turned_on_again(hook: Managed, twilio: FakeTwilio, switches: tuple[str, ...]) -> None:
    hook.apply({**SMALL, "enabled": False}).without_errors()
    turn_on(twilio, *switches)

    assert [each.summary for each in hook.plan(SMALL).warnings] == ["This hook will compose nothing"]


def test_a_hook_that_is_off_needs_no_warning(hook: Managed, twilio: FakeTwilio) -> None:
    turn_on(twilio, "encryption_enabled")

    assert hook.plan({**SMALL, "enabled": False}).warnings == []


def test_a_hook_that_was_on_before_is_not_warned_of_again(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(SMALL).without_errors()
    turn_on(twilio, "encryption_enabled")

    assert hook.plan({**SMALL, "friendly_name": "Renamed"}).warnings == []


def test_a_hook_that_can_compose_needs_no_warning(hook: Managed) -> None:
    assert hook.plan(SMALL).warnings == []


# Its life


def test_a_hook_that_is_gone_is_dropped_from_state(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(SMALL).without_errors()
    twilio.account().composition_hooks.clear()

    hook.refresh()

    assert hook.instance is None


@pytest.mark.parametrize("gone", [False, True], ids=["there", "gone already"])
def test_a_destroy_leaves_no_hook(hook: Managed, twilio: FakeTwilio, gone: bool) -> None:
    hook.apply(SMALL).without_errors()
    if gone:
        twilio.account().composition_hooks.clear()

    hook.destroy().without_errors()

    assert twilio.account().composition_hooks == {}
    assert hook.instance is None


def test_a_hook_that_was_made_without_an_answer_is_found_and_kept_as_tainted(hook: Managed, twilio: FakeTwilio) -> None:
    twilio.faults.add(Drop(processed=True), method="POST")

    applied = hook.apply(SMALL)

    assert applied.object["sid"] == live(twilio).sid
    assert [live(twilio).sid in error.detail for error in applied.errors] == [True]
    assert len(twilio.writes) == 1


def test_an_update_without_an_answer_is_repeated_since_that_does_no_harm(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(SMALL).without_errors()
    twilio.faults.add(Drop(processed=True), method="POST")
    twilio.faults.add(Answer.unavailable(), method="POST")

    hook.apply({**SMALL, "friendly_name": "Renamed"}).without_errors()

    assert live(twilio).friendly_name == "Renamed"


def test_an_imported_hook_is_left_alone_by_a_configuration_that_says_the_same(hook: Managed, twilio: FakeTwilio) -> None:
    by_hand = twilio.account().add_composition_hook("Everybody")

    hook.import_(by_hand.sid)

    hook.assert_settled(SMALL)
    assert twilio.writes == []


def test_a_hook_can_be_imported_by_the_path_that_the_community_provider_takes(hook: Managed, twilio: FakeTwilio) -> None:
    by_hand = twilio.account().add_composition_hook("Everybody")

    hook.import_(f"/CompositionHooks/{by_hand.sid}")

    assert hook.state["id"] == by_hand.sid
    hook.assert_settled(SMALL)


@pytest.mark.parametrize(
    "key", ["", "Default", "HK123", "CR" + "0" * 32, "/CompositionHooks/", "/CompositionHooks/HK1", "/Hooks/HK" + "0" * 32]
)
def test_only_a_hooks_sid_can_be_imported(hook: Managed, twilio: FakeTwilio, key: str) -> None:
    (error,) = hook.refusal_to_import(key).errors

    assert "HK and 32 hexadecimal digits" in error.detail
    assert twilio.requests == []


# The data source


def data_config(client: PluginClient, sid: str) -> dict[str, Any]:
    return Schema.of(client.schema().data_source_schemas[TYPE]).config({"sid": sid})


def test_the_data_source_tells_everything_of_the_hook_with_a_sid(client: PluginClient, hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(LARGE).without_errors()
    twilio.account().add_composition_hook("Another")

    told = client.read_data(TYPE, data_config(client, hook.state["sid"])).without_errors().object

    assert same_layout(told["video_layout"], json.dumps(LAYOUT))
    same = set(hook.state) - {"video_layout", "timeouts"}
    assert {name: told[name] for name in same} == {name: hook.state[name] for name in same}


def test_the_data_source_of_a_hook_that_is_not_there_is_an_error(client: PluginClient) -> None:
    (error,) = client.read_data(TYPE, data_config(client, "HK" + "0" * 32)).errors

    assert error.summary == "Twilio does not know what was asked for"


@pytest.mark.parametrize("sid", ["HK123", "CR" + "0" * 32, "/CompositionHooks/HK" + "0" * 32])
def test_the_data_source_takes_a_hooks_sid_only(client: PluginClient, twilio: FakeTwilio, sid: str) -> None:
    (error,) = client.read_data(TYPE, data_config(client, sid)).errors

    assert "HK and 32 hexadecimal digits" in error.detail
    assert twilio.requests == []
