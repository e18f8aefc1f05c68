"""Input that cannot work is told of before anything is asked: which attribute or variable, what is wrong, what to do."""

from __future__ import annotations

import os

import pytest

from provider.fake import FakeTwilio
from provider.resources.provider import TwilioProvider
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.bad_inputs import SECRET, WRONG_CONFIGURATION, WRONG_ENVIRONMENT, Bad, assert_told
from tests.engine.walk import Schemas
from tests.harness.inside import served
from tests.harness.loop import LoopThread

RECORDING = "twilio_video_recording_settings"


@pytest.mark.parametrize("bad", WRONG_CONFIGURATION.values(), ids=WRONG_CONFIGURATION)
def test_wrong_configuration_is_found_by_validation(loop: LoopThread, schemas: Schemas, twilio: FakeTwilio, bad: Bad) -> None:
    limits = {"timeouts": bad.timeouts} if bad.timeouts else {}
    with served(loop, None, TwilioProvider()) as client:
        provider = client.validate_provider(schemas.provider.config(bad.provider))
        given = {"friendly_name": "Bad"} | bad.arguments | limits
        resource = client.validate(RECORDING, schemas.resources[RECORDING].config(given))

    assert_told([str(each) for each in [*provider.errors, *resource.errors]], bad)
    assert twilio.requests == []


@pytest.mark.parametrize("bad", WRONG_ENVIRONMENT.values(), ids=WRONG_ENVIRONMENT)
def test_a_wrong_environment_is_found_before_any_request(
    loop: LoopThread, schemas: Schemas, twilio: FakeTwilio, monkeypatch: pytest.MonkeyPatch, bad: Bad
) -> None:
    variables = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url} | bad.environ
    for name in os.environ:
        if name.startswith("TWILIO_"):
            monkeypatch.delenv(name)
    for name, value in variables.items():
        if value is not None:
            monkeypatch.setenv(name, value)

    with served(loop, None, TwilioProvider()) as client:
        told = client.configure(schemas.provider.config(bad.provider))

    assert_told([str(each) for each in told.errors], bad)
    assert SECRET not in told.text
    assert twilio.requests == []
