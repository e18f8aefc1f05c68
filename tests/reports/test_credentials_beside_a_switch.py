"""A credential that settings name beside a switch that is off is used by nobody: it can be destroyed, and nothing is lost."""

from __future__ import annotations

import pytest

from provider.fake import Empty, FakeTwilio, Omitted
from provider.framework.values import Values
from tests.e2e.account import KEY, OLD_KEY, UNTOUCHED, holds, set_by_hand
from tests.engine.walk import Action
from tests.reports.played import Play, leaving_dormant

RECORDING = "twilio_video_recording_settings"
PUBLIC_KEY = "twilio_credentials_public_key"

__all__ = ["leaving_dormant"]

LABEL: Values = {"friendly_name": "Ours"}
ENCRYPTED: Values = {**LABEL, "encryption_key_sid": KEY, "encryption_enabled": True}
KEEPING = (Empty.REFUSED, Empty.IGNORED)


@pytest.mark.parametrize("empty", KEEPING, ids=lambda empty: empty.value)
def test_a_key_that_stayed_can_be_destroyed_once_nothing_that_is_on_uses_it(play: Play, twilio: FakeTwilio, empty: Empty) -> None:
    twilio.behaviour.read_documents_as(empty=empty, omitted=Omitted.KEPT)
    settings, key = play(RECORDING), play(PUBLIC_KEY)
    settings.apply(ENCRYPTED).without_errors()
    key.instance = key.engine.import_(PUBLIC_KEY, KEY)
    assert [each.summary for each in key.destroy().errors] == ["The credential is in use"]
    settings.apply(LABEL).without_errors()

    answer = key.destroy().without_errors()

    assert [each.summary for each in answer.warnings] == ["A credential that is gone is still named"]
    assert KEY not in twilio.account().credentials
    change = settings.engine.plan(RECORDING, LABEL, settings.instance)
    assert (change.action, change.told.diagnostics) == (Action.NOTHING, [])


@pytest.mark.parametrize("on_destroy", ["restore", "reset"])
@pytest.mark.parametrize("empty", KEEPING, ids=lambda empty: empty.value)
def test_settings_and_the_key_that_stays_are_destroyed_together(
    play: Play, twilio: FakeTwilio, empty: Empty, on_destroy: str
) -> None:
    twilio.behaviour.read_documents_as(empty=empty, omitted=Omitted.KEPT)
    settings, key = play(RECORDING), play(PUBLIC_KEY)
    settings.apply(ENCRYPTED | {"on_destroy": on_destroy}).without_errors()
    key.instance = key.engine.import_(PUBLIC_KEY, KEY)
    assert settings.instance is not None
    assert key.instance is not None

    with settings.engine.walk() as walk:
        planned = [walk.plan_destroy(settings.instance), walk.plan_destroy(key.instance)]
    with settings.engine.walk() as walk:
        for each in planned:
            walk.delete(each)

    assert KEY not in twilio.account().credentials


@pytest.mark.parametrize("given", [LABEL | {"encryption_key_sid": KEY}, ENCRYPTED], ids=["off", "on"])
def test_settings_that_are_retained_keep_their_key_only_where_they_encrypt(play: Play, twilio: FakeTwilio, given: Values) -> None:
    settings, key = play(RECORDING), play(PUBLIC_KEY)
    settings.apply(given | {"on_destroy": "retain"}).without_errors()
    key.instance = key.engine.import_(PUBLIC_KEY, KEY)
    assert settings.instance is not None
    assert key.instance is not None

    with settings.engine.walk() as walk:
        left = walk.plan_destroy(settings.instance)
        refused = walk.try_plan_delete(key.instance).errors

    encrypts = "encryption_enabled" in given
    assert ("goes on naming" in left.told.text) is encrypts
    assert [each.summary for each in refused] == (
        ["A credential is destroyed that the account goes on naming"] if encrypts else []
    )


@pytest.mark.parametrize("empty", KEEPING, ids=lambda empty: empty.value)
def test_a_stack_can_be_applied_again_after_it_was_destroyed_with_its_key(play: Play, twilio: FakeTwilio, empty: Empty) -> None:
    """What Twilio keeps then names a key that is gone. Nobody loses that, and nobody can put it back."""
    twilio.behaviour.read_documents_as(empty=empty, omitted=Omitted.KEPT)
    settings = play(RECORDING)
    settings.apply(ENCRYPTED).without_errors()
    settings.destroy().without_errors()
    twilio.account().delete_credential(KEY)
    given = ENCRYPTED | {"encryption_key_sid": OLD_KEY}

    settings.apply(given).without_errors()
    assert holds(twilio)["encryption_enabled"] is True
    settings.destroy().without_errors()

    assert holds(twilio)["encryption_enabled"] is False


def test_a_key_beside_a_switch_that_is_off_is_not_overwritten_unseen_while_it_is_there(play: Play, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), LABEL | {"encryption_key_sid": KEY})

    with play(RECORDING).engine.walk() as walk:
        planned = walk.try_plan(RECORDING, ENCRYPTED | {"encryption_key_sid": OLD_KEY}, None)

    assert [each.summary for each in planned.errors] == ["The account already has settings"]


def test_a_baseline_is_restored_without_the_key_that_nothing_used_and_that_is_gone(play: Play, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), LABEL | {"encryption_key_sid": OLD_KEY})
    settings = play(RECORDING)
    settings.apply(ENCRYPTED | {"adopt_existing": True}).without_errors()
    twilio.account().delete_credential(OLD_KEY)

    settings.destroy().without_errors()

    assert holds(twilio) == UNTOUCHED | LABEL


def test_encryption_is_not_turned_on_with_a_key_that_is_gone(play: Play, twilio: FakeTwilio) -> None:
    """The SID does not change, so that only the switch says that it is needed now."""
    played = play(RECORDING)
    off = LABEL | {"encryption_key_sid": KEY}
    played.apply(off).without_errors()
    twilio.account().delete_credential(KEY)
    assert played.instance is not None

    with played.engine.walk() as walk:
        planned = walk.try_plan(RECORDING, ENCRYPTED, walk.refresh(played.instance))

    assert [each.summary for each in planned.errors] == ["There is no such credential"]
