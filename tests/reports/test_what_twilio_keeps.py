"""Twilio keeps what was to be taken away: what users see of it then, and what still works."""

from __future__ import annotations

import itertools

import pytest

from provider.fake import Answer, Drop, Empty, FakeTwilio, Omitted
from provider.framework.values import UNKNOWN, Values
from tests.e2e.account import BUCKET, CREDENTIAL, KEY, OLD_KEY, holds
from tests.engine.paths import Path, commands, play_destroy
from tests.engine.paths import play as take
from tests.engine.profile import Profile
from tests.engine.walk import Action
from tests.reports.played import Play, Played

RECORDING, COMPOSITION = "twilio_video_recording_settings", "twilio_video_composition_settings"
HOOK = "twilio_video_composition_hook"

LABEL: Values = {"friendly_name": "Ours"}
ENCRYPTED: Values = {**LABEL, "encryption_key_sid": KEY, "encryption_enabled": True}
STORED: Values = {**LABEL, "aws_credentials_sid": CREDENTIAL, "aws_s3_url": BUCKET, "aws_storage_enabled": True}
MUTED: Values = {"friendly_name": "Ours", "audio_sources": ["*"], "audio_sources_excluded": ["a"]}
UNMUTED: Values = MUTED | {"audio_sources_excluded": []}

KEEPING = (Empty.REFUSED, Empty.IGNORED)
"""With omitted values kept, nothing takes a reference away."""
READINGS = tuple(itertools.product(Omitted, Empty))
KEPT = ["Twilio keeps what was to be taken away"]


@pytest.fixture(params=KEEPING, ids=lambda empty: empty.value)
def keeping(request: pytest.FixtureRequest, twilio: FakeTwilio) -> Empty:
    """A reading under which nothing can be taken away."""
    empty: Empty = request.param
    twilio.behaviour.read_documents_as(empty=empty, omitted=Omitted.KEPT)
    return empty


@pytest.fixture
def turned_off(play: Play, twilio: FakeTwilio, keeping: Empty) -> Played:
    """Recording settings that encrypted, and do not any more: the key has stayed. No request is logged yet."""
    played = play(RECORDING)
    played.apply(ENCRYPTED).without_errors()
    played.apply(LABEL).without_errors()
    assert holds(twilio)["encryption_key_sid"] == KEY
    twilio.forget_requests()
    return played


def assert_settled(played: Played, given: Values) -> None:
    change = played.engine.plan(played.type_name, given, played.instance)
    assert (change.action, change.told.diagnostics) == (Action.NOTHING, [])


# What is told


@pytest.mark.parametrize("type_name", [RECORDING, COMPOSITION])
def test_an_apply_says_what_stays_and_what_twilio_did(play: Play, keeping: Empty, type_name: str) -> None:
    played = play(type_name)
    played.apply(ENCRYPTED).without_errors()

    (warning,) = played.apply(LABEL).without_errors().warnings

    did = {Empty.REFUSED: "EncryptionKeySid must not be empty", Empty.IGNORED: "An empty value changed nothing"}
    assert f'encryption_key_sid = "{KEY}"' in warning.detail
    assert did[keeping] in warning.detail
    assert "Since encryption_enabled is off" in warning.detail
    assert played.instance is not None
    assert played.instance.state["encryption_key_sid"] is None
    assert_settled(played, LABEL)


def test_a_destroy_tells_again_of_what_stayed_earlier(turned_off: Played, twilio: FakeTwilio) -> None:
    (warning,) = turned_off.destroy().without_errors().warnings

    assert f'encryption_key_sid = "{KEY}"' in warning.detail
    assert (turned_off.instance, twilio.writes) == (None, [])


def test_only_what_has_no_effect_may_stay(play: Play, twilio: FakeTwilio, keeping: Empty) -> None:
    """A key that turns out to be null while encryption stays on makes no sense under any reading: nothing is sent."""
    played = play(RECORDING)
    played.apply(ENCRYPTED).without_errors()
    twilio.forget_requests()
    given = ENCRYPTED | {"friendly_name": "New", "encryption_key_sid": UNKNOWN}

    with played.engine.walk() as walk:
        assert played.instance is not None
        planned = walk.try_plan(RECORDING, given, walk.refresh(played.instance)).without_errors()
        answer = walk.client.apply(
            RECORDING,
            prior=played.instance.state,
            planned=planned.object | {"encryption_key_sid": None},
            config=walk.schemas[RECORDING].config(given | {"encryption_key_sid": None}),
            private=planned.private,
        )

    assert [(each.summary, each.path) for each in answer.errors] == [("Missing encryption_key_sid", ("encryption_key_sid",))]
    assert "Nothing was changed" in answer.errors[0].detail
    assert (answer.state, twilio.writes) == (played.instance.state, [])


# What happens to it later


def test_a_switch_that_somebody_turns_on_beside_it_is_seen(turned_off: Played, twilio: FakeTwilio) -> None:
    twilio.account().recording_settings.encryption_enabled = True

    change = turned_off.engine.plan(RECORDING, LABEL, turned_off.instance)

    assert change.action is Action.UPDATE
    assert change.before is not None
    assert (change.before.state["encryption_enabled"], change.before.state["encryption_key_sid"]) == (True, KEY)
    turned_off.apply(LABEL).without_errors()
    assert holds(twilio)["encryption_enabled"] is False
    assert_settled(turned_off, LABEL)


def test_another_key_that_somebody_names_is_seen(turned_off: Played, twilio: FakeTwilio) -> None:
    twilio.account().recording_settings.encryption_key_sid = OLD_KEY

    answer = turned_off.apply(LABEL).without_errors()

    assert [each.summary for each in answer.warnings] == KEPT
    assert OLD_KEY in answer.text
    assert_settled(turned_off, LABEL)


def test_what_is_gone_after_all_is_forgotten(turned_off: Played, twilio: FakeTwilio) -> None:
    """Once the Console took it away, the same value is seen again should it come back."""
    twilio.account().recording_settings.encryption_key_sid = None
    assert_settled(turned_off, LABEL)
    turned_off.instance = turned_off.engine.refresh(turned_off.instance) if turned_off.instance else None
    twilio.account().recording_settings.encryption_key_sid = KEY

    assert turned_off.engine.plan(RECORDING, LABEL, turned_off.instance).action is Action.UPDATE


def test_the_same_key_can_be_named_again_and_used(turned_off: Played, twilio: FakeTwilio) -> None:
    named = LABEL | {"encryption_key_sid": KEY}
    turned_off.apply(named).without_errors()
    assert twilio.writes == []  # the account has it
    assert_settled(turned_off, named)

    turned_off.apply(ENCRYPTED).without_errors()

    assert_settled(turned_off, ENCRYPTED)
    assert holds(twilio)["encryption_enabled"] is True


def test_another_key_can_be_named_beside_the_switch_that_is_off(turned_off: Played, twilio: FakeTwilio) -> None:
    given = LABEL | {"encryption_key_sid": OLD_KEY}

    turned_off.apply(given).without_errors()

    assert holds(twilio)["encryption_key_sid"] == OLD_KEY
    assert_settled(turned_off, given)


def test_what_stayed_can_be_imported_and_applied(turned_off: Played, twilio: FakeTwilio) -> None:
    turned_off.instance = turned_off.engine.import_(RECORDING, "Default")
    assert turned_off.instance.state["encryption_key_sid"] == KEY  # nobody knows yet

    answer = turned_off.apply(LABEL).without_errors()

    assert [each.summary for each in answer.warnings] == KEPT
    assert_settled(turned_off, LABEL)


@pytest.mark.parametrize("path", [Path.UPDATE, Path.TAINT, Path.REPLACE, Path.MOVED, Path.STATE_MV])
@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
def test_every_path_of_an_engine_leads_on_with_what_stayed(
    turned_off: Played, twilio: FakeTwilio, profile: Profile, path: Path
) -> None:
    given = LABEL | {"friendly_name": "New"}
    (command,) = commands(path, profile, create_before_destroy=False)

    outcome = take(turned_off.engine, profile, command, RECORDING, given, turned_off.instance)

    assert outcome.told.errors == []
    turned_off.instance = outcome.instance
    assert holds(twilio)["friendly_name"] == "New"
    assert_settled(turned_off, given)


@pytest.mark.parametrize("on_destroy", ["restore", "reset", "retain"])
def test_a_rename_without_moved_leads_on_where_the_engine_plans_no_destroy(turned_off: Played, on_destroy: str) -> None:
    given, profile = LABEL | {"on_destroy": on_destroy}, Profile.OLDEST_TERRAFORM
    turned_off.apply(given).without_errors()
    (command,) = commands(Path.RENAME, profile, create_before_destroy=False)

    outcome = take(turned_off.engine, profile, command, RECORDING, given, turned_off.instance)

    assert outcome.told.errors == []
    turned_off.instance = outcome.instance
    assert_settled(turned_off, given)


@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
def test_a_replacement_that_is_created_first_keeps_the_object_where_the_engine_tells_it_nothing(
    turned_off: Played, twilio: FakeTwilio, profile: Profile, path: Path
) -> None:
    (command,) = commands(path, profile, create_before_destroy=True)

    outcome = take(turned_off.engine, profile, command, RECORDING, LABEL, turned_off.instance)

    refused = [] if profile.hands_on_planned_private else ["The account already has settings"]
    assert [each.summary for each in outcome.told_in_apply.errors] == refused
    assert outcome.instance is not None
    assert outcome.instance.state["friendly_name"] == "Ours"
    turned_off.instance = outcome.instance
    assert_settled(turned_off, LABEL)


@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
def test_every_engine_destroys_what_it_was_told_stays(turned_off: Played, twilio: FakeTwilio, profile: Profile) -> None:
    assert turned_off.instance is not None
    outcome = play_destroy(turned_off.engine, profile, RECORDING, turned_off.instance)

    assert (outcome.told.errors, outcome.instance, twilio.writes) == ([], None, [])


# What goes wrong on the way


@pytest.mark.parametrize(("omitted", "empty"), READINGS, ids=lambda value: value.value)
@pytest.mark.parametrize("skip", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("processed", [True, False], ids=["carried out", "not carried out"])
def test_a_lost_answer_is_settled_under_every_reading(
    play: Play, twilio: FakeTwilio, omitted: Omitted, empty: Empty, skip: int, processed: bool
) -> None:
    twilio.behaviour.read_documents_as(empty=empty, omitted=omitted)
    played = play(RECORDING)
    played.apply(ENCRYPTED).without_errors()
    twilio.faults.add(Drop(processed), method="POST", skip=skip)

    played.apply(LABEL).without_errors()

    twilio.faults.clear()
    assert holds(twilio)["encryption_enabled"] is False
    assert_settled(played, LABEL)


@pytest.mark.parametrize(("omitted", "empty"), READINGS, ids=lambda value: value.value)
def test_a_fresh_iam_user_is_waited_for_while_encryption_goes(
    play: Play, twilio: FakeTwilio, omitted: Omitted, empty: Empty
) -> None:
    """A rejection may be about the empty key or about the bucket: neither is taken for the other."""
    twilio.behaviour.read_documents_as(empty=empty, omitted=omitted)
    played = play(RECORDING)
    played.apply(ENCRYPTED).without_errors()
    twilio.behaviour.failing_activations = 2

    answer = played.apply(STORED).without_errors()

    stays = omitted is Omitted.KEPT and empty in KEEPING
    assert [each.summary for each in answer.warnings] == (KEPT if stays else [])
    assert bool(holds(twilio)["encryption_key_sid"]) is stays
    assert_settled(played, STORED)


@pytest.mark.parametrize("status", [400, 409])
def test_leaving_it_out_may_be_refused_too(play: Play, twilio: FakeTwilio, status: int) -> None:
    twilio.behaviour.read_documents_as(empty=Empty.IGNORED)
    played = play(RECORDING)
    played.apply(ENCRYPTED).without_errors()
    twilio.faults.add(Answer(status, 20001), method="POST", skip=1)

    answer = played.apply(LABEL).without_errors()

    assert [each.summary for each in answer.warnings] == KEPT
    assert_settled(played, LABEL)


@pytest.mark.parametrize("fault", [Answer(403, 20403), Answer.rate_limited(3600)], ids=["forbidden", "too soon"])
def test_what_could_not_be_tried_is_tried_by_the_next_apply(play: Play, twilio: FakeTwilio, fault: Answer) -> None:
    """All else is done by then, and state says so."""
    twilio.behaviour.read_documents_as(empty=Empty.IGNORED, omitted=Omitted.CLEARED)
    played = play(RECORDING)
    played.apply(ENCRYPTED).without_errors()
    twilio.faults.add(fault, method="POST", skip=1)

    failed = played.apply(LABEL)

    assert len(failed.errors) == 1
    assert (failed.object["encryption_enabled"], failed.object["encryption_key_sid"]) == (False, KEY)
    assert failed.object["baseline"] is not None
    assert played.apply(LABEL).without_errors().warnings == []
    assert holds(twilio)["encryption_key_sid"] is None
    assert_settled(played, LABEL)


@pytest.mark.parametrize("fault", [Answer(403, 20403), Answer.rate_limited(3600)], ids=["forbidden", "too soon"])
def test_a_destroy_that_could_not_be_tried_to_its_end_is_tried_again(play: Play, twilio: FakeTwilio, fault: Answer) -> None:
    twilio.behaviour.read_documents_as(empty=Empty.IGNORED, omitted=Omitted.CLEARED)
    played = play(RECORDING)
    played.apply(ENCRYPTED).without_errors()
    twilio.faults.add(fault, method="POST", skip=1)

    failed = played.destroy()

    assert (len(failed.errors), "defect" in failed.text) == (1, False)
    played.destroy().without_errors()
    assert holds(twilio)["encryption_key_sid"] is None


def test_what_stayed_before_does_not_keep_other_things_from_going(turned_off: Played, twilio: FakeTwilio) -> None:
    turned_off.apply(STORED).without_errors()
    twilio.behaviour.read_documents_as(empty=Empty.IGNORED, omitted=Omitted.CLEARED)

    turned_off.apply(LABEL).without_errors()

    assert holds(twilio)["aws_s3_url"] is None
    assert_settled(turned_off, LABEL)


# Hooks


def test_a_hook_that_cannot_be_put_back_is_told_as_it_is(play: Play, twilio: FakeTwilio, keeping: Empty) -> None:
    """What was added along with it cannot be taken away either."""
    hook = play(HOOK)
    hook.apply(MUTED).without_errors()

    answer = hook.apply(UNMUTED | {"status_callback_url": "https://e.com/"})

    (error,) = answer.errors
    assert "could not be put back as it was: state has what status_callback_url is now" in error.detail
    assert (answer.object["status_callback_url"], answer.object["audio_sources_excluded"]) == ("https://e.com/", ["a"])


def test_a_hook_that_twilio_does_not_let_be_put_back_is_told_as_it_is(play: Play, twilio: FakeTwilio) -> None:
    twilio.behaviour.read_documents_as(empty=Empty.REFUSED, omitted=Omitted.KEPT)
    hook = play(HOOK)
    hook.apply(MUTED).without_errors()
    twilio.faults.add(Answer(403, 20403), method="POST", skip=2)

    answer = hook.apply(UNMUTED | {"friendly_name": "New"})

    (error,) = answer.errors
    assert "could not be put back as it was: Twilio answered POST" in error.detail
    assert (answer.object["friendly_name"], answer.object["audio_sources_excluded"]) == ("New", ["a"])


def test_an_attempt_to_empty_a_list_that_fails_leaves_the_truth_in_state(play: Play, twilio: FakeTwilio) -> None:
    twilio.behaviour.read_documents_as(omitted=Omitted.KEPT)
    hook = play(HOOK)
    hook.apply(MUTED).without_errors()
    twilio.faults.add(Answer(403, 20403), method="POST", skip=1)

    answer = hook.apply(UNMUTED | {"friendly_name": "New"})

    assert [each.summary for each in answer.errors] == ["Twilio does not permit this"]
    assert (answer.object["friendly_name"], answer.object["audio_sources_excluded"]) == ("New", ["a"])
    hook.apply(UNMUTED | {"friendly_name": "New"}).without_errors()
    assert_settled(hook, UNMUTED | {"friendly_name": "New"})


def test_a_hook_whose_update_is_refused_is_not_tried_in_another_way(play: Play, twilio: FakeTwilio) -> None:
    hook = play(HOOK)
    hook.apply(MUTED).without_errors()
    twilio.forget_requests()
    twilio.faults.add(Answer(400, 20001, "no such format"), method="POST", times=None)

    answer = hook.apply(UNMUTED)

    assert "no such format" in answer.text
    assert len(twilio.writes) == 1


def test_a_list_with_nothing_but_an_empty_text_is_empty(play: Play, twilio: FakeTwilio) -> None:
    hook = play(HOOK)
    hook.apply(UNMUTED).without_errors()
    (live,) = twilio.account().composition_hooks.values()
    live.audio_sources_excluded = [""]

    assert_settled(hook, UNMUTED)
