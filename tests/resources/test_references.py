"""What a plan learns of credentials that it destroys: of the settings that are planned, and of the credential that is planned."""

from __future__ import annotations

import pytest

from provider.resources.settings.ledger import Credentials, DanglingReference

RECORDING, COMPOSITION = ("twilio_video_recording_settings", "AC1"), ("twilio_video_composition_settings", "AC1")
RECORDING_NAMES = DanglingReference("recording settings", "encryption_key_sid", "CR1")
COMPOSITION_NAMES = DanglingReference("composition settings", "encryption_key_sid", "CR2")


@pytest.fixture
def both_destroyed() -> Credentials:
    known = Credentials()
    known.plan_destroy("CR1")
    known.plan_destroy("CR2")
    return known


def test_settings_are_told_of_what_they_name_themselves(both_destroyed: Credentials) -> None:
    for key, dangling in ((RECORDING, RECORDING_NAMES), (COMPOSITION, COMPOSITION_NAMES)):
        assert both_destroyed.plan_references(key, dangling.settings, {dangling.attribute: dangling.sid}) == [dangling]


def test_a_credential_is_told_of_those_that_name_it(both_destroyed: Credentials) -> None:
    both_destroyed.plan_references(RECORDING, "recording settings", {"encryption_key_sid": "CR1"})
    both_destroyed.plan_references(COMPOSITION, "composition settings", {"encryption_key_sid": "CR2"})
    assert both_destroyed.plan_destroy("CR1") == [RECORDING_NAMES]
    assert both_destroyed.plan_destroy("CR3") == []


def test_settings_that_name_another_credential_by_now_are_not_told_of_the_one_before(both_destroyed: Credentials) -> None:
    both_destroyed.plan_references(RECORDING, "recording settings", {"encryption_key_sid": "CR1"})
    assert both_destroyed.plan_references(RECORDING, "recording settings", {"encryption_key_sid": "CR3"}) == []


def test_only_what_this_process_made_is_new_and_both_that_and_what_state_has_are_known() -> None:
    known = Credentials()
    known.found_in_state("CR1")
    known.made("CR2")
    assert [known.is_known(sid) for sid in ("CR1", "CR2", "CR3")] == [True, True, False]
    assert [known.is_new(sid) for sid in ("CR1", "CR2", "CR3")] == [False, True, False]
