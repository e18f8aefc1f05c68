"""How long a write of settings that Twilio rejects is tried again: nobody waits long for a typo, and a new credential gets time.

The plan has asked already whether the credential is there, so that here things change after it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from provider.fake import Answer, FakeTwilio, LoggedRequest
from provider.resources.provider import TwilioProvider
from provider.resources.settings import activation
from tests.engine.walk import Engine, Schemas
from tests.harness.client import Answered, PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread

BUCKET = "https://ours.s3-eu-west-1.amazonaws.com/recordings/"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a new credential is worth a second try, and one that is missing a third."""
    monkeypatch.setattr(activation, "FIRST_PAUSE", 0.05)
    monkeypatch.setattr(activation, "MISSING_SECONDS", 0.2)
    monkeypatch.setattr(activation, "ORDINARY_SECONDS", 0.0)


RECORDING = "twilio_video_recording_settings"


@dataclass(frozen=True)
class Recording:
    """Recording settings in the hands of an engine, each of whose walks is a process of its own."""

    engine: Engine

    def apply(self, given: Mapping[str, Any]) -> Answered:
        change = self.engine.plan(RECORDING, given)
        with self.engine.walk() as walk:
            return walk.try_apply(change, given, None)

    def try_plan(self, given: Mapping[str, Any]) -> Answered:
        with self.engine.walk() as walk:
            return walk.try_plan(RECORDING, given, None)


@pytest.fixture
def recording(loop: LoopThread, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch) -> Recording:
    for name in os.environ:
        if name.startswith("TWILIO_"):
            monkeypatch.delenv(name)

    def launch() -> AbstractContextManager[PluginClient]:
        return served(loop, None, TwilioProvider())

    with launch() as client:
        schemas = Schemas.of(client)
    login = {"account_sid": twilio.account_sid, "auth_token": twilio.auth_token, "base_url": twilio.base_url}
    return Recording(Engine(launch, schemas, login | {"backoff_interval_in_ms": 1}, twilio))


def stored(twilio: FakeTwilio, made: datetime = LONG_AGO) -> str:
    """An AWS credential by SID."""
    credential = twilio.account().add_aws_credential()
    credential.date_created = made
    return credential.sid


def store_in(recording: Recording, sid: str) -> Answered:
    return recording.apply(
        {"friendly_name": "Ours", "aws_storage_enabled": True, "aws_credentials_sid": sid, "aws_s3_url": BUCKET}
    )


def test_a_new_credential_is_given_time_to_become_known(recording: Recording, twilio: FakeTwilio) -> None:
    twilio.behaviour.failing_activations = 3

    store_in(recording, stored(twilio, datetime.now(UTC))).without_errors()

    assert [write.status for write in twilio.writes] == [400, 400, 400, 200]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 500, 503])
def test_with_which_status_an_activation_fails_makes_no_difference(recording: Recording, twilio: FakeTwilio, status: int) -> None:
    """Twilio does not document it."""
    twilio.behaviour.failing_activations = 1
    twilio.behaviour.failed_activation_status = status

    store_in(recording, stored(twilio, datetime.now(UTC))).without_errors()

    assert [write.status for write in twilio.writes] == [status, 200]


def test_an_old_credential_is_not_waited_for_as_long(recording: Recording, twilio: FakeTwilio) -> None:
    twilio.behaviour.failing_activations = 3

    (error,) = store_in(recording, stored(twilio)).errors

    assert error.summary == "Twilio did not activate S3 storage"
    assert "Nothing was changed" in error.detail
    assert [write.status for write in twilio.writes] == [400]


def test_a_credential_that_stays_missing_is_named_with_its_attribute(recording: Recording, twilio: FakeTwilio) -> None:
    sid = stored(twilio, datetime.now(UTC))

    def delete(request: LoggedRequest) -> None:
        if request.method == "POST" and sid in twilio.account().credentials:
            twilio.account().delete_credential(sid)

    twilio.before_request = delete

    (error,) = store_in(recording, sid).errors

    assert (error.summary, error.path) == ("There is no such credential", ("aws_credentials_sid",))
    assert sid in error.detail
    assert "Nothing was changed" in error.detail
    assert twilio.account().recording_settings.aws_credentials_sid is None


def test_a_credential_that_cannot_be_read_for_a_moment_is_waited_for(recording: Recording, twilio: FakeTwilio) -> None:
    sid = stored(twilio, datetime.now(UTC))
    twilio.behaviour.failing_activations = 2

    def hide(request: LoggedRequest) -> None:
        if request.method == "POST" and len(twilio.writes) == 1:
            twilio.account().credentials[sid].hidden_reads = 1

    twilio.before_request = hide

    store_in(recording, sid).without_errors()

    assert twilio.account().recording_settings.aws_credentials_sid == sid


def test_a_key_that_may_not_read_credentials_gets_the_ordinary_time(recording: Recording, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(403, 20403), method="GET", path="/v1/Credentials", times=None)
    twilio.behaviour.failing_activations = 3

    (error,) = store_in(recording, stored(twilio, datetime.now(UTC))).errors

    assert error.summary == "Twilio did not activate S3 storage"
    assert [write.status for write in twilio.writes] == [400]


def test_what_activates_nothing_is_told_at_once(recording: Recording, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(400, 20001, "No"), method="POST", times=None)

    (error,) = recording.apply({"friendly_name": "Ours"}).errors

    assert "Nothing was changed" in error.detail
    assert len(twilio.writes) == 1


def test_a_credential_that_is_not_there_is_told_in_the_plan(recording: Recording, twilio: FakeTwilio) -> None:
    sid = "CR" + "9" * 32

    planned = recording.try_plan(
        {"friendly_name": "Ours", "aws_storage_enabled": True, "aws_credentials_sid": sid, "aws_s3_url": BUCKET}
    )

    assert [(error.summary, error.path) for error in planned.errors] == [
        ("There is no such credential", ("aws_credentials_sid",))
    ]
    assert twilio.writes == []


@pytest.mark.parametrize("status", [401, 403, 500, 503])
def test_an_account_that_will_not_say_whether_a_credential_is_there_is_no_obstacle_to_the_plan(
    recording: Recording, twilio: FakeTwilio, status: int
) -> None:
    twilio.faults.add(Answer(status, 20000 + status), method="GET", path="/v1/Credentials", times=None)

    given = {"friendly_name": "Ours", "encryption_key_sid": "CR" + "9" * 32, "encryption_enabled": True}

    recording.try_plan(given).without_errors()

    assert twilio.writes == []
