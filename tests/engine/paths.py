"""The calls that engines make on each path a settings object takes, as they were traced, and a way to make them again.

Traced with Terraform 1.0.3, Terraform 1.11.4 and OpenTofu 1.12.6, by a provider that labels the private bytes of each answer and
writes down every call with the bytes it brings. In the scripts below a *plan* and an *apply* are a process each, and the private
bytes of a call are one of: none at all, those of the object in state, those that the call just before answered, those of the
create that the plan walk planned, or those that the plan of the destroy answered. A saved plan makes the same calls in the same
processes. `-refresh=false` leaves out `READ`, but an imported object is read always.

What was found beside what the scripts show:

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

`Profile.NEWEST_TERRAFORM` is Terraform 1.16: it makes the calls of 1.11, and in the apply walk sends the private bytes of the
create that was planned in the plan walk as `planned_private`. What becomes of the baseline was seen with 1.16.2, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

from provider.framework.diagnostics import Diagnostic
from tests.engine import contract
from tests.engine.profile import Profile
from tests.engine.walk import Engine, Instance, Walk
from tests.harness.client import Answered, Told
from tests.harness.schema import Schema

# What is called


class Call(Enum):
    """One call. What it is about is the object that state has, except for `CREATE` and `IMPORT`, which bring one."""

    UPGRADE = "UpgradeResourceState"
    UPGRADE_FORGOTTEN = "UpgradeResourceState of the object that a `removed` block forgets"
    READ = "ReadResource, left out by -refresh=false"
    IMPORT = "ImportResourceState"
    READ_IMPORTED = "ReadResource of what was just imported"
    PLAN_CREATE = "PlanResourceChange without prior state"
    PLAN_UPDATE = "PlanResourceChange with prior state"
    PLAN_DESTROY = "PlanResourceChange without a configuration"
    CREATE = "ApplyResourceChange without prior state"
    UPDATE = "ApplyResourceChange with prior state"
    DELETE = "ApplyResourceChange without planned state"


class Bytes(Enum):
    """Whose private bytes a call brings."""

    NONE = "none"
    STATE = "of the object in state"
    BEFORE = "of the answer to the call just before"
    PLANNED = "of the create that was planned in the plan walk"
    DESTROY = "of the answer to the plan of its destroy"


@dataclass(frozen=True)
class Step:
    """A call and its private bytes."""

    call: Call
    private: Bytes = Bytes.NONE


Steps = tuple[Step, ...]

UPGRADE = Step(Call.UPGRADE)
UPGRADE_FORGOTTEN = Step(Call.UPGRADE_FORGOTTEN)
READ = Step(Call.READ, Bytes.STATE)
IMPORT = Step(Call.IMPORT)
READ_IMPORTED = Step(Call.READ_IMPORTED, Bytes.STATE)
PLAN_NEW = Step(Call.PLAN_CREATE)
PLAN_NEW_AFTER_UPDATE = Step(Call.PLAN_CREATE, Bytes.BEFORE)
PLAN_UPDATE = Step(Call.PLAN_UPDATE, Bytes.STATE)
PLAN_DESTROY = Step(Call.PLAN_DESTROY, Bytes.STATE)
CREATE = Step(Call.CREATE, Bytes.BEFORE)
UPDATE = Step(Call.UPDATE, Bytes.BEFORE)
DELETE = Step(Call.DELETE, Bytes.DESTROY)
DELETE_UNPLANNED = Step(Call.DELETE, Bytes.STATE)
DELETE_REPLACED = Step(Call.DELETE, Bytes.PLANNED)


@dataclass(frozen=True)
class Command:
    """One command: its plan walk and its apply walk, each a process. `forgets`: state loses the object without a destroy."""

    plan: Steps
    apply: Steps = ()
    forgets: bool = False


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


def commands(path: Path, profile: Profile, *, create_before_destroy: bool) -> tuple[Command, ...]:
    """The commands that take an object in state along a path, with their calls."""
    match path:
        case Path.UPDATE | Path.MOVED | Path.STATE_MV:
            return (update(profile),)
        case Path.TAINT | Path.FAILED_CREATE:
            return (Command((UPGRADE, READ, PLAN_NEW), _replaced(profile, create_before_destroy)),)
        case Path.REPLACE | Path.TRIGGERED:
            plan = (UPGRADE, READ, PLAN_UPDATE, PLAN_NEW_AFTER_UPDATE)
            return (Command(plan, _replaced(profile, create_before_destroy)),)
        case Path.RENAME:
            return (rename(profile),)
        case Path.REMOVED_AND_IMPORTED:
            return (_removed_and_imported(profile),)
        case Path.FORGOTTEN_AND_IMPORTED:
            forgotten = (UPGRADE, READ) if profile.refreshes_what_it_forgets else (UPGRADE,)
            return (Command(forgotten, (UPGRADE,), forgets=True), _import(profile))


def update(profile: Profile) -> Command:
    upgrades_again = () if profile.plans_destroys else (UPGRADE,)
    return Command((UPGRADE, READ, PLAN_UPDATE), (UPGRADE, PLAN_UPDATE, *upgrades_again, UPDATE))


def rename(profile: Profile, *, create_first: bool | None = None) -> Command:
    """Two addresses that know nothing of each other. `create_first`: an order; without it, the one that was traced first."""
    if not profile.plans_destroys:
        plan: Steps = (UPGRADE, READ, PLAN_NEW)
        orders = {
            True: (UPGRADE, PLAN_NEW, CREATE, DELETE_UNPLANNED),
            False: (UPGRADE, DELETE_UNPLANNED, PLAN_NEW, CREATE),
            None: (UPGRADE, DELETE_UNPLANNED, PLAN_NEW, CREATE),
        }
        return Command(plan, orders[create_first])
    destroyed = (PLAN_DESTROY, READ) if profile.plans_orphans_before_their_refresh else (READ, PLAN_DESTROY)
    if create_first is None:
        create_first = not profile.plans_orphans_before_their_refresh
    plan = (UPGRADE, PLAN_NEW, *destroyed) if create_first else (UPGRADE, *destroyed, PLAN_NEW)
    return Command(plan, (UPGRADE, DELETE, PLAN_NEW, CREATE))


def orphan_destroyed(profile: Profile) -> Command:
    """The block is gone from the configuration."""
    if not profile.plans_destroys:
        return Command((UPGRADE, READ), (UPGRADE, DELETE_UNPLANNED))
    destroyed = (PLAN_DESTROY, READ) if profile.plans_orphans_before_their_refresh else (READ, PLAN_DESTROY)
    return Command((UPGRADE, *destroyed), (UPGRADE, DELETE))


def destroy(profile: Profile) -> tuple[Command, ...]:
    """`destroy`: what is there is planned in a process of its own, before the destroy is."""
    looks = Command((UPGRADE, READ, PLAN_UPDATE))
    if not profile.plans_destroys:
        return looks, Command((UPGRADE,), (UPGRADE, DELETE_UNPLANNED))
    return looks, Command((UPGRADE, PLAN_DESTROY), (UPGRADE, DELETE))


def _replaced(profile: Profile, create_before_destroy: bool) -> Steps:
    if not create_before_destroy:
        return (UPGRADE, DELETE_REPLACED, PLAN_NEW, CREATE)
    destroyed = (UPGRADE, PLAN_DESTROY, DELETE) if profile.plans_destroys else (UPGRADE, DELETE_UNPLANNED)
    return (PLAN_NEW, CREATE, *destroyed)


def _removed_and_imported(profile: Profile) -> Command:
    """The imported object takes the place of the forgotten one, which is upgraded beside it in both walks."""
    forgotten = (UPGRADE, READ) if profile.refreshes_what_it_forgets else (UPGRADE,)
    return Command((*forgotten, IMPORT, READ_IMPORTED, PLAN_UPDATE), (UPGRADE_FORGOTTEN, UPGRADE, PLAN_UPDATE, UPDATE))


def _import(profile: Profile) -> Command:
    apply = update(profile).apply
    return Command((IMPORT, READ_IMPORTED, PLAN_UPDATE), apply)


# Making the calls


@dataclass(frozen=True)
class Outcome:
    """What came of a command: what state has, and what the user was told by each walk."""

    instance: Instance | None
    told_in_plan: Told
    """What engines show of it."""
    told_in_apply: Told = field(default_factory=lambda: Told([]))
    applied: bool = False
    tainted: bool = False
    deposed: Instance | None = None
    planned: Answered | None = None
    """The last plan of the plan walk that was no destroy."""

    @property
    def told(self) -> Told:
        return Told([*self.told_in_plan.diagnostics, *self.told_in_apply.diagnostics])


@dataclass
class Session:
    """A command under way: `object` is what state has at this moment; an error ends a walk.

    Every answer is held to the engines' contract.
    """

    walk: Walk
    type_name: str
    given: Mapping[str, Any]
    profile: Profile
    object: Instance | None
    planned: Answered | None
    """The last plan of the plan walk, once that is over."""
    destroyed: Instance | None = None
    """What a destroy was planned for, with the private bytes that its plan answered."""
    forgotten: Instance | None = None
    created: Instance | None = None
    tainted: bool = False
    told: list[Diagnostic] = field(default_factory=list)
    last: Answered | None = None
    updating: bool = False
    failed: bool = False

    @property
    def schema(self) -> Schema:
        return self.walk.schemas[self.type_name]

    @property
    def plans_nothing(self) -> bool:
        """Whether the last plan was an update that changes nothing: engines then apply nothing."""
        return self.updating and self.last is not None and contract.same(self.last.state, self._there(self.object).state)

    def play(self, steps: Steps) -> None:
        for step in steps:
            if not self.failed:
                self._make(step)

    def _make(self, step: Step) -> None:
        match step.call:
            case Call.UPGRADE:
                self.object = self.walk.upgrade(self._there(self.object))
            case Call.UPGRADE_FORGOTTEN:
                self.walk.upgrade(self._there(self.forgotten))
            case Call.READ | Call.READ_IMPORTED:
                before = self._there(self.object)
                read = self.walk.try_read(before).without_errors()
                self._tell(read)
                self.object = self._known(Instance(self.type_name, read.object, read.private, read.identity))
            case Call.IMPORT:
                self._import()
            case Call.PLAN_CREATE | Call.PLAN_UPDATE:
                self._plan(step)
            case Call.PLAN_DESTROY:
                answer = self.walk.try_plan_delete(self._there(self.object))
                self.destroyed = replace(self._there(self.object), private=answer.private)
                self._tell(answer)
            case Call.CREATE | Call.UPDATE:
                self._write(step)
            case Call.DELETE:
                self._delete(step)

    def _import(self) -> None:
        answer = self._note(self.walk.client.import_(self.type_name, "Default"))
        if not self.failed:
            contract.assert_stored(self.schema, answer.object)
            self.forgotten = self.object
            self.object = self._known(Instance(self.type_name, answer.object, answer.private, answer.identity))

    def _plan(self, step: Step) -> None:
        before = None if step.call is Call.PLAN_CREATE else self.object
        self.updating = before is not None
        handed_on = (self.planned.private if self.planned else b"") if self.profile.hands_on_planned_private else None
        answer = self.walk.try_plan(self.type_name, self.given, before, private=self._private(step), planned_private=handed_on)
        self._note(answer, errors_only=step.private is Bytes.BEFORE)
        if answer.errors:
            return
        if self.planned is not None and self.planned.state is not None:
            contract.assert_fulfilled(self.schema, self.planned.object, answer.object, wholly=False)

    def _write(self, step: Step) -> None:
        assert self.last is not None
        before = None if step.call is Call.CREATE else self.object
        identity = self.last.identity if self.profile.has_identity else None
        planned = replace(self.last, private=self._private(step), identity=identity)
        answer = self._note(self.walk.try_write(self.type_name, self.given, before, planned))
        if answer.state is None:
            return
        made = self._known(Instance(self.type_name, answer.object, answer.private, answer.identity))
        if before is None:
            self.created, self.tainted = made, bool(answer.errors)
        else:
            self.object = made

    def _delete(self, step: Step) -> None:
        before = self._there(self.destroyed or self.object)
        answer = self.walk.client.apply(
            self.type_name,
            prior=before.state,
            planned=None,
            config=None,
            private=self._private(step),
            identity=before.identity,
        )
        self._note(answer)
        if not answer.errors:
            assert answer.state is None, "a destroyed object came back"
            self.object = None

    def _private(self, step: Step) -> bytes:
        match step.private:
            case Bytes.NONE:
                return b""
            case Bytes.STATE:
                return self.object.private if self.object else b""
            case Bytes.BEFORE:
                return self.last.private if self.last else b""
            case Bytes.PLANNED:
                return self.planned.private if self.planned else b""
            case Bytes.DESTROY:
                return self._there(self.destroyed).private

    def _note(self, answer: Answered, *, errors_only: bool = False) -> Answered:
        self._tell(answer, errors_only=errors_only)
        self.last = answer
        return answer

    def _tell(self, answer: Answered, *, errors_only: bool = False) -> None:
        self.told += answer.errors if errors_only else answer.diagnostics
        self.failed = self.failed or bool(answer.errors)

    @staticmethod
    def _there(instance: Instance | None) -> Instance:
        assert instance is not None, "settings are always there"
        return instance

    def _known(self, instance: Instance) -> Instance:
        return self.profile.stored(instance)


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
    steps = tuple(step for step in command.plan if refresh or step.call is not Call.READ)
    with engine.walk() as walk:
        planning = Session(walk, type_name, given, profile, instance, None)
        planning.play(steps)
    told = Told(planning.told)
    if planning.failed:
        return Outcome(instance, told, planned=planning.last)
    if not command.apply or planning.plans_nothing:
        return Outcome(planning.object, told, applied=True, planned=planning.last)
    if between is not None:
        between()
    with engine.walk() as walk:
        applying = Session(
            walk, type_name, given, profile, planning.object, planning.last, planning.destroyed, planning.forgotten
        )
        applying.play(command.apply)
    left = None if command.forgets else applying.object
    made = applying.created
    return Outcome(
        left if made is None else made,
        told,
        Told(applying.told),
        applied=not applying.failed,
        tainted=applying.tainted,
        deposed=None if made is None else left,
        planned=planning.last,
    )


def play_destroy(engine: Engine, profile: Profile, type_name: str, instance: Instance, *, refresh: bool = True) -> Outcome:
    """`destroy`, whose first process plans what is there with the configuration that state has."""
    before, destroying = destroy(profile)
    schema = engine.schemas.resources[type_name]
    configurable = {*schema.blocks, *(name for name, each in schema.attributes.items() if each.configurable)}
    configured = {name: value for name, value in instance.state.items() if name in configurable}
    if refresh:
        refreshed = play(engine, profile, before, type_name, configured, instance).instance
        assert refreshed is not None
        instance = refreshed
    return play(engine, profile, destroying, type_name, configured, instance)
