"""The plan walk of a stack.

State is read (Upgrade, Read), a configuration is validated just before it is planned, and planned: a replacement that `-replace`
asks for twice, the second time without prior state and with the private bytes of the first; a tainted object once, without prior
state and without private bytes. (The process before, which validates the whole configuration and asks nothing else, is left out.)
"""

from __future__ import annotations

import dataclasses
from typing import Any

from provider.framework.diagnostics import Diagnostic
from provider.framework.values import UNKNOWN, Values
from tests.engine import contract
from tests.engine.objects import Change, Configuration, Held, Options, Plan, Ref, StackWalk, Wanted, is_created_first, ordered
from tests.engine.walk import Action, Instance
from tests.harness.client import Answered


class Planning:
    """One plan walk. `run` it once."""

    def __init__(self, walk: StackWalk, config: Configuration, state: dict[str, Held], options: Options) -> None:
        self._walk, self._config, self._options = walk, config, options
        self._state = {options.moved.get(address, address): held for address, held in state.items()}
        self._changes: dict[str, Change] = {}
        self._deletes: list[Change] = []
        self._data: dict[str, Values] = {}
        self._told: list[Diagnostic] = []
        self._failed: set[str] = set()

    def run(self) -> Plan:
        orphans = [address for address in ordered(self._state) if address not in self._config]
        if self._options.orphans_first:
            self._plan_orphans(orphans)
        for address in ordered(self._config):
            wanted = self._config[address]
            if wanted.uses & self._failed:
                self._failed.add(address)
            elif wanted.data:
                self._read_data(address, wanted)
            else:
                self._plan_one(address, wanted)
        if not self._options.orphans_first:
            self._plan_orphans(orphans)
        state = {address: held for address, held in self._state.items() if held.objects}
        return Plan(state, (*self._deletes, *self._changes.values()), tuple(self._told), data=self._data)

    def _read_data(self, address: str, wanted: Wanted) -> None:
        """A data source whose arguments are known is read while the plan is made, and never again."""
        answer = self._walk.read_data(wanted.type_name, {name: self._resolved(value) for name, value in wanted.given.items()})
        self._told += answer.diagnostics
        self._data[address] = answer.state or {}
        if answer.errors:
            self._failed.add(address)

    def _plan_orphans(self, orphans: list[str]) -> None:
        for address in orphans:
            if address in self._options.forgotten:
                self._forget(address)
            elif self._options.refresh_only:
                self._refresh(address)
            elif self._plan_deposed(address, self._state[address].create_before_destroy):
                self._plan_orphan(address)

    def _plan_orphan(self, address: str) -> None:
        """The destroy of an object is planned, and the object refreshed: in the order of the engine."""
        held = self._state[address]
        if held.current is None:
            return
        if self._walk.profile.plans_orphans_before_their_refresh:
            upgraded = self._walk.upgraded(held.current)
            self._plan_delete(address, upgraded, held.create_before_destroy)
            self._refresh_current(address, upgraded)
        elif self._refresh_current(address, self._walk.upgraded(held.current)):
            current = self._state[address].current
            if current is not None:
                self._plan_delete(address, current, held.create_before_destroy)

    def _forget(self, address: str) -> None:
        held = self._state[address]
        assert held.current is not None
        upgraded = self._walk.upgraded(held.current)
        if self._walk.profile.refreshes_what_it_forgets:
            self._refresh_current(address, upgraded)
        before = self._state[address].current
        self._deletes.append(Change(address, held.type_name, Action.FORGET, before, Answered([])))

    def _plan_deposed(self, address: str, late: bool) -> bool:
        """Each deposed object is refreshed, and its destroy planned. False if one could not be read."""
        held = self._state[address]
        self._state[address] = dataclasses.replace(held, deposed=())
        for instance in held.deposed:
            if (refreshed := self._read(address, self._walk.upgraded(instance))) is not None:
                left = self._state[address]
                self._state[address] = dataclasses.replace(left, deposed=(*left.deposed, refreshed))
                self._plan_delete(address, refreshed, late)
        return address not in self._failed

    def _plan_delete(self, address: str, instance: Instance, late: bool) -> None:
        answer = self._walk.plan_deletion(instance)
        self._told += answer.diagnostics
        held = self._state[address]
        deposed = instance in held.deposed
        self._deletes.append(
            Change(address, held.type_name, Action.DELETE, instance, answer, create_before_destroy=late, of_deposed=deposed)
        )

    def _refresh(self, address: str) -> bool:
        """Read everything that state has at the address, and plan nothing. False if that failed."""
        held = self._state[address]
        deposed = [self._read(address, self._walk.upgraded(each)) for each in held.deposed]
        self._state[address] = dataclasses.replace(held, deposed=tuple(each for each in deposed if each is not None))
        return held.current is None or self._refresh_current(address, self._walk.upgraded(held.current))

    def _refresh_present(self, address: str) -> bool:
        """What has a block is refreshed, and what was deposed planned to go. False if something could not be read."""
        if self._options.refresh_only:
            return self._refresh(address)
        if not self._plan_deposed(address, late=True):
            return False
        current = self._state[address].current
        return current is None or self._refresh_current(address, self._walk.upgraded(current))

    def _refresh_current(self, address: str, upgraded: Instance) -> bool:
        current = self._read(address, upgraded)
        if address in self._failed:
            return False
        held = self._state[address]
        self._state[address] = dataclasses.replace(held, current=current, tainted=held.tainted and current is not None)
        return True

    def _read(self, address: str, upgraded: Instance) -> Instance | None:
        """The object as it is now. None if it is gone, or could not be read: then the address has failed."""
        if not self._options.refresh:
            return upgraded
        read = self._walk.calls.try_read(upgraded)
        self._told += read.diagnostics
        if read.errors:
            self._failed.add(address)
        return None if read.errors or read.state is None else self._walk.stored(upgraded.type_name, read)

    def _plan_one(self, address: str, wanted: Wanted) -> None:
        if address in self._options.imports:
            if not self._import(address, wanted):
                return
        elif address in self._state and not self._refresh_present(address):
            return
        if self._options.refresh_only:
            return
        held = self._state.get(address) or Held(wanted.type_name, None)
        given = {name: self._resolved(value) for name, value in wanted.given.items()}
        change = self._change(address, wanted, held, given)
        self._told += change.planned.diagnostics
        if change.planned.errors:
            self._failed.add(address)
        self._changes[address] = change

    def _import(self, address: str, wanted: Wanted) -> bool:
        """What is imported is read, also where nothing else is. False if that failed."""
        answer = self._walk.imported(wanted.type_name, self._options.imports[address])
        self._told += answer.diagnostics
        if answer.errors:
            self._failed.add(address)
            return False
        self._state[address] = Held(wanted.type_name, self._walk.stored(wanted.type_name, answer))
        return True

    def _change(self, address: str, wanted: Wanted, held: Held, given: dict[str, Any]) -> Change:
        before, order = held.current, is_created_first(address, self._config)

        def change(action: Action, planned: Answered) -> Change:
            return Change(address, wanted.type_name, action, before, planned, wanted, order)

        plan = self._walk.planned
        if before is None:
            return change(Action.CREATE, plan(wanted.type_name, given, None))
        if held.tainted:
            return change(Action.REPLACE, plan(wanted.type_name, given, None))
        first = plan(wanted.type_name, given, before)
        if first.errors:
            return change(Action.UPDATE, first)
        contract.assert_replacements(before.state, first)
        if not (address in self._options.replace or first.replace):
            assert before.identity in (None, first.identity), "an update changes the identity"
            same = contract.same(first.object, before.state)
            return change(Action.NOTHING if same else Action.UPDATE, first)
        second = self._walk.planned_anew(wanted.type_name, given, before, first)
        shown = [*first.diagnostics, *second.errors]  # engines do not show what else the second plan tells
        return change(Action.REPLACE, dataclasses.replace(second, diagnostics=shown))

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, Ref):
            return value
        if value.address in self._data:
            return self._data[value.address].get("sid", UNKNOWN)
        change = self._changes.get(value.address)
        if change is None:
            return UNKNOWN
        known = change.action in (Action.NOTHING, Action.UPDATE)
        return change.planned.object["sid"] if known else UNKNOWN
