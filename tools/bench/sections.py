"""The sections of the benchmarks. Each yields its results one by one, so that a run that is stopped has shown some."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tools.bench import accounts, memory, synth
from tools.bench.contender import Contender, Ours
from tools.bench.pairs import Comparison, Side, in_turns, pair
from tools.bench.report import Quantity
from tools.bench.world import MODES, World
from tools.engines import obtain_tf_provider, obtain_time_provider

Measured = Iterator[Comparison | Quantity]

SETTINGS = 'resource "twilio_video_recording_settings" "this" {\n  friendly_name = "one"\n}\n'
STATIC = 'resource "time_static" "this" {}\n'
OF_TF = 'resource "bench_settings" "this" {\n  friendly_name = "one"\n}\n'


@dataclass(frozen=True)
class Effort:
    """The numbers of rounds and resources."""

    rounds: int = 7
    credentials: tuple[int, ...] = (1, 100, 500)
    rounds_of_many: int = 3
    elements: int = 500
    """Resources of the stack that is synthesized."""
    accounts: accounts.Sizes = field(default_factory=accounts.Sizes)


def start(world: World, effort: Effort) -> Measured:
    """Compare commands that ask no API with HashiCorp's `time` provider and with one on `tf`."""
    section = "Start"
    go, python = world.rival(obtain_time_provider(), STATIC), world.rival(obtain_tf_provider(), OF_TF)
    for mode in MODES:
        ours = world.ours(mode, SETTINGS)
        plan_target = {"warm": 1.15, "cold": 1.6}.get(mode)
        yield in_turns(section, "launch to handshake", _handshake(ours), Side(go.name, go.shake_hands), effort.rounds)
        for what, command, target in (("validate", "validate", None), ("plan of one new resource", "plan", plan_target)):
            side = Side(ours.name, lambda ours=ours, command=command: ours.run(command), ours.ready)  # type: ignore[misc]
            yield in_turns(section, what, side, go.side(command), effort.rounds, target)
            if mode != "off" and command == "plan":
                yield in_turns(section, what, side, python.side(command), effort.rounds)
        if mode != "off":
            ours.stop_standby()


def commands(world: World, effort: Effort) -> Measured:
    """Compare the life of one settings resource with the Go provider, which sends the community provider's requests."""
    for latency in (0.0, 0.1):
        with world.latency(latency):
            for mode in ("warm", "cold") if latency == 0 else ("warm",):
                yield from _life(world, effort, mode, latency)


def _life(world: World, effort: Effort, mode: str, latency: float) -> Measured:
    section = f"One settings resource, answers after {latency * 1000:.0f} ms"
    ours, go = world.ours(mode, SETTINGS), world.go_provider(SETTINGS)
    target = {"warm": 1.0, "cold": 1.15}[mode]
    steps: list[tuple[str, Callable[[Contender], None], Callable[[Contender], None]]] = [
        ("create", _gone, Contender.apply),
        ("empty plan", lambda one: None, lambda one: one.run("plan")),
        ("update", _as_made, _changed),
        ("destroy", _as_made, Contender.destroy),
    ]
    for what, before, action in steps:
        sides = [_side(one, before, action) for one in (ours, go)]
        yield in_turns(section, what, sides[0], sides[1], effort.rounds, target)
        for one in (ours, go):
            before(one)
            counted = len(world.fake.requests)
            action(one)
            yield Quantity(section, f"{what}, requests", one.name, str(len(world.fake.requests) - counted))
    ours.stop_standby()


def load(world: World, effort: Effort) -> Measured:
    """Compare many credentials, with answers after 50 ms."""
    with world.latency(0.05):
        for number in effort.credentials:
            for parallelism in (10, 50) if number > 100 else (10,):
                yield from _many(world, effort, number, parallelism)


def _many(world: World, effort: Effort, number: int, parallelism: int) -> Measured:
    section = "Credentials, answers after 50 ms"
    text = (
        f'resource "twilio_credentials_aws" "many" {{\n  count = {number}\n  friendly_name = "bench ${{count.index}}"\n'
        '  aws_access_key_id = "AKIAIOSFODNN7EXAMPLE"\n'
        '  aws_secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"\n}\n'
    )
    ours, go = world.ours("warm", text), world.go_provider(text)
    at, target = f"-parallelism={parallelism}", {10: 1.0, 50: 1.15}[parallelism]
    seconds: dict[str, list[tuple[float, float]]] = {}
    for _ in range(effort.rounds_of_many if number <= 100 else 1):  # minutes each
        for what, action in (
            ("create", lambda one: one.apply(at)),
            ("empty plan", lambda one: one.run("plan", at)),
            ("update", lambda one: one.apply(at)),
            ("destroy", lambda one: one.destroy(at)),
        ):
            for one in (ours, go):
                one.write(one.configuration.replace("bench $", "other $" if what == "update" else "bench $"))
            sides = [_side(one, lambda one: None, action) for one in (ours, go)]
            seconds.setdefault(what, []).append(pair(sides[0], sides[1]))
    for what, pairs in seconds.items():
        yield Comparison(section, f"{number}, parallelism {parallelism}: {what}", ours.name, go.name, pairs, target)
    ours.stop_standby()


def sizes(world: World, effort: Effort) -> Measured:
    """Measure the memory of the plugins and of the standby process."""
    section = "Memory"
    ours, go = world.ours("warm", SETTINGS), world.go_provider(SETTINGS)
    from_the_mirror = "/".join(go.binary.parts[-6:])  # engines start plugins by a path within the working directory
    words = {ours.name: [ours.python], go.name: [from_the_mirror]}
    for one in (ours, go):
        peak = memory.largest_while(lambda one=one: one.run("plan"), memory.peak, words[one.name])  # type: ignore[misc]
        yield Quantity(section, "largest plugin process during a plan", one.name, f"{peak / 1024:.0f} MiB")
    standby = memory.peak(words[ours.name])
    yield Quantity(section, "the standby process", ours.name, f"{standby / 1024:.0f} MiB")
    ours.stop_standby()


def many_accounts(world: World, effort: Effort) -> Measured:
    """Measure one provider block for hundreds of accounts."""
    yield from accounts.compared(world, effort.accounts, effort.rounds_of_many)


def fleets(world: World, effort: Effort) -> Measured:
    """Measure what each command of up to 500 accounts takes. There is nothing to compare it with."""
    yield from accounts.lives(world, effort.accounts)


def synthesis(world: World, effort: Effort) -> Measured:
    """Compare our constructs with generated bindings and with the CDK alone; no engine takes part."""
    folder = world.folder / "synth"
    folder.mkdir()
    yield from synth.measured(folder, effort.elements, effort.rounds)


def _handshake(ours: Ours) -> Side:
    return Side(ours.name, ours.shake_hands, ours.ready)


def _side(one: Contender, before: Callable[[Contender], None], action: Callable[[Contender], None]) -> Side:
    def ready() -> None:
        before(one)
        if isinstance(one, Ours):
            one.ready()

    return Side(one.name, lambda: action(one), ready)


def _gone(one: Contender) -> None:
    """Destroy what there is, so that an apply creates everything."""
    one.write(one.configuration)
    if one.has_state:
        one.destroy()


def _as_made(one: Contender) -> None:
    one.write(one.configuration)
    one.apply()


def _changed(one: Contender) -> None:
    one.write(one.configuration.replace('"one"', '"other"'))
    one.apply()


SECTIONS: dict[str, Callable[[World, Effort], Measured]] = {
    "start": start,
    "commands": commands,
    "load": load,
    "accounts": many_accounts,
    "fleets": fleets,
    "memory": sizes,
    "synth": synthesis,
}
