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
