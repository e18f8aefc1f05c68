"""What was made a moment ago need not be seen everywhere yet: a 404 for it is no proof that it is gone."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from types import SimpleNamespace
from typing import Any

import pytest

from provider.fake import Answer, Drop, FakeTwilio
from provider.resources import not_found
from provider.resources.provider import TwilioProvider
from tests.e2e import hcl, stack
from tests.e2e.account import OLD_KEY
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.harness.client import Answered
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.schema import Schema
from tests.keys import PEM
from tests.resources import hooks
from tests.resources.credentials import Kind, sid_of

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
RECENT, OLD = 6, 3
"""How often in all it is asked for an object that is not there."""


def hide(twilio: FakeTwilio, path: str, times: int | None = 1, method: str = "GET") -> None:
    """Answer 404, as one part of Twilio that has not heard of the object yet."""
    twilio.faults.add(Answer(404, 20404), method=method, path=f"{path}/", times=times)


def asked(twilio: FakeTwilio, managed: Managed, method: str = "GET") -> int:
    return sum(each.path.endswith(sid_of(managed)) and each.method == method for each in twilio.requests)


def refreshed(managed: Managed) -> Answered:
    """What a refresh answers, with what it tells."""
    assert managed.instance is not None
    return managed.walk.client.read(managed.type_name, managed.instance.state, managed.instance.private)


def age(twilio: FakeTwilio, managed: Managed) -> None:
    """As if it had been made years ago."""
    account = twilio.account()
    stored: Any = {**account.credentials, **account.composition_hooks}[sid_of(managed)]
    stored.date_created = stored.date_updated = LONG_AGO
    managed.refresh()
    twilio.forget_requests()


# In a refresh


@pytest.mark.parametrize("times", range(1, RECENT))
def test_a_new_credential_that_is_hidden_for_a_moment_stays_in_state(
    made: Managed, kind: Kind, twilio: FakeTwilio, times: int
) -> None:
    hide(twilio, kind.collection, times)

    read = refreshed(made).without_errors()

    assert read.object == made.state
    assert read.diagnostics == []


def test_a_new_hook_that_is_hidden_for_a_moment_stays_in_state(hook: Managed, twilio: FakeTwilio) -> None:
    twilio.behaviour.reads_before_visible = 3
    hook.apply(hooks.SMALL).without_errors()

    assert refreshed(hook).object == hook.state


def test_an_old_object_is_asked_for_again_as_well_but_not_for_long(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    age(twilio, made)
    hide(twilio, kind.collection, OLD - 1)
    assert refreshed(made).object == made.state

    twilio.forget_requests()
    hide(twilio, kind.collection, None)
    assert refreshed(made).state is None
    assert asked(twilio, made) == OLD


def test_an_object_that_was_renamed_a_moment_ago_counts_as_new(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    age(twilio, made)
    made.apply({**kind.given, "friendly_name": "Renamed"}).without_errors()
    twilio.forget_requests()
    hide(twilio, kind.collection, None)

    refreshed(made)

    assert asked(twilio, made) == RECENT


def test_the_age_is_told_by_twilios_clock_and_not_by_this_machines(
    made: Managed, kind: Kind, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine's is years slow: by its own clock, what is an hour old would not even have been made yet."""
    monkeypatch.setattr(BaseHTTPRequestHandler, "date_time_string", lambda *_: "Thu, 01 Jan 2099 10:00:00 GMT")
    assert made.instance is not None
    made.instance.state.update(date_created="2099-01-01T09:00:00Z", date_updated=None)
    hide(twilio, kind.collection, None)

    refreshed(made)

    assert asked(twilio, made) == OLD


def test_one_of_which_nobody_knows_the_age_counts_as_new(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    hide(twilio, kind.collection, None)
    assert made.instance is not None
    made.instance.state.update(date_created="some day", date_updated=None)

    refreshed(made)

    assert asked(twilio, made) == RECENT


def test_a_plan_says_which_credential_is_gone_and_how_to_take_it_back(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    hide(twilio, kind.collection, None)

    read = refreshed(made).without_errors()

    assert read.state is None
    (told,) = read.warnings
    assert told.summary == "A credential is gone"
    assert f'{sid_of(made)} ("Recordings")' in told.detail
    assert f"It was tried {RECENT} times" in told.detail
    assert f"`terraform import {kind.type_name}.NAME {sid_of(made)}`" in told.detail
    assert "an apply makes another one" in told.detail


def test_a_plan_says_which_hook_is_gone_and_how_to_take_it_back(hook: Managed, twilio: FakeTwilio) -> None:
    hook.apply(hooks.SMALL).without_errors()
    hide(twilio, hooks.COLLECTION, None)

    (told,) = refreshed(hook).without_errors().warnings

    assert told.summary == "A composition hook is gone"
    assert f"`terraform import {hooks.TYPE}.NAME {sid_of(hook)}`" in told.detail


def test_the_waits_add_up_to_a_quarter_of_a_minute_and_those_for_an_old_object_to_three_seconds() -> None:
    usual: Any = SimpleNamespace(client=SimpleNamespace(backoff=lambda number: 2.5 * 2 ** (number - 1)))  # its shortest

    assert sum(not_found.pauses(usual)) == 15.0
    assert sum(not_found.pauses(usual, few=True)) == 3.0


def test_an_interruption_ends_the_wait_at_once_and_nothing_leaves_state(
    credential: Managed, kind: Kind, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential.apply(kind.given).without_errors()
    monkeypatch.setattr(not_found, "pauses", lambda ctx, few=False: itertools.repeat(3600.0))
    hide(twilio, kind.collection, None)
    interrupted = threading.Thread(target=credential.walk.client.stop)
    twilio.after_request = lambda request: interrupted.start() if request.status == 404 else None

    read = refreshed(credential)
    interrupted.join()

    assert [each.summary for each in read.errors] == ["Interrupted"]
    assert read.state == credential.state


@pytest.mark.parametrize(("name", "shown"), [("Übersicht", "Übersicht"), ("Wer\u202etsinrev", "Wer tsinrev")])
def test_what_is_gone_is_told_by_its_name_as_people_read_it(
    made: Managed, kind: Kind, twilio: FakeTwilio, name: str, shown: str
) -> None:
    made.apply({**kind.given, "friendly_name": name}).without_errors()
    hide(twilio, kind.collection, None)

    (told,) = refreshed(made).without_errors().warnings

    assert f'("{shown}")' in told.detail


# Of another account


def test_a_404_to_another_account_says_nothing_of_an_object_which_stays_in_state(
    loop: LoopThread, made: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    """A variable of the environment names another account than yesterday: all would be made there again."""
    other = twilio.add_account()
    login = {"account_sid": other.sid, "auth_token": other.auth_token, "base_url": twilio.base_url, "backoff_interval_in_ms": 1}
    assert made.instance is not None

    with served(loop, None, TwilioProvider()) as client:
        client.configure(Schema.of(client.schema().provider).config(login)).without_errors()
        read = client.read(made.type_name, made.state, made.instance.private)
        deleted = client.apply(made.type_name, prior=made.state, planned=None, config=None, private=made.instance.private)

    for answer in (read, deleted):
        (told,) = answer.errors
        assert (told.summary, told.path) == ("Another account's credential cannot be seen", ("account_sid",))
        assert all(word in told.detail for word in (sid_of(made), twilio.account_sid, other.sid))
        assert answer.state == made.state
    assert sid_of(made) in twilio.account().credentials


# In an update and a destroy


def test_an_update_of_what_is_hidden_for_a_moment_is_sent_again(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    hide(twilio, kind.collection, 2, "POST")

    made.apply({**kind.given, "friendly_name": "Renamed"}).without_errors()

    assert twilio.account().credentials[sid_of(made)].friendly_name == "Renamed"


def test_an_update_of_what_is_gone_names_it_and_leaves_state_as_it_was(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    before = made.state
    hide(twilio, kind.collection, None, "POST")

    (told,) = made.apply({**kind.given, "friendly_name": "Renamed"}).errors

    assert told.summary == "The credential is not there"
    assert f'{sid_of(made)} ("Recordings")' in told.detail
    assert "Nothing was changed" in told.detail
    assert made.state == before


def test_a_destroy_of_what_is_hidden_for_a_moment_leaves_nothing_behind(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    sid = sid_of(made)
    hide(twilio, kind.collection, 3, "DELETE")

    made.destroy().without_errors()

    assert sid not in twilio.account().credentials


def test_a_destroy_of_what_is_gone_succeeds_and_says_so(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    age(twilio, made)
    sid = sid_of(made)
    twilio.account().delete_credential(sid)

    (told,) = made.destroy().without_errors().warnings

    assert made.instance is None
    assert told.summary == "A credential was gone already"
    assert f'{sid} ("Recordings")' in told.detail
    assert len(twilio.writes) == RECENT


def test_a_destroy_whose_first_answer_was_lost_does_not_wait_for_what_it_removed(
    made: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    twilio.faults.add(Drop(processed=True), method="DELETE")

    destroyed = made.destroy().without_errors()

    assert [each.method for each in twilio.writes] == ["DELETE", "DELETE"]
    assert destroyed.diagnostics == []


def test_a_key_in_use_is_kept_even_if_the_settings_are_hidden_for_a_moment(made: Managed, kind: Kind, twilio: FakeTwilio) -> None:
    """An account that has no such settings answers 404, too."""
    settings = twilio.account().recording_settings
    setattr(settings, kind.attribute, sid_of(made))
    setattr(settings, kind.switch, True)
    twilio.faults.add(Answer(404, 20404), path="/v1/RecordingSettings", times=2)

    (told,) = made.destroy().errors

    assert told.summary == "The credential is in use"
    assert sid_of(made) in twilio.account().credentials
    setattr(settings, kind.switch, False)


# In a create


def test_what_a_lost_answer_made_is_found_though_the_list_lacks_it_at_first(
    credential: Managed, kind: Kind, twilio: FakeTwilio
) -> None:
    twilio.behaviour.reads_before_visible = 4
    before = set(twilio.account().credentials)
    twilio.faults.add(Drop(processed=True), method="POST")

    applied = credential.apply({**kind.given, "friendly_name": "Recordings"})

    (made,) = set(twilio.account().credentials) - before
    assert [told.summary for told in applied.errors] == ["The credential was made, and the answer was lost"]
    assert applied.object["sid"] == made


# In a plan of settings


def test_settings_may_name_a_key_that_is_hidden_for_a_moment(walk: Walk, twilio: FakeTwilio) -> None:
    hide(twilio, "/v1/Credentials/PublicKeys", OLD - 1)
    given = {"friendly_name": "Ours", "encryption_key_sid": OLD_KEY, "encryption_enabled": True}

    Managed(walk, hcl.RECORDING).plan(given)


# With engines

KEY = f"{stack.ENCRYPTION}.this"


@engines(ANY)
def test_a_key_of_which_one_look_says_that_it_is_not_there_is_not_made_a_second_time(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    workspace.write(stack.public_key(PEM))
    workspace.apply().expect_success()
    sid = workspace.state[KEY]["sid"]
    before = set(twilio.account().credentials)
    hide(twilio, "/v1/Credentials/PublicKeys", 1)

    workspace.apply().expect_success()

    assert workspace.state[KEY]["sid"] == sid
    assert set(twilio.account().credentials) == before
    workspace.plan().expect_nothing_to_do()


@engines(ANY)
def test_a_key_that_stays_away_is_told_by_the_plan_and_can_be_taken_back(workspace: Workspace, twilio: FakeTwilio) -> None:
    workspace.write(stack.public_key(PEM))
    workspace.apply().expect_success()
    sid = workspace.state[KEY]["sid"]
    hide(twilio, "/v1/Credentials/PublicKeys", None)

    planned = workspace.plan().expect_change()

    assert planned.actions == {KEY: "create"}
    (told,) = planned.warnings
    assert told.summary == "A credential is gone"
    assert f"terraform import {stack.ENCRYPTION}.NAME {sid}" in told.detail
    twilio.faults.clear()
    workspace.run("state", "rm", KEY).expect_success()
    workspace.import_(KEY, sid).expect_success()
    assert workspace.state[KEY]["sid"] == sid
