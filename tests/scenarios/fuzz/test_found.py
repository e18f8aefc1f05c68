"""What the state machine found, each as short as it could be made.

Every step is held against the model, so most of these assert nothing themselves: a step that loses something raises.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from provider.fake import Alter, SettingsKind
from tests.engine.profile import Profile
from tests.harness.loop import LoopThread
from tests.scenarios.fuzz.model_known import FOUND, Stage, Within
from tests.scenarios.fuzz.model_stack import PATHS, AnyConfig, CredentialConfig, HookConfig, SettingsConfig
from tests.scenarios.fuzz.model_world import World

RECORDING = SettingsKind.RECORDING
OURS = SettingsConfig("Ours", "on", 1, 0, "on", 1, adopt=True)
SOMEBODYS = SettingsConfig("Somebody's", "on", 0, 0, "on", 0)


@pytest.fixture
def world(loop: LoopThread) -> Iterator[World]:
    """An account that stores to S3 and encrypts, and a stack that does not manage it yet."""
    with World(Stage.on(loop), {RECORDING: FOUND}) as made:
        yield made


def test_an_answer_for_another_account_does_not_get_stuck_in_state(world: World) -> None:
    world.write("recording", OURS)
    world.fault(Alter({"account_sid": "AC" + "0" * 32}), method="POST", path="/v1/RecordingSettings", times=4, skip=0)
    world.apply()
    world.settle()
    world.finish()


@pytest.mark.parametrize("address", ["recording", "key", "hook"])
def test_an_answer_for_another_account_does_not_get_stuck_in_a_subaccount(loop: LoopThread, address: str) -> None:
    parts: dict[str, AnyConfig] = {"recording": OURS, "key": CredentialConfig(), "hook": HookConfig()}
    with World(Stage.on(loop), {RECORDING: FOUND}, subaccount=True) as world:
        world.write(address, parts[address])
        world.fault(Alter({"account_sid": "AC" + "0" * 32}), method="POST", path=PATHS[address], times=1, skip=0)
        world.apply()
        world.settle()
        world.finish()


@pytest.mark.parametrize("profile", [each for each in Profile if each.plans_destroys])
@pytest.mark.parametrize("before", ["restore", "reset"])
def test_a_baseline_that_create_before_destroy_loses_is_told_by_the_apply(
    loop: LoopThread, profile: Profile, before: str
) -> None:
    with World(Stage.on(loop), {RECORDING: FOUND}, profile) as world:
        world.write("recording", replace(OURS, on_destroy=before))
        world.apply()
        world.write("recording", replace(OURS, create_before_destroy=True))
        world.apply(replace="recording")

        assert world.counts.baselines_told == (0 if profile.hands_on_planned_private else 1)
        world.finish()


def test_a_change_between_the_halves_of_a_replacement_is_not_overwritten(world: World) -> None:
    world.write("recording", OURS)
    world.apply()
    world.apply(replace="recording", within=Within(RECORDING, 1, SOMEBODYS))
    world.settle()
    world.finish()


PLAIN = SettingsConfig("Ours", None, 0, 0, None, 0, adopt=True)
OTHER_NAME = Alter({"friendly_name": "Other"})
"""What an answer says, and the account does not have."""


@pytest.fixture
def fresh(loop: LoopThread) -> Iterator[World]:
    """An account that nobody ever touched, whose first name no destroy can take away."""
    with World(Stage.on(loop), {}) as made:
        yield made


def test_a_destroy_that_is_planned_before_the_refresh_keeps_the_name_that_the_account_has(fresh: World) -> None:
    fresh.write("recording", PLAIN)
    fresh.fault(OTHER_NAME, method="POST", path="/v1/", times=1, skip=0)
    fresh.apply()
    fresh.write("recording", None)
    fresh.apply()

    assert fresh.account.recording_settings.friendly_name == "Ours"


@pytest.fixture
def deposed(fresh: World) -> World:
    """Settings whose replacement was made, and is tainted: both are in state."""
    fresh.write("recording", PLAIN)
    fresh.apply()
    fresh.write("recording", replace(PLAIN, create_before_destroy=True))
    fresh.fault(OTHER_NAME, method="POST", path="/v1/", times=1, skip=0)
    fresh.apply(replace="recording")
    return fresh


def test_a_destroy_of_both_instances_puts_back_what_one_of_them_found(deposed: World) -> None:
    deposed.drift(RECORDING, SOMEBODYS)
    deposed.destroy()
    assert not deposed.state


def test_without_a_refresh_two_instances_are_not_told_apart_and_with_one_they_are(deposed: World) -> None:
    deposed.plan_and_save(refresh=False)
    assert "plan without `-refresh=false`" in deposed.told
    deposed.settle()
    deposed.finish()


@pytest.mark.parametrize("profile", [each for each in Profile if each.plans_destroys])
def test_a_replacement_that_did_not_take_effect_can_be_replaced_again(loop: LoopThread, profile: Profile) -> None:
    """Its predecessor is in state, too, and a plan tells one from the other."""
    with World(Stage.on(loop), {}, profile) as world:
        world.write("recording", replace(PLAIN, create_before_destroy=True))
        world.apply()
        world.fault(OTHER_NAME, method="POST", path="/v1/", times=1, skip=0)
        world.write("recording", replace(PLAIN, name="Renamed", create_before_destroy=True))
        world.apply(replace="recording")
        world.settle()
        world.finish()
