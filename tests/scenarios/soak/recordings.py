"""A long story, told at random from a seed: `python -m tests.scenarios.soak.recordings --applies 500 --seed 1`.

Most chapters are in the hands of an engine in short, which makes the calls of an engine without its processes; one in
`--real-every` is in the hands of a real one. Ends with 1 if anything was lost, or if the control lost nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.harness.loop import LoopThread
from tests.harness.warm import in_a_directory_of_its_own
from tools.engines import Settings
from tools.engines.obtain import obtain_terraform

from .played import PlayedEngine
from .real import RealEngine
from .story import DRIFT, STARTS, Chapter, Engine, Figures, Told, World, told
from .wanted import Again, Fault, OnDestroy, Target

STEPS = (3, 8)
"""How many steps a chapter has between its first apply and its destroy."""


def main(argv: list[str] | None = None) -> int:
    arguments = _parser().parse_args(argv)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as directory, LoopThread() as loop, World.made(pause=0.1) as world:
        engines: list[Engine] = [
            RealEngine.initialised(Path(directory), obtain_terraform(Settings.of_this_process()), world.twilio, world.arm),
            PlayedEngine(loop, world.twilio, world.arm),
        ]
        figures = [Figures(), Figures()]
        chance, number = random.Random(arguments.seed), 0
        while sum(each.applies for each in figures) < arguments.applies:
            which = 0 if number % arguments.real_every == 0 else 1
            _chapter(chance, Chapter(world, engines[which], figures[which]))
            number += 1
            sys.stderr.write(f"\rchapter {number}, {sum(each.applies for each in figures)} commands")
        story = told(world, _together(figures))
    lines = _report(story, figures, arguments.seed, time.monotonic() - began)
    sys.stdout.write("\n".join(["", *lines, ""]))
    return 0 if _is_good(story) else 1


def _chapter(chance: random.Random, chapter: Chapter) -> None:
    chapter.found(chance.choice(STARTS))
    chapter.first(_fault(chance, chapter.engine.targets))
    for _ in range(chance.randint(*STEPS)):
        chance.choice(_steps(chance, chapter))()
    on_destroy = chance.choice(list(OnDestroy))
    chapter.destroy(on_destroy, _fault(chance, chapter.engine.targets))
    if on_destroy is OnDestroy.RETAIN:
        chapter.first()
        chapter.destroy(OnDestroy.RESET)
    chapter.end()


def _steps(chance: random.Random, chapter: Chapter) -> list[Callable[[], None]]:
    return [
        chapter.nothing,
        lambda: chapter.rotate_key(_fault(chance, chapter.engine.targets)),
        lambda: chapter.rotate_credential(_fault(chance, chapter.engine.targets)),
        lambda: chapter.rotate_both(_fault(chance, chapter.engine.targets)),
        lambda: chapter.move(_fault(chance, chapter.engine.targets)),
        lambda: chapter.make_again(chance.choice(list(Again))),
        lambda: chapter.repair(chance.choice(DRIFT)),
        lambda: chapter.overtaken(chance.choice(DRIFT)),
    ]


def _fault(chance: random.Random, targets: tuple[Target, ...]) -> Fault | None:
    """In one step of three."""
    if chance.random() >= 1 / 3:
        return None
    return Fault(chance.choice(targets), chance.randint(1, 4), carried_out=chance.random() < 0.5)


def _together(figures: list[Figures]) -> Figures:
    whole = Figures()
    for each in figures:
        whole.commands += each.commands
        whole.refused += each.refused
        whole.strays += each.strays
        whole.faults += each.faults
        whole.unfinished += each.unfinished
        whole.restored += each.restored
        whole.not_restored += each.not_restored
    return whole


def _is_good(story: Told) -> bool:
    ours = story.audit
    figures = story.figures
    wrong = ours.lost or ours.broken_promises or figures.strays or figures.not_restored or figures.unfinished
    kept = not wrong and ours.decrypted == ours.encrypted
    return kept and story.control.lost > 0


def _report(story: Told, figures: list[Figures], seed: int, seconds: float) -> list[str]:
    ours, control, whole = story.audit, story.control, story.figures
    real, short = (each.applies for each in figures)
    return [
        f"seed {seed}: {whole.applies} commands in {seconds:.0f} s, {real} by Terraform, {short} by an engine in short",
        *(f"  {count:4} {name}" for name, count in sorted(whole.commands.items())),
        f"faults that fell {whole.faults}, chapters unfinished {len(whole.unfinished)}",
        *whole.unfinished[:20],
        f"refused {whole.refused.total()}, restored {whole.restored}, not restored {len(whole.not_restored)}",
        *(f"  {count:4} {name}" for name, count in sorted(whole.refused.items())),
        f"recordings made {ours.made}, stored in S3 {ours.in_s3}, encrypted {ours.encrypted}, decrypted {ours.decrypted}",
        f"lost by us {ours.lost}, promises broken {len(ours.broken_promises)}, strays {len(whole.strays)}",
        f"lost by the control {control.lost} of {control.made}: {dict(control.reasons)}",
        *(f"LOST {each.occasion}: {each.lost}" for each in story.lost[:20]),
        *ours.broken_promises[:20],
        *(f"STRAY {each.command}: {each.recording.occasion} {each.recording.moment}" for each in whole.strays[:20]),
        *(f"NOT RESTORED {each}" for each in whole.not_restored[:20]),
    ]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--applies", type=int, default=500, help="how many commands at least (default 500)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--real-every", type=int, default=5, metavar="N", help="one chapter in N by a real engine (default 5)")
    return parser


if __name__ == "__main__":
    with in_a_directory_of_its_own():
        sys.exit(main())
