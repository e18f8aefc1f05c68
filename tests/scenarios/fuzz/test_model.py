"""The account against its model: some sequences in every run; `python -m tests.scenarios.fuzz.model` runs thousands."""

from __future__ import annotations

import dataclasses

import pytest

from provider.fake import Drop, SettingsKind
from tests.conformance import resources
from tests.engine.objects import Defect
from tests.harness.loop import LoopThread
from tests.scenarios.fuzz.model import report, run
from tests.scenarios.fuzz.model_known import FOUND, Stage
from tests.scenarios.fuzz.model_stack import PATHS, TYPES, CredentialConfig, SettingsConfig
from tests.scenarios.fuzz.model_world import World

RECORDING = SettingsKind.RECORDING
OURS = SettingsConfig("Ours", "on", 1, 0, "on", 1, adopt=True)
SOMEBODYS = SettingsConfig("Somebody's", "on", 0, 0, "on", 0)


def test_every_resource_of_the_provider_is_in_the_stack_of_random_lives() -> None:
    unknown = sorted({*resources.TYPES} - {*TYPES.values()})
    assert unknown == [], f"random lives do not know {', '.join(unknown)}: add it to tests/scenarios/fuzz/model_stack.py"


@pytest.mark.timeout(1200)  # a failure is shrunk, which takes long
def test_nothing_is_lost_in_random_sequences(loop: LoopThread) -> None:
    stage = Stage.on(loop)
    counts = run(stage, sequences=50, steps=12, seed=None)
    assert counts.sequences >= 50
    assert sum(counts.hits.values()) > 0, "no fault ever hit"
    assert counts.refusals, "nothing was ever refused"
    print(report(counts, counts.seconds))  # noqa: T201  # shown with -s


@pytest.mark.timeout(1200)
def test_random_sequences_find_a_baseline_that_does_not_arrive(loop: LoopThread) -> None:
    with pytest.raises(AssertionError, match=r"baseline|was to be left"):
        run(Stage.on(loop, Defect.BASELINE_BLANKED), sequences=200, steps=12, seed=1, shrink=False)


def test_a_destroy_that_forgot_the_baseline_is_noticed(loop: LoopThread) -> None:
    with World(Stage.on(loop, Defect.BASELINE_BLANKED), {RECORDING: FOUND}) as world:
        world.write("recording", OURS)
        world.apply()
        with pytest.raises(AssertionError, match="was to be left"):
            world.destroy()


def test_a_write_over_what_the_plan_never_saw_is_noticed(loop: LoopThread) -> None:
    with World(Stage.on(loop, Defect.LOOKS_AGAIN), {RECORDING: FOUND}) as world:
        world.write("recording", OURS)
        world.apply()
        world.write("recording", dataclasses.replace(OURS, name="Ours too"))
        with pytest.raises(AssertionError, match="the plan saw"):
            world.apply(between=(RECORDING, SOMEBODYS))


def test_an_object_that_nobody_was_told_of_is_noticed(loop: LoopThread) -> None:
    with World(Stage.on(loop, Defect.ERRORS_SWALLOWED)) as world:
        world.write("key", CredentialConfig())
        world.fault(Drop(processed=True), method=None, path=PATHS["key"], times=20, skip=0)
        with pytest.raises(AssertionError, match="nobody knows"):
            world.apply()
