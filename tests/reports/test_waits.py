"""Twilio asks to wait longer than there is time, and somebody wants to know how long."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from provider.fake import Answer, FakeTwilio
from provider.twilio.errors import RateLimited, seconds_text
from provider.twilio.retries import asked_wait
from tests.e2e import hcl
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.managed import Managed

HOOK = {"friendly_name": "x", "audio_sources": ["*"]}
NOW = datetime(2026, 11, 30, 13, 30, tzinfo=UTC)


@engines(ANY)
def test_a_wait_of_an_hour_is_told_as_an_hour_and_until_when(workspace: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(Answer.rate_limited(retry_after=3600), times=None)
    workspace.write(hcl.settings(friendly_name="x"))

    told = workspace.plan().error

    assert re.search(r"Twilio asked to wait 1 hour \(until (\d+ \w+ \d{4}, )?\d\d:\d\d UTC\)\. The last failure was: .*429", told)


def told(hook: Managed, twilio: FakeTwilio, retry_after: str) -> str:
    """What is said of a create that Twilio asks to send later."""
    twilio.faults.add(Answer(429, headers={"Retry-After": retry_after}), method="POST")
    (error,) = hook.apply(HOOK).errors
    return error.detail


def test_a_wait_until_a_date_is_told_by_its_length_and_its_date(hook: Managed, twilio: FakeTwilio) -> None:
    date = datetime.now(UTC).replace(microsecond=0) + timedelta(days=365)

    text = told(hook, twilio, format_datetime(date, usegmt=True))

    assert re.search(r"asked to wait 36[45] days( \d+ hours?)? \(until ", text)
    assert f"(until {date.day} {date:%B %Y, %H:%M} UTC)" in text


def test_a_wait_of_more_than_six_hours_is_not_taken_for_one_of_six(hook: Managed, twilio: FakeTwilio) -> None:
    assert "asked to wait 12 hours (until " in told(hook, twilio, "43200")


def test_a_date_is_held_against_twilios_clock_and_not_against_this_machines() -> None:
    date = format_datetime(NOW + timedelta(minutes=5), usegmt=True)
    refused = RateLimited(method="GET", path="/", status=429, retry_after=date)

    assert asked_wait(refused, NOW) == 300.0


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.25, "0.2 seconds"),
        (1, "1 second"),
        (59.6, "60 seconds"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (3600, "1 hour"),
        (3661, "1 hour 1 minute"),
        (3605, "1 hour 5 seconds"),
        (22398, "6 hours 13 minutes"),
        (86400 * 365, "365 days"),
        (90000, "1 day 1 hour"),
    ],
)
def test_a_time_is_told_in_the_units_that_people_use(seconds: float, text: str) -> None:
    assert seconds_text(seconds) == text
