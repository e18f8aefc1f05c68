"""The apply walk of a stack.

It is another process than the plan walk: what is taken from state is upgraded, deletes get the private bytes of their plan,
creates and updates are planned again with those of state, and an object that was deposed is planned again for its destruction.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from provider.framework.diagnostics import Diagnostic, error
from provider.framework.values import UNKNOWN
from tests.engine import contract
from tests.engine.objects import Change, Defect, Held, Operation, Plan, Ref, StackWalk, Verb, Wanted, ordered
from tests.engine.walk import Action, Instance
from tests.harness.client import Answered


@dataclass
class Applying:
    """One apply walk. `failed` holds the addresses of which something failed or was left out because of that."""

    state: dict[str, Held]
    plan: Plan
    observe: Callable[[Operation], None]
    told: list[Diagnostic] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    walk: StackWalk = field(init=False)

    @property
    def left(self) -> dict[str, Held]:
        """What the state file has at this moment."""
        return {address: held for address, held in self.state.items() if held.objects}

    def run(self, walk: StackWalk) -> None:
        self.walk = walk
        # Some engines plan a destroy before the refresh which finds that the object is gone.
        changes = [each for each in self.plan.changes if each.before is None or each.address in self.state]
        order = {address: place for place, address in enumerate(ordered({**self.state, **_wanted(changes)}))}
        going = [each for each in changes if each.action in (Action.DELETE, Action.REPLACE)]
        going.sort(key=lambda each: -order[each.address])
        late = [each for each in going if each.create_before_destroy and not self.plan.destroying]
        for change in going:
            if change not in late:
                self._delete(change)
        for change in changes:
            if change.action is Action.FORGET and change.before is not None:
                self.walk.upgraded(change.before)
                del self.state[change.address]
        making = [each for each in changes if each.action in (Action.CREATE, Action.UPDATE, Action.REPLACE)]
        for change in sorted(making, key=lambda each: order[each.address]):
            self._make(change)
        for change in late:
            self._delete(change)

    def _delete(self, change: Change) -> None:
        """Destroy what a change deletes or replaces, unless what depends on it is still there or did not move away."""
        held = self.state[change.address]
        late = change.create_before_destroy and not self.plan.destroying
        if self._dependents(change.address) & self.failed or (late and change.address in self.failed):
            self.failed.add(change.address)
            return
        assert change.before is not None
        before = self._taken_from_state(change, change.before, held)
        private = change.planned.private
        deposed = change.of_deposed or (late and change.action is Action.REPLACE)
        if deposed and late:  # what is deposed is planned again, as the object that it was in state
            again = self.walk.plan_deletion(before)
            self._tell(again)
            if again.errors:
                self.failed.add(change.address)
                return
            private = again.private
        answer = self.walk.calls.client.apply(change.type_name, prior=before.state, planned=None, config=None, private=private)
        self._tell(answer)
        self._keep_what_is_left(change, held, before, answer, deposed=deposed)
        self.observe(Operation(change, Verb.DELETE, answer))

    def _keep_what_is_left(self, change: Change, held: Held, before: Instance, answer: Answered, *, deposed: bool) -> None:
        left = self._left_behind(change.type_name, answer, before)
        assert left is None or answer.errors, "a destroyed object came back"
        if answer.errors:
            left = left or before
            self.failed.add(change.address)
        if deposed:
            others = tuple(each for each in held.deposed if each is not change.before)
            self.state[change.address] = dataclasses.replace(held, deposed=others + ((left,) if left else ()))
        else:
            self.state[change.address] = dataclasses.replace(held, current=left)

    def _taken_from_state(self, change: Change, before: Instance, held: Held) -> Instance:
        """The object of a change. Its upgrade has what a refresh found, also where the change was planned before that."""
        orphan = change.action is Action.DELETE and not change.of_deposed
        refreshed = held.current if orphan and held.current is not None else before
        upgraded = self.walk.upgraded(refreshed)
        return self._starting_point(upgraded if refreshed == before else before)

    def _dependents(self, address: str) -> set[str]:
        now = {other for other, held in self.state.items() if address in held.uses}
        return now | {each.address for each in self.plan.changes if each.wanted and address in each.wanted.uses}

    def _make(self, change: Change) -> None:
        wanted = change.wanted
        assert wanted is not None
        held = self.state.get(change.address) or Held(wanted.type_name, None)
        if change.address in self.failed or (wanted.uses | held.uses) & self.failed:
            self.failed.add(change.address)
            return
        old = held.current if change.action is Action.REPLACE else None
        before = held.current if change.action is Action.UPDATE else None
        if before is not None:
            before = self._starting_point(self.walk.upgraded(before))
        answer = self._planned_and_applied(change, wanted, before)
        left = self._left_behind(change.type_name, answer, before)
        if answer.errors:
            self.failed.add(change.address)
        deposed = held.deposed
        tainted = bool(answer.errors) and left is not None and before is None
        if left is None and before is not None:
            left = before
        elif left is None and old is not None:  # the object that was to be replaced is put back
            left, tainted = old, held.tainted
        elif old is not None:
            deposed = (*deposed, old)
        uses = wanted.uses | held.uses if answer.errors else wanted.uses
        self.state[change.address] = Held(wanted.type_name, left, tainted, deposed, change.create_before_destroy, uses)
        self.observe(Operation(change, Verb.CREATE if before is None else Verb.UPDATE, answer))

    def _planned_and_applied(self, change: Change, wanted: Wanted, before: Instance | None) -> Answered:
        calls, profile = self.walk.calls, self.walk.profile
        given = {name: self._resolved(value) for name, value in wanted.given.items()}
        again = self.walk.planned(wanted.type_name, given, before, planned_private=change.planned.private)
        self._tell(again)
        if again.errors:
            return dataclasses.replace(again, state=None)
        if before is None and (refused := _other_baseline(change.planned, again)):
            self._tell(refused)
            return refused
        contract.assert_fulfilled(calls.schemas[wanted.type_name], change.planned.object, again.object, wholly=False)
        if before is not None and not profile.plans_destroys:
            self.walk.upgraded(before)
        answer = calls.try_write(wanted.type_name, given, before, again if profile.has_identity else _unnamed(again))
        self._tell(answer)
        return answer

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, Ref):
            return value
        if value.address in self.plan.data:
            return self.plan.data[value.address]["sid"]
        current = self.state[value.address].current
        assert current is not None
        return current.state["sid"]

    def _starting_point(self, before: Instance) -> Instance:
        if Defect.LOOKS_AGAIN in self.walk.defects and "baseline" in before.state:
            read = self.walk.refreshed(before)
            return before if read.state is None else dataclasses.replace(before, state=read.state)
        return before

    def _left_behind(self, type_name: str, answer: Answered, before: Instance | None) -> Instance | None:
        if answer.state is None:
            return None
        identity = answer.identity or (before.identity if before else None)
        return self.walk.profile.stored(Instance(type_name, answer.state, answer.private, identity))

    def _tell(self, answer: Answered) -> None:
        if Defect.ERRORS_SWALLOWED in self.walk.defects:
            self.told += [dataclasses.replace(each, detail="") for each in answer.diagnostics]
        else:
            self.told += answer.diagnostics


def _wanted(changes: Iterable[Change]) -> dict[str, Wanted]:
    return {each.address: each.wanted for each in changes if each.wanted}


def _other_baseline(planned: Answered, again: Answered) -> Answered | None:
    """The engine's refusal of a create whose baseline is not what the plan saw: this much it may be left to say."""
    saw, finds = planned.object.get("baseline"), again.object.get("baseline")
    if saw is None or saw is UNKNOWN or saw == finds:
        return None
    text = f"produced an invalid new value for .baseline: was {saw}, but now {finds}."
    return Answered([*again.diagnostics, error("Provider produced inconsistent final plan", text)])


def _unnamed(answer: Answered) -> Answered:
    return dataclasses.replace(answer, identity=None)
