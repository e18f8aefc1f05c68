"""What an account holds after a destroy, and whether the plan said so: every way in, every way out, every kind of account."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from provider.fake import FakeTwilio
from tests.conformance.conftest import without_grpc as launch
from tests.e2e import community
from tests.e2e.account import ACCOUNT, ACCOUNTS, EVERYTHING, PARAMETERS, TOKEN, Held, holds, sent, set_by_hand, set_up
from tests.e2e.destroys import ARGUMENTS, DESTROYS, KEPT, REFUSALS, Outcome, said
from tests.engine.walk import Engine, Instance

__all__ = ["launch"]

RECORDING = "twilio_video_recording_settings"


@pytest.fixture
def twilio() -> Iterator[FakeTwilio]:
    """A stand-in whose account has stored credentials, and settings that nobody ever touched."""
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as api:
        set_up(api.account())
        yield api
        assert not api.violations


def migrated(engine: Engine, found: Held) -> Instance:
    """State of the community provider, as an engine takes it from its file."""
    (kept,) = json.loads(community.state(found))["resources"][0]["instances"]
    with engine.walk() as walk:
        upgraded = walk.client.upgrade(RECORDING, json.dumps(kept["attributes"]).encode()).without_errors()
    return Instance(RECORDING, upgraded.object, base64.b64decode(kept["private"]), None)


def manage(engine: Engine, way_in: str, on_destroy: str, found: Held) -> Instance:
    """Bring the account under management: what it held goes, and `EVERYTHING` comes."""
    given: dict[str, Any] = {**EVERYTHING, "on_destroy": on_destroy} | ({"adopt_existing": True} if way_in == "adopted" else {})
    match way_in:
        case "imported":
            return engine.deploy(RECORDING, given, engine.import_(RECORDING, "Default"))
        case "migrated":
            return engine.deploy(RECORDING, given, migrated(engine, found))
        case _:
            return engine.deploy(RECORDING, given)


@pytest.mark.parametrize(ARGUMENTS, REFUSALS)
def test_a_fresh_create_does_not_overwrite_an_account_in_use(
    engine: Engine, twilio: FakeTwilio, way_in: str, on_destroy: str, account: str, outcome: Outcome
) -> None:
    found = ACCOUNTS[account]
    set_by_hand(twilio.account(), found)

    with engine.walk() as walk:
        (error,) = walk.try_plan(RECORDING, EVERYTHING | {"on_destroy": on_destroy}, None).errors

    assert error.summary == "The account already has settings"
    for name, value in found.items():
        if value and name != "friendly_name":
            assert f"{name} = {json.dumps(value)}" in error.detail
    assert "import" in error.detail
    assert "adopt_existing = true" in error.detail
    assert twilio.writes == []
    assert holds(twilio) == outcome.held(found)


@pytest.mark.parametrize(ARGUMENTS, DESTROYS)
def test_a_destroy_leaves_the_account_as_its_plan_said(
    engine: Engine, twilio: FakeTwilio, way_in: str, on_destroy: str, account: str, outcome: Outcome
) -> None:
    found = ACCOUNTS[account]
    set_by_hand(twilio.account(), found)
    made = manage(engine, way_in, on_destroy, found)
    assert holds(twilio) == EVERYTHING
    twilio.forget_requests()

    told = engine.destroy(made)

    (warning,) = told.diagnostics
    assert warning.summary == "What this destroy leaves behind"
    assert ("There is no record" in warning.detail) is (way_in == "migrated" and on_destroy == "restore")
    assert holds(twilio) == said(warning.detail) == outcome.held(found), outcome.value
    assert [set(sent(write)) for write in twilio.writes] == ([] if outcome is KEPT else [PARAMETERS])
