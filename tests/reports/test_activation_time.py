"""Nobody waits ten minutes for a typo: a bucket that Twilio refuses is told within two minutes, on a first deployment too."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from provider.fake import Answer, FakeTwilio, LoggedRequest
from provider.resources.settings import activation
from tests.e2e import hcl, stack
from tests.e2e.account import CREDENTIAL
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed
from tests.engine.walk import Walk
from tests.harness.client import Answered
from tests.resources.credentials import KINDS, sid_of

SETTINGS = "/v1/RecordingSettings"
REFUSAL = "AwsS3Url is not a valid URL"
AWS = KINDS[0]


@dataclass
class Clock:
    """A clock that stands still, but for what `pass_` adds."""

    seconds: float = 1000.0

    def monotonic(self) -> float:
        return self.seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, twilio: FakeTwilio) -> Clock:
    """Each write of settings takes Twilio 20 seconds by this clock, and none in truth; nobody waits in between."""
    played = Clock()
    monkeypatch.setattr(activation, "time", played)
    monkeypatch.setattr(activation, "FIRST_PAUSE", 0.0)

    def write(request: LoggedRequest) -> None:
        if request.method == "POST" and request.path.startswith(SETTINGS):
            played.seconds += 20

    twilio.before_request = write
    return played


def refuse(twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer(400, 20001, REFUSAL), method="POST", path=SETTINGS, times=None)


def store_in(walk: Walk, sid: str, **more: object) -> Answered:
    given = {"friendly_name": "Ours", "aws_storage_enabled": True, "aws_credentials_sid": sid, "aws_s3_url": stack.BUCKET}
    planned = walk.try_plan(hcl.RECORDING, given | more, None).without_errors()
    return walk.try_write(hcl.RECORDING, given | more, None, planned)


def new_credential(walk: Walk, twilio: FakeTwilio) -> str:
    """Made by the same apply, as on a first deployment."""
    made = Managed(walk, AWS.type_name)
    made.apply(AWS.given).without_errors()
    return sid_of(made)


def of_an_earlier_apply(walk: Walk, twilio: FakeTwilio) -> str:
    return CREDENTIAL


@pytest.mark.parametrize("sid", [new_credential, of_an_earlier_apply])
def test_a_refused_bucket_is_told_after_two_minutes_at_most_however_new_the_credential_is(
    walk: Walk, twilio: FakeTwilio, clock: Clock, sid: Callable[[Walk, FakeTwilio], str]
) -> None:
    named = sid(walk, twilio)
    refuse(twilio)

    (told,) = store_in(walk, named).errors

    assert told.summary == "Twilio did not activate S3 storage"
    assert REFUSAL in told.detail
    assert "It was tried 7 times in 2 minutes 20 seconds" in told.detail  # the last one began before the two minutes were over
    assert len(twilio.requests_to(SETTINGS, "POST")) == 7


def test_with_a_credential_of_long_ago_it_is_told_after_one_minute(walk: Walk, twilio: FakeTwilio, clock: Clock) -> None:
    twilio.account().credentials[CREDENTIAL].date_created = datetime(2020, 1, 1, tzinfo=UTC)
    refuse(twilio)

    (told,) = store_in(walk, CREDENTIAL).errors

    assert "It was tried 4 times in 80 seconds" in told.detail


def test_nothing_is_waited_for_that_ends_after_the_two_minutes(
    walk: Walk, twilio: FakeTwilio, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activation, "FIRST_PAUSE", 100.5)
    refuse(twilio)

    (told,) = store_in(walk, CREDENTIAL).errors

    assert "It was tried once, for" in told.detail


def test_a_shorter_limit_of_the_users_own_still_counts(
    walk: Walk, twilio: FakeTwilio, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activation, "FIRST_PAUSE", 50.0)
    refuse(twilio)

    (told,) = store_in(walk, CREDENTIAL, timeouts={"create": "40s"}).errors

    assert "It was tried once, for" in told.detail


def test_what_twilio_said_is_in_the_log_at_each_try(
    walk: Walk, twilio: FakeTwilio, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    twilio.faults.add(Answer(400, 20001, REFUSAL), method="POST", path=SETTINGS, times=2)

    store_in(walk, CREDENTIAL).without_errors()

    said = [each for each in caplog.records if REFUSAL in each.getMessage()]
    assert [each.levelno for each in said] == [logging.WARNING] * 2
    assert ["Next try, 2," in said[0].getMessage(), "Next try, 3," in said[1].getMessage()] == [True, True]


def test_a_bucket_that_twilio_accepts_within_the_two_minutes_is_no_error(walk: Walk, twilio: FakeTwilio, clock: Clock) -> None:
    named = new_credential(walk, twilio)
    twilio.behaviour.failing_activations = 5

    store_in(walk, named).without_errors()

    assert twilio.account().recording_settings.aws_storage_enabled


@engines(ANY)
def test_a_first_deployment_with_a_refused_bucket_says_what_twilio_said_in_the_log_and_at_the_end(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    """The limit is short here, so that the test is; the one of two minutes is held above."""
    workspace.write(
        stack.aws(aws_secret_access_key_wo=stack.SECRET, aws_secret_access_key_wo_version=1),
        hcl.settings(
            friendly_name="x",
            aws_storage_enabled=True,
            aws_credentials_sid=hcl.Expression(f"{stack.AWS}.this.sid"),
            aws_s3_url=stack.BUCKET,
            inner='  timeouts {\n    create = "4s"\n  }\n',
        ),
    )
    workspace.environ["TF_LOG"] = "WARN"
    refuse(twilio)

    refused = workspace.apply()

    assert REFUSAL in refused.error
    tries = len(twilio.requests_to(SETTINGS, "POST"))
    assert tries > 1
    assert f"It was tried {tries} times in " in refused.error
    logged = [line for line in refused.output.splitlines() if "[WARN]" in line and REFUSAL in line]
    assert len(logged) == tries - 1
    assert list(workspace.state) == [f"{stack.AWS}.this"]
