"""The paths that a settings object takes, each as the commands of an engine, and what was found of the calls that engines make.

Traced with Terraform 1.0.3, Terraform 1.11.4 and OpenTofu 1.12.6, by a provider that labels the private bytes of each answer and
writes down every call with the bytes it brings:

- A plan and an apply are a process each. A saved plan makes the same calls in the same processes.
- `-refresh=false` leaves out `ReadResource`, but an imported object is read always.
- `UpgradeResourceState` has attributes only, and in the apply walk those of the *refreshed* object, also where the plan did not
  change it and where the plan was saved.
- `replace_triggered_by` and `-replace` make the same calls. A create that failed leaves a tainted object, which goes the way of
  `taint`. `moved` and `state mv` are updates like any other; `state mv` and `state rm` call nobody, and neither does `taint`.
- The second plan of a replacement, the one without prior state, is asked for the user's sake only where there was one with prior
  state before it: then engines drop its warnings and show its errors. For a tainted object it is the only one, and all is shown.
- An object whose block is gone (so also a rename without `moved`) is refreshed *after* its destroy was planned by Terraform
  1.11.4, and before by the two others. In Terraform 1.11.4 the destroy is therefore planned, and applied, with the prior state
  that was there before the refresh, while the apply walk's upgrade has what the refresh found.
- In a rename the two addresses know nothing of each other: the create may be planned before the destroy or after it, and applied
  so too. Both orders were seen with each engine.
- An object that a `removed` block forgets is upgraded in both walks and never planned. OpenTofu refreshes it, Terraform does not.
  The import beside it begins at the same time; the upgrade was first in each of ten runs.
- With `create_before_destroy` the old object is upgraded only after the create, planned as a destroy once more (Terraform 1.0.3
  does not), and its own private bytes are sent. If that destroy fails it stays in state as deposed: the next plan upgrades and
  refreshes both objects and plans one as a destroy beside the update of the other.
- Terraform 1.0.3 never asks for the plan of a destroy, and upgrades once more before it applies an update.
- A destroy takes three processes: a plan as if nothing were destroyed (left out by `-refresh=false`), the plan of the destroy,
  the apply.

`Profile.NEWEST_TERRAFORM` is Terraform 1.16. It refreshes an object whose block is gone before its destroy is planned, as
OpenTofu does, names the identity of what it replaces, and in the apply walk sends the private bytes of what was planned in the
plan walk as `planned_private`. `test_profiles.py` holds all this against the engines.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from tests.engine.objects import PLAIN, Held, Options, Plan, State, Wanted
from tests.engine.profile import Profile
from tests.engine.stack import StackEngine
from tests.engine.walk import Action, Engine, Instance
from tests.harness.client import Answered, Told

HERE, ELSEWHERE = "here", "elsewhere"
"""Where state has the object, and the other address of a path that has two."""


class Path(Enum):
    """What happens to the object, as users know it."""

    UPDATE = "update"
    TAINT = "taint"
    REPLACE = "-replace"
    TRIGGERED = "replace_triggered_by"
    RENAME = "rename without moved"
    MOVED = "moved"
    REMOVED_AND_IMPORTED = "removed and imported in one apply"
    FORGOTTEN_AND_IMPORTED = "removed (or state rm), then imported"
    STATE_MV = "state mv"
    FAILED_CREATE = "failed create, then apply"


NEEDS_NEWER = {Path.TRIGGERED, Path.MOVED, Path.REMOVED_AND_IMPORTED}
"""What Terraform 1.0 does not know. It has no `removed` block either, but `state rm`."""


@dataclass(frozen=True)
class Command:
    """One command: the address that its configuration gives the object (None: no block), and what state says of it."""

    address: str | None = HERE
    options: Options = PLAIN
    tainted: bool = False
    create_before_destroy: bool = False


def commands(path: Path, profile: Profile, *, create_before_destroy: bool) -> tuple[Command, ...]:
    """The commands that take an object in state along a path."""
    match path:
        case Path.UPDATE | Path.STATE_MV:
            return (Command(),)
        case Path.MOVED:
            return (Command(ELSEWHERE, Options(moved={HERE: ELSEWHERE})),)
        case Path.TAINT | Path.FAILED_CREATE:
            return (Command(tainted=True, create_before_destroy=create_before_destroy),)
        case Path.REPLACE | Path.TRIGGERED:
            return (Command(options=Options(replace=(HERE,)), create_before_destroy=create_before_destroy),)
        case Path.RENAME:
            return (rename(profile),)
        case Path.REMOVED_AND_IMPORTED:
            options = Options(forgotten=(HERE,), imports={ELSEWHERE: "Default"}, orphans_first=True)
            return (Command(ELSEWHERE, options),)
        case Path.FORGOTTEN_AND_IMPORTED:
            return Command(None, Options(forgotten=(HERE,))), Command(options=Options(imports={HERE: "Default"}))


def rename(profile: Profile, *, create_first: bool | None = None) -> Command:
    """Two addresses that know nothing of each other. `create_first`: an order of planning them; without it, the traced one."""
    if create_first is None:
        create_first = profile.plans_destroys and not profile.plans_orphans_before_their_refresh
    return Command(ELSEWHERE, Options(orphans_first=not create_first))


def orphan_destroyed() -> Command:
    """The block is gone from the configuration."""
    return Command(None)


@dataclass(frozen=True)
class Outcome:
    """What came of a command: what state has, and what the user was told by each walk."""

    instance: Instance | None
    told_in_plan: Told
    """What engines show of it."""
    told_in_apply: Told = field(default_factory=lambda: Told([]))
    applied: bool = False
    tainted: bool = False
    planned: Answered | None = None
    """The last plan of the plan walk that was no destroy."""

    @property
    def told(self) -> Told:
        return Told([*self.told_in_plan.diagnostics, *self.told_in_apply.diagnostics])


def play(
    engine: Engine,
    profile: Profile,
    command: Command,
    type_name: str,
    given: Mapping[str, Any],
    instance: Instance | None,
    *,
    refresh: bool = True,
    between: Callable[[], object] | None = None,
) -> Outcome:
    """Run one command. `between` is called when the plan is made and not yet applied, as if it were saved."""
    stack = _stack(engine, profile)
    config = {command.address: Wanted(type_name, given, command.create_before_destroy)} if command.address else {}
    state = _state(type_name, instance, command)
    plan = stack.plan(config, state, dataclasses.replace(command.options, refresh=refresh))
    if between is not None and not plan.errors:
        between()
    return _applied(stack, plan, instance)


def play_destroy(engine: Engine, profile: Profile, type_name: str, instance: Instance, *, refresh: bool = True) -> Outcome:
    """`destroy`, whose first process plans what is there with the configuration that state has."""
    stack = _stack(engine, profile)
    schema = engine.schemas.resources[type_name]
    configurable = {*schema.blocks, *(name for name, each in schema.attributes.items() if each.configurable)}
    configured = {name: value for name, value in instance.state.items() if name in configurable}
    state = _state(type_name, instance, Command())
    return _applied(stack, stack.plan_destroy({HERE: Wanted(type_name, configured)}, state, refresh=refresh), instance)


def _stack(engine: Engine, profile: Profile) -> StackEngine:
    return StackEngine(engine.launch, engine.schemas, engine.provider_config, engine.twilio, profile)


def _state(type_name: str, instance: Instance | None, command: Command) -> State:
    if instance is None:
        return {}
    return {HERE: Held(type_name, instance, command.tainted, create_before_destroy=command.create_before_destroy)}


def _applied(stack: StackEngine, plan: Plan, instance: Instance | None) -> Outcome:
    """The outcome of a plan, which is applied if it has no errors."""
    made = [each.planned for each in plan.changes if each.action not in (Action.DELETE, Action.FORGET)]
    told, planned = Told([*plan.told]), made[-1] if made else None
    if plan.errors:
        return Outcome(instance, told, planned=planned)
    state, told_in_apply = stack.apply(plan)
    applied = Told(list(told_in_apply))
    current = [held for held in state.values() if held.current is not None]
    return Outcome(
        current[-1].current if current else None,
        told,
        applied,
        applied=not applied.errors,
        tainted=any(held.tainted for held in current),
        planned=planned,
    )
