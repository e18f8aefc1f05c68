"""Somebody turns encryption on in an account that Twilio does not encrypt for."""

from __future__ import annotations

from provider.fake import Answer, FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import KEY, UNTOUCHED, set_by_hand
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.engine.walk import Walk

FORBIDDEN = Answer(403, 20403, "Forbidden")
EDITIONS = "Twilio encrypts recordings for accounts of its Enterprise or Security Edition; this may be neither."


@engines(ANY)
def test_a_403_at_turning_encryption_on_names_the_editions(workspace: Workspace, twilio: FakeTwilio) -> None:
    twilio.faults.add(FORBIDDEN, method="POST")
    workspace.write(hcl.settings(friendly_name="x", encryption_enabled=True, encryption_key_sid=KEY))

    told = workspace.apply().error

    assert told.startswith("Twilio does not permit this: Twilio answered POST /v1/RecordingSettings/Default with 403")
    assert EDITIONS in told
    assert told.endswith("Nothing was changed.")


ON: dict[str, str | bool | None] = {"encryption_enabled": True, "encryption_key_sid": KEY}


def told_of(walk: Walk, twilio: FakeTwilio, answer: Answer, **given: object) -> str:
    """What is told of settings whose write gets this answer."""
    twilio.faults.add(answer, method="POST")
    planned = walk.try_plan(hcl.RECORDING, {"friendly_name": "y"} | given, None).without_errors()
    (error,) = walk.try_write(hcl.RECORDING, {"friendly_name": "y"} | given, None, planned).errors
    return error.detail


def test_a_403_at_a_write_that_leaves_encryption_off_does_not(walk: Walk, twilio: FakeTwilio) -> None:
    told = told_of(walk, twilio, FORBIDDEN)

    assert "403" in told
    assert "Edition" not in told


def test_a_403_at_a_write_that_leaves_encryption_on_does_not(walk: Walk, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), UNTOUCHED | ON)

    told = told_of(walk, twilio, FORBIDDEN, adopt_existing=True, **ON)

    assert "403" in told
    assert "Edition" not in told


def test_a_401_does_not(walk: Walk, twilio: FakeTwilio) -> None:
    told = told_of(walk, twilio, Answer(401, 20003, "Authenticate"), **ON)

    assert "401" in told
    assert "Edition" not in told
