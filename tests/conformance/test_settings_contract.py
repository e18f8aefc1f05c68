"""What the settings contract promises beside the table of baselines: other accounts, two calls at once, and what is told."""

from __future__ import annotations

import dataclasses
import json
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from provider.fake import Alter, FakeTwilio, LoggedRequest, Stall
from provider.framework.values import UNKNOWN, Values
from tests.conformance.conftest import EngineOf
from tests.conformance.test_baseline_table import COMPOSITION, RECORDING, Account, account_of, managed
from tests.engine.paths import Path, commands, play
from tests.engine.profile import Profile
from tests.engine.walk import Change, Engine, Instance, Walk

NEW_BUCKET = "https://new.s3-eu-west-1.amazonaws.com/"


@pytest.fixture
def account(twilio: FakeTwilio) -> Account:
    return account_of(twilio, RECORDING)


# Two calls at once


@contextmanager
def held_up(account: Account, value: str, until: threading.Event) -> Iterator[threading.Event]:
    """The write that sends this friendly name is held up until the event, a second at most; yields the event of its arrival."""
    arrived = threading.Event()

    def wait(request: LoggedRequest) -> None:
        if request.is_write and request.value("FriendlyName") == value:
            arrived.set()
            until.wait(1.0)

    account.twilio.before_request = wait
    yield arrived
    account.twilio.before_request = None


def test_a_create_and_a_destroy_at_once_come_one_after_the_other(engine: Engine, account: Account) -> None:
    """As Terraform 1.0 renames: it plans no destroy. The write of the destroy must not land on top of the create's."""
    before, given = managed(engine, account), account.ours | {"friendly_name": "Renamed"}
    created = threading.Event()

    def note(request: LoggedRequest) -> None:
        if request.is_write and request.value("FriendlyName") == "Renamed":
            created.set()

    account.twilio.after_request = note
    with engine.walk() as walk, ThreadPoolExecutor(1) as beside:
        stored = walk.upgrade(before)
        planned = walk.try_plan(RECORDING, given, None).without_errors()
        config = walk.schemas[RECORDING].config(given)
        with held_up(account, account.baseline["friendly_name"], until=created) as arrived:
            destroying = beside.submit(
                walk.client.apply, RECORDING, prior=stored.state, planned=None, config=None, private=stored.private
            )
            assert arrived.wait(10)
            made = walk.client.apply(
                RECORDING, prior=None, planned=planned.object, config=config, private=planned.private
            ).without_errors()
            destroying.result().without_errors()

    assert made.object["friendly_name"] == "Renamed"
    assert account.holds == given


# Settings of another account


@pytest.fixture
def elsewhere(engine: Engine, account: Account, engine_of: EngineOf, twilio: FakeTwilio) -> Iterator[tuple[Walk, Instance]]:
    """Settings of one account in state, and the provider configured for another, which has settings too."""
    before = managed(engine, account)
    other = twilio.add_account()
    other.recording_settings.friendly_name = "Somebody's"
    other.recording_settings.ever_posted = True
    with engine_of(other).walk() as walk:
        twilio.forget_requests()
        yield walk, before
    assert twilio.writes == []
    assert other.recording_settings.friendly_name == "Somebody's"


def test_settings_of_another_account_are_not_updated(elsewhere: tuple[Walk, Instance], account: Account) -> None:
    walk, before = elsewhere
    wanted = before.state | {"friendly_name": "Renamed"}

    answer = walk.client.apply(
        RECORDING, prior=before.state, planned=wanted, config=before.state, private=before.private, identity=before.identity
    )

    assert [(each.summary, each.path) for each in answer.errors] == [("Wrong account", ("account_sid",))]
    assert answer.state == before.state


def test_settings_of_another_account_are_not_planned_to_be_updated(elsewhere: tuple[Walk, Instance], account: Account) -> None:
    walk, before = elsewhere
    answer = walk.try_plan(RECORDING, account.ours | {"friendly_name": "Renamed"}, before)
    assert [each.summary for each in answer.errors] == ["Wrong account"]


def test_settings_of_another_account_are_not_destroyed(elsewhere: tuple[Walk, Instance]) -> None:
    walk, before = elsewhere

    answer = walk.client.apply(RECORDING, prior=before.state, planned=None, config=None, private=before.private)

    assert [each.summary for each in answer.errors] == ["Wrong account"]
    assert answer.state == before.state


def test_settings_of_another_account_are_not_planned_to_be_destroyed(elsewhere: tuple[Walk, Instance]) -> None:
    walk, before = elsewhere
    assert "Wrong account" in [each.summary for each in walk.try_plan_delete(before).errors]


def test_settings_of_another_account_are_not_refreshed(elsewhere: tuple[Walk, Instance]) -> None:
    walk, before = elsewhere
    answer = walk.client.read(RECORDING, before.state, before.private, before.identity)
    assert [each.summary for each in answer.errors] == ["Wrong account"]


# What a destroy leaves


def destroyed(
    engine: Engine, instance: Instance, then: Callable[[], object] = lambda: None
) -> tuple[Change, Values | None, list[str]]:
    """A destroy: its plan, what state has then, and the headlines of the errors."""
    with engine.walk() as walk:
        change = walk.plan_destroy(instance)
    then()
    with engine.walk() as walk:
        answer = walk.try_delete(change)
    return change, answer.state, [each.summary for each in answer.errors]


def test_a_destroy_that_did_something_else_says_what_and_keeps_the_state(engine: Engine, account: Account) -> None:
    before = managed(engine, account)

    _, state, errors = destroyed(
        engine, before, lambda: account.twilio.faults.add(Alter({"aws_s3_url": NEW_BUCKET}), method="POST")
    )

    assert errors == ["aws_s3_url did not take effect"]
    assert state is not None
    assert state["baseline"] == before.state["baseline"]


def test_a_destroy_warns_of_the_switches_that_it_turns_off_and_of_no_others(engine: Engine, account: Account) -> None:
    given = account.ours | {"encryption_enabled": False, "on_destroy": "reset"}
    made = engine.deploy(RECORDING, given, managed(engine, account))

    change, _, errors = destroyed(engine, made)

    assert errors == []
    assert "not in S3" in change.told.text
    assert "NOT encrypted" not in change.told.text


def test_a_destroy_keeps_the_label_where_no_other_was_found(engine: Engine, twilio: FakeTwilio) -> None:
    made = engine.deploy(RECORDING, {"friendly_name": "Ours"})

    _, _, errors = destroyed(engine, made)

    assert errors == []
    assert twilio.account().recording_settings.friendly_name == "Ours"


def test_a_destroy_that_has_nothing_to_put_back_writes_nothing(engine: Engine, account: Account) -> None:
    before = managed(engine, account)
    account.set_by_hand(account.baseline)
    account.twilio.forget_requests()

    _, state, errors = destroyed(engine, before)

    assert (state, errors, account.twilio.writes) == (None, [], [])


# Taking over what is there


def off(account: Account) -> Values:
    """What an account holds that has values and no switch on."""
    return account.baseline | {"aws_storage_enabled": False, "encryption_enabled": False}


def test_a_value_that_is_not_known_yet_is_no_loss_in_the_plan(engine: Engine, account: Account) -> None:
    held = off(account)
    account.set_by_hand(held)

    with engine.walk() as walk:
        planned = walk.try_plan(RECORDING, held | {"aws_credentials_sid": UNKNOWN}, None)

    assert planned.errors == []


def test_leave_to_adopt_that_is_not_known_yet_is_neither_refused_nor_told(engine: Engine, account: Account) -> None:
    with engine.walk() as walk:
        planned = walk.try_plan(RECORDING, account.ours | {"adopt_existing": UNKNOWN}, None)

    assert planned.errors == []
    assert "Existing settings will be taken over" not in planned.text


def test_a_label_alone_is_no_loss(engine: Engine, twilio: FakeTwilio) -> None:
    live = twilio.account().recording_settings
    live.friendly_name, live.ever_posted = "Somebody's", True

    made = engine.deploy(RECORDING, {"friendly_name": "Ours"})

    assert made.state["friendly_name"] == "Ours"


def test_what_the_account_holds_already_is_not_written_and_becomes_the_baseline(engine: Engine, account: Account) -> None:
    account.set_by_hand(account.ours)

    change = engine.plan(RECORDING, account.ours)
    made = engine.apply(change, account.ours)

    assert "Settings are taken over as they are" in change.told.text
    assert account.twilio.writes == []
    assert account.holds == account.ours
    assert made.state["encryption_enabled"] is True


def test_the_same_bucket_in_other_words_is_no_loss(engine: Engine, account: Account) -> None:
    held = off(account)
    account.set_by_hand(held)
    given = held | {"aws_s3_url": str(held["aws_s3_url"]).rstrip("/")}

    made = engine.deploy(RECORDING, given)

    assert made.state["aws_s3_url"] == given["aws_s3_url"]


def test_what_somebody_set_after_the_plan_is_refused_by_the_apply_too(engine: Engine, account: Account) -> None:
    account.set_by_hand(dict.fromkeys(account.baseline) | {"aws_storage_enabled": False, "encryption_enabled": False})
    change = engine.plan(RECORDING, {"friendly_name": "Ours"})
    account.set_by_hand(account.baseline)

    with engine.walk() as walk:
        answer = walk.try_apply(change, {"friendly_name": "Ours"}, None)

    assert "The account already has settings" in [each.summary for each in answer.errors]
    assert account.twilio.writes == []
    assert account.holds == account.baseline


# Answers


def test_a_switch_that_was_never_touched_is_off(engine: Engine, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"encryption_enabled": None, "aws_storage_enabled": None}), method="GET", times=None)

    found = engine.import_(RECORDING, "Default")

    assert (found.state["encryption_enabled"], found.state["aws_storage_enabled"]) == (False, False)


def test_an_answer_without_an_account_is_of_the_account_that_was_asked(engine: Engine, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"account_sid": None}), method="GET", times=None)

    found = engine.import_(RECORDING, "Default")

    assert found.state["account_sid"] == twilio.account_sid


def test_an_address_that_is_none_is_empty(engine: Engine, twilio: FakeTwilio) -> None:
    twilio.faults.add(Alter({"url": 7}), method="GET", times=None)

    assert engine.import_(RECORDING, "Default").state["url"] == ""


# Two kinds


def test_a_credential_that_one_kind_of_settings_names_is_told_of_that_kind_only(engine: Engine, twilio: FakeTwilio) -> None:
    recording, composition = account_of(twilio, RECORDING), account_of(twilio, COMPOSITION)
    key = engine.import_("twilio_credentials_public_key", str(recording.ours["encryption_key_sid"]))
    made = {each.type_name: managed(engine, each) for each in (recording, composition)}

    with engine.walk() as walk:
        assert walk.try_plan_delete(key).errors == []
        for each, refused in ((composition, False), (recording, True)):
            planned = walk.try_plan(each.type_name, each.ours, walk.refresh(made[each.type_name]))
            assert bool(planned.errors) is refused, planned.text


# A replacement

DRIFT = {"friendly_name": "Changed by hand", "aws_s3_url": NEW_BUCKET}


@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
@pytest.mark.parametrize("profile", Profile, ids=lambda profile: profile.value)
def test_a_replacement_that_is_created_first_does_not_undo_what_its_plan_never_saw(
    engine: Engine, account: Account, profile: Profile, path: Path
) -> None:
    before = managed(engine, account)
    (command,) = commands(path, profile, create_before_destroy=True)

    outcome = play(
        engine, profile, command, RECORDING, account.ours, before, between=lambda: account.set_by_hand(account.ours | DRIFT)
    )

    why = "The settings were changed since the plan" if profile.hands_on_planned_private else "The account already has settings"
    assert [each.summary for each in outcome.told_in_apply.errors] == [why]
    assert (account.twilio.writes, account.holds) == ([], account.ours | DRIFT)


@pytest.mark.parametrize("path", [Path.TAINT, Path.REPLACE])
def test_what_somebody_sets_between_the_two_halves_of_a_replacement_is_kept_and_so_is_the_object(
    engine: Engine, account: Account, path: Path
) -> None:
    before = managed(engine, account)
    (command,) = commands(path, Profile.TERRAFORM, create_before_destroy=False)

    def change(request: LoggedRequest) -> None:
        account.set_by_hand(account.ours | DRIFT)

    def watch() -> None:
        account.twilio.after_request = change

    outcome = play(engine, Profile.TERRAFORM, command, RECORDING, account.ours, before, between=watch)

    assert [each.summary for each in outcome.told_in_apply.errors] == ["The settings were changed since the plan"]
    assert (account.twilio.writes, account.holds) == ([], account.ours | DRIFT)
    assert outcome.tainted
    assert outcome.instance is not None
    assert outcome.instance.state["baseline"] == before.state["baseline"]
    assert outcome.instance.state["friendly_name"] == DRIFT["friendly_name"]


def test_an_engine_that_hands_everything_on_is_not_told_of_a_loss(engine: Engine, account: Account) -> None:
    before, profile = managed(engine, account), Profile.NEWEST_TERRAFORM
    (command,) = commands(Path.REPLACE, profile, create_before_destroy=True)

    outcome = play(engine, profile, command, RECORDING, account.ours, before)

    assert "Settings left to their replacement" in outcome.told_in_apply.text
    assert "would have put back" not in outcome.told_in_apply.text


# Between plan and apply


def test_leave_to_adopt_that_turns_out_not_to_be_given_is_refused_by_the_apply(engine: Engine, account: Account) -> None:
    """Engines plan again before; the apply itself does not rely on that."""
    with engine.walk() as walk:
        planned = walk.try_plan(RECORDING, account.ours | {"adopt_existing": UNKNOWN}, None).without_errors()
        answer = walk.client.apply(
            RECORDING,
            prior=None,
            planned=planned.object | {"adopt_existing": False},
            config=walk.schemas[RECORDING].config(account.ours),
            private=planned.private,
        )

    assert [each.summary for each in answer.errors] == ["The account already has settings"]
    assert (answer.state, account.twilio.writes, account.holds) == (None, [], account.baseline)


def test_nothing_is_told_of_settings_that_hold_nothing(engine: Engine, twilio: FakeTwilio) -> None:
    change = engine.plan(RECORDING, {"friendly_name": "Ours"})
    with engine.walk() as walk:
        answer = walk.try_apply(change, {"friendly_name": "Ours"}, None)
    twilio.forget_requests()

    again = engine.plan(RECORDING, {"friendly_name": "Ours"})
    with engine.walk() as walk:
        second = walk.try_apply(again, {"friendly_name": "Ours"}, None)

    assert [answer.diagnostics, again.told.diagnostics, second.diagnostics] == [[], [], []]
    assert len(twilio.writes) == 1


def test_a_write_that_used_up_the_time_is_looked_at_all_the_same(engine: Engine, account: Account) -> None:
    given = account.ours | {"timeouts": {"update": "1s"}}
    made = engine.deploy(RECORDING, given, managed(engine, account))
    account.twilio.faults.add(Stall(processed=True), method="POST")
    wanted = given | {"friendly_name": "Renamed"}

    changed = engine.deploy(RECORDING, wanted, made)

    assert changed.state["friendly_name"] == "Renamed"
    assert len(account.twilio.writes) == 1


def test_a_replacement_is_told_of_once(engine: Engine, account: Account) -> None:
    before = managed(engine, account)
    (command,) = commands(Path.TAINT, Profile.TERRAFORM, create_before_destroy=False)

    outcome = play(engine, Profile.TERRAFORM, command, RECORDING, account.ours, before)

    assert "The recording settings are replaced" in [each.summary for each in outcome.told_in_plan.diagnostics]
    assert "The recording settings are replaced" not in [each.summary for each in outcome.told_in_apply.diagnostics]


def test_a_create_does_not_ask_again_for_what_its_plan_has_just_seen(engine: Engine, account: Account) -> None:
    change = engine.plan(RECORDING, account.ours | {"adopt_existing": True})
    account.twilio.forget_requests()

    engine.apply(change, account.ours | {"adopt_existing": True})

    assert [each.method for each in account.twilio.requests if "Settings" in each.path] == ["GET", "POST"]


# Two instances


@pytest.mark.parametrize("in_next_process", [True, False])
def test_of_two_instances_in_state_one_can_be_destroyed_and_the_account_keeps_what_it_has(
    engine: Engine, account: Account, in_next_process: bool
) -> None:
    other = engine.import_(RECORDING, "Default")
    one = managed(engine, account)
    with engine.walk() as walk:
        assert walk.refresh(one) is not None
        change = walk.plan_destroy(other)
        if not in_next_process:
            walk.delete(change)
    if in_next_process:
        with engine.walk() as walk:
            walk.delete(change)

    assert [each.summary for each in change.told.diagnostics] == ["Two instances of the same settings"]
    assert (account.twilio.writes, account.holds) == ([], account.ours)


# State of the first version


def test_a_refresh_leaves_nothing_in_private_state_but_the_mark(engine: Engine, account: Account) -> None:
    before = managed(engine, account)
    mark = json.loads(before.private)["instance"]
    private = {"instance": mark, "baseline": account.baseline, "replaces": True, "left": True, "looked": 1.0}
    first = dataclasses.replace(before, state=before.state | {"baseline": None}, private=json.dumps(private).encode())

    refreshed = engine.refresh(first)

    assert refreshed is not None
    assert json.loads(refreshed.private) == {"instance": mark}
    assert json.loads(refreshed.state["baseline"]) == account.baseline


def test_a_refresh_shows_the_address_that_the_api_has_and_an_update_keeps_it(engine: Engine, account: Account) -> None:
    before, elsewhere = managed(engine, account), "https://video.sydney.au1.twilio.com/v1/RecordingSettings/Default"
    account.twilio.faults.add(Alter({"url": elsewhere}), times=None)

    updated = engine.deploy(RECORDING, account.ours | {"friendly_name": "Renamed"}, before)
    refreshed = engine.refresh(before)

    assert refreshed is not None
    assert (refreshed.state["url"], updated.state["url"]) == (elsewhere, elsewhere)


# What the API is asked


def test_an_update_that_somebody_made_by_hand_already_writes_nothing(engine: Engine, account: Account) -> None:
    wanted = account.ours | {"friendly_name": "Renamed"}
    change = engine.plan(RECORDING, wanted, managed(engine, account))
    account.set_by_hand(wanted)

    changed = engine.apply(change, wanted)

    assert changed.state["friendly_name"] == "Renamed"
    assert account.twilio.writes == []


def test_a_baseline_that_names_a_deleted_credential_is_told_in_the_plan_of_the_destroy(engine: Engine, account: Account) -> None:
    before, gone = managed(engine, account), account.baseline["encryption_key_sid"]
    account.twilio.account().delete_credential(gone)

    with engine.walk() as walk:
        (error,) = walk.try_plan_delete(before).errors

    assert error.summary == "Cannot restore the settings"
    assert f"encryption_key_sid = {gone}" in error.detail


def test_a_destroy_plan_of_long_ago_does_not_vouch_for_the_credential_that_it_looked_up(engine: Engine, account: Account) -> None:
    before, gone = managed(engine, account), account.baseline["encryption_key_sid"]
    with engine.walk() as walk:
        planned = walk.plan_destroy(before).planned
    account.twilio.account().delete_credential(gone)
    private = json.loads(planned.private)
    private["looked"] -= 61

    with engine.walk() as walk:
        stored = walk.upgrade(before)
        refused = walk.client.apply(
            RECORDING, prior=stored.state, planned=None, config=None, private=json.dumps(private).encode()
        )

    (error,) = refused.errors
    assert error.summary == "Cannot restore the settings"
    assert f"encryption_key_sid = {gone}" in error.detail
    assert (account.twilio.writes, account.holds) == ([], account.ours)


def test_a_credential_that_state_has_is_not_asked_for(engine: Engine, account: Account) -> None:
    before = managed(engine, account)
    key = engine.import_("twilio_credentials_public_key", account.baseline["encryption_key_sid"])
    account.twilio.forget_requests()

    with engine.walk() as walk:
        walk.upgrade(key)
        wanted = account.ours | {"encryption_key_sid": key.state["sid"]}
        assert walk.try_plan(RECORDING, wanted, walk.upgrade(before)).errors == []

    assert [request.path for request in account.twilio.requests if "Credentials" in request.path] == []


@pytest.mark.parametrize("taken", [Walk.upgrade, Walk.refresh], ids=["upgraded", "refreshed"])
@pytest.mark.parametrize("order", [1, -1], ids=["the one that has it first", "the other one first"])
def test_a_baseline_is_not_forgotten_for_another_object_of_the_same_state_that_has_none(
    engine: Engine, account: Account, order: int, taken: Callable[[Walk, Instance], Instance | None]
) -> None:
    before = managed(engine, account)
    other = dataclasses.replace(before, state=before.state | {"baseline": None}, private=b"")
    with engine.walk() as walk:
        for each in [before, other][::order]:
            taken(walk, each)
        given = account.ours | {"friendly_name": "Renamed"}
        planned = walk.try_plan(RECORDING, given, None).without_errors()
        config = walk.schemas[RECORDING].config(given)
        made = walk.client.apply(RECORDING, prior=None, planned=planned.object, config=config, private=planned.private)
    assert made.without_errors().object["baseline"] == before.state["baseline"]


def test_settings_without_a_baseline_are_replaced_all_the_same(engine: Engine, account: Account) -> None:
    """State that came from another provider: beside it a create takes nothing over."""
    before = managed(engine, account)
    given = account.ours | {"friendly_name": "Renamed"}
    with engine.walk() as walk:
        assert walk.refresh(dataclasses.replace(before, state=before.state | {"baseline": None}, private=b"")) is not None
        planned = walk.try_plan(RECORDING, given, None).without_errors()

    assert "The recording settings are replaced" in planned.text


# Credentials that a destroy leaves


def keys_of(engine: Engine, account: Account) -> dict[str, Instance]:
    held = {"ours": account.ours, "before": account.baseline}
    return {
        whose: engine.import_("twilio_credentials_public_key", str(values["encryption_key_sid"]))
        for whose, values in held.items()
    }


@pytest.mark.parametrize(("whose", "refused"), [("ours", False), ("before", True)])
@pytest.mark.parametrize("key_first", [True, False], ids=["the key first", "the settings first"])
def test_what_a_destroy_leaves_decides_whether_a_key_may_go(
    engine: Engine, account: Account, whose: str, refused: bool, key_first: bool
) -> None:
    """The account goes on naming the key that it had before, and not the one that it has now."""
    before, key = managed(engine, account), keys_of(engine, account)[whose]
    with engine.walk() as walk:
        answers = [walk.try_plan_delete(each) for each in ([key, before] if key_first else [before, key])]

    errors = [each.summary for answer in answers for each in answer.errors]
    assert errors == (["A credential is destroyed that the account goes on naming"] if refused else [])
