"""Random sequences of what users, networks and other people do to an account, against a simple model of it.

    python -m tests.scenarios.fuzz.model --sequences 2000 --seed 1

runs so many, the same ones for the same seed, and prints what was done. A failure is shrunk, and its steps are printed as
calls: they make a test in `test_found.py`.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
from typing import Any, ClassVar

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from provider.fake import Alter, Answer, Drop, Garbage, SettingsKind
from provider.fake.faults import Action as FaultAction
from tests.engine.profile import Profile
from tests.harness.loop import LoopThread
from tests.scenarios.fuzz.model_known import FOUND, Counts, Stage, Within
from tests.scenarios.fuzz.model_stack import (
    ADDRESS,
    AWS,
    HOOK,
    KEY,
    OWN,
    PATHS,
    CredentialConfig,
    HookConfig,
    SettingsConfig,
)
from tests.scenarios.fuzz.model_world import World

KINDS = st.sampled_from(list(SettingsKind))
PROFILES = st.sampled_from([each for each in Profile if each.plans_destroys])
"""Not Terraform 1.0, which asks for no plan of a destroy, so that none can be refused there."""
SWITCH = st.sampled_from([None, "off", "on", "on"])
SETTINGS = st.builds(
    SettingsConfig,
    name=st.sampled_from(["Ours", "Ours too"]),
    storage=SWITCH,
    aws=st.sampled_from([0, 1, OWN]),
    url=st.sampled_from([0, 1]),
    encryption=SWITCH,
    key=st.sampled_from([0, 1, OWN]),
    adopt=st.sampled_from([True, True, False]),
    on_destroy=st.sampled_from(["restore", "restore", "reset", "retain"]),
    create_before_destroy=st.booleans(),
)
BY_HAND = st.builds(
    SettingsConfig,
    name=st.sampled_from(["Somebody's", "Ours"]),  # a write without a name is refused, so nobody can have cleared it
    storage=SWITCH,
    aws=st.integers(0, 2),
    url=st.sampled_from([0, 1]),
    encryption=SWITCH,
    key=st.integers(0, 2),
)
CREDENTIALS = st.builds(
    CredentialConfig,
    name=st.sampled_from(["Ours", "Ours too"]),
    content=st.sampled_from([0, 1]),
    plain=st.booleans(),
    create_before_destroy=st.booleans(),
)
HOOKS = st.builds(HookConfig, name=st.sampled_from(["Everybody", "Nobody"]), trim=st.booleans(), enabled=st.booleans())
ADDRESSES = st.sampled_from(sorted(PATHS))
MEANWHILE = st.none() | st.tuples(KINDS, BY_HAND)
WITHIN = st.none() | st.builds(Within, kind=KINDS, number=st.integers(0, 2), settings=BY_HAND)
FALSEHOODS: list[dict[str, object]] = [
    {"friendly_name": "Altered"},
    {"friendly_name": 7},
    {"account_sid": None},
    {"account_sid": "AC" + "0" * 32},
    {"sid": None},
    {"sid": 7},
    {"encryption_enabled": "yes"},
    {"aws_s3_url": ["url"]},
    {"date_updated": 5},
]
"""What the answer to a write may say although it is not so."""
ANYWHERE: list[FaultAction] = [
    Answer.rate_limited(),
    Answer.unavailable(),
    Answer(500, 20500),
    Drop(processed=False),
    Drop(processed=True),
    Garbage(),
    Garbage(b"", 200, "application/json"),
    Garbage(b"[1]", 200, "application/json"),
    Garbage(status=502, processed=False),
    Garbage(status=502),
]
FAULTS = st.one_of(
    st.tuples(st.sampled_from(ANYWHERE), st.sampled_from([None, "GET", "POST", "POST", "DELETE"])),
    st.tuples(st.sampled_from(FALSEHOODS).map(Alter), st.just("POST")),
)


class Machine(RuleBasedStateMachine):
    """Draws steps and hands them to a `World`."""

    stage: ClassVar[Stage]

    @initialize(
        recording=st.none() | st.just(FOUND) | BY_HAND,
        composition=st.none() | BY_HAND,
        first=SETTINGS,
        profile=PROFILES,
        subaccount=st.booleans(),
    )
    def begin(
        self,
        recording: SettingsConfig | None,
        composition: SettingsConfig | None,
        first: SettingsConfig,
        profile: Profile,
        *,
        subaccount: bool,
    ) -> None:
        found = {SettingsKind.RECORDING: recording, SettingsKind.COMPOSITION: composition}
        there = {kind: part for kind, part in found.items() if part is not None}
        self.world = World(self.stage, there, profile, subaccount=subaccount)
        self.world.__enter__()
        self.world.write(ADDRESS[SettingsKind.RECORDING], first)

    @rule(kind=KINDS, part=st.none() | SETTINGS | SETTINGS | SETTINGS)
    def settings(self, kind: SettingsKind, part: SettingsConfig | None) -> None:
        self.world.write(ADDRESS[kind], part)

    @rule(address=st.sampled_from([KEY, AWS]), part=st.none() | CREDENTIALS | CREDENTIALS | CREDENTIALS)
    def credential(self, address: str, part: CredentialConfig | None) -> None:
        self.world.write(address, part)

    @rule(part=st.none() | HOOKS | HOOKS)
    def hook(self, part: HookConfig | None) -> None:
        self.world.write(HOOK, part)

    @rule(kind=KINDS, part=BY_HAND)
    def drift(self, kind: SettingsKind, part: SettingsConfig) -> None:
        self.world.drift(kind, part)

    @rule(address=st.sampled_from([KEY, AWS, HOOK]), delete=st.booleans())
    def drift_of_object(self, address: str, delete: bool) -> None:
        self.world.drift_of_object(address, delete=delete)

    @rule(
        fault=FAULTS,
        path=st.just("/v1/") | ADDRESSES.map(PATHS.__getitem__),
        times=st.sampled_from([1, 1, 2, 4, 9]),
        skip=st.integers(0, 2),
    )
    def fault(self, fault: tuple[FaultAction, str | None], path: str, times: int, skip: int) -> None:
        action, method = fault
        self.world.fault(action, method=method, path=path, times=times, skip=skip)

    @rule()
    def clear_faults(self) -> None:
        self.world.clear_faults()

    @rule(address=ADDRESSES)
    def taint(self, address: str) -> None:
        self.world.taint(address)

    @rule(address=ADDRESSES)
    def remove_from_state(self, address: str) -> None:
        self.world.remove_from_state(address)

    @rule(address=ADDRESSES, which=st.integers(0, 2))
    def import_(self, address: str, which: int) -> None:
        self.world.import_(address, which)

    @rule(kind=KINDS)
    def rename_without_moved(self, kind: SettingsKind) -> None:
        self.world.rename_without_moved(kind)

    @rule(refresh=st.booleans(), orphans_first=st.booleans(), replace=st.none() | ADDRESSES)
    def plan_and_save(self, refresh: bool, orphans_first: bool, replace: str | None) -> None:
        self.world.plan_and_save(replace=replace, refresh=refresh, orphans_first=orphans_first)

    @precondition(lambda self: self.world.saved is not None)
    @rule()
    def apply_saved(self) -> None:
        self.world.apply_saved()

    @rule(orphans_first=st.booleans())
    def apply(self, orphans_first: bool) -> None:
        self.world.apply(orphans_first=orphans_first)

    @rule(replace=st.none() | ADDRESSES, refresh=st.booleans(), orphans_first=st.booleans(), between=MEANWHILE, within=WITHIN)
    def apply_amid_all(self, **choices: Any) -> None:
        self.world.apply(**choices)

    @rule(part=SETTINGS, fault=FAULTS, times=st.sampled_from([1, 2, 4, 9]), skip=st.integers(0, 3), replace=st.booleans())
    def apply_with_a_fault(
        self, part: SettingsConfig, fault: tuple[FaultAction, str | None], times: int, skip: int, replace: bool
    ) -> None:
        """Something changes, and something goes wrong while it does."""
        self.world.write("recording", part)
        self.world.fault(fault[0], method=fault[1], path="/v1/", times=times, skip=skip)
        self.world.apply(replace="recording" if replace else None)
        self.world.clear_faults()

    @rule(part=SETTINGS, between=MEANWHILE)
    def replace_settings(self, part: SettingsConfig, between: tuple[SettingsKind, SettingsConfig] | None) -> None:
        self.world.write("recording", part)
        self.world.apply(replace="recording", between=between)

    @rule(refresh=st.booleans(), between=MEANWHILE, within=WITHIN)
    def destroy(self, **choices: Any) -> None:
        self.world.destroy(**choices)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        failure = sys.exception()
        try:
            if failure is None:
                self.world.settle()
                self.world.finish()
        except AssertionError as at_the_end:
            failure = at_the_end
            raise
        finally:
            self.world.close(failure)


def run(stage: Stage, *, sequences: int, steps: int, seed: int | None, shrink: bool = True) -> Counts:
    """Run random sequences; `seed` None: always the same ones. AssertionError with the shrunk steps if one fails."""

    class Run(Machine):
        pass

    Run.stage = stage
    phases = [Phase.generate, Phase.shrink] if shrink else [Phase.generate]
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=steps,
        derandomize=seed is None,
        database=None,
        deadline=None,
        phases=phases,
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    machine = Run if seed is None else hypothesis.seed(seed)(Run)
    run_state_machine_as_test(machine, settings=chosen)
    return stage.counts


def report(counts: Counts, seconds: float) -> str:
    """What a run did, as a text."""
    lines = [f"{counts.sequences} sequences, {sum(counts.steps.values())} steps, {seconds:.0f} s"]
    for title, counter in (("steps", counts.steps), ("faults hit", counts.hits), ("refusals", counts.refusals)):
        lines.append(f"{title}: {sum(counter.values())}")
        lines += [f"  {number:7} {name}" for name, number in counter.most_common()]
    lines.append(f"told: {counts.baselines_told} baselines, {counts.objects_told} objects")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=14)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-shrink", action="store_true", help="print the first sequence that fails as it is")
    arguments = parser.parse_args()
    logging.disable(logging.CRITICAL)  # every fault is a warning there
    began = time.monotonic()
    with LoopThread() as loop:
        stage = Stage.on(loop)
        try:
            run(stage, sequences=arguments.sequences, steps=arguments.steps, seed=arguments.seed, shrink=not arguments.no_shrink)
        finally:
            print(report(stage.counts, time.monotonic() - began))  # noqa: T201  # a command line
    return 0


if __name__ == "__main__":
    sys.exit(main())
