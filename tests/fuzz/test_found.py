"""What the state machine found, each as short as it could be made.

Every step is held against the model, so most of these assert nothing themselves: a step that loses something raises.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from provider.fake import Alter, SettingsKind
from tests.fuzz.model_stack import SettingsConfig
from tests.fuzz.model_world import FOUND, Stage, Within, World
from tests.harness.loop import LoopThread

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


def test_a_change_between_the_halves_of_a_replacement_is_not_overwritten(world: World) -> None:
    world.write("recording", OURS)
    world.apply()
    world.apply(replace="recording", within=Within(RECORDING, 1, SOMEBODYS))
    world.settle()
    world.finish()
