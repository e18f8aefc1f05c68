"""The plan walk of a stack.

State is read (Upgrade, Read) and planned: a replacement that `-replace` asks for twice, the second time without prior state and
with the private bytes of the first; a tainted object once, without prior state and without private bytes.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from provider.framework.diagnostics import Diagnostic
from provider.framework.values import UNKNOWN
from tests.engine import contract
from tests.engine.objects import Change, Configuration, Held, Plan, Ref, StackWalk, Wanted, is_created_first, ordered
from tests.engine.walk import Action, Instance
from tests.harness.client import Answered


class Planning:
    """One plan walk. `run` it once."""

    def __init__(
        self, walk: StackWalk, config: Configuration, state: dict[str, Held], replace: frozenset[str], refresh: bool
    ) -> None:
        self._walk, self._config, self._state = walk, config, state
        self._replace, self._refresh = replace, refresh
        self._changes: dict[str, Change] = {}
        self._deletes: list[Change] = []
        self._told: list[Diagnostic] = []
        self._failed: set[str] = set()

    def run(self, *, orphans_first: bool) -> Plan:
        for wanted in self._config.values():
            given = {name: UNKNOWN if isinstance(value, Ref) else value for name, value in wanted.given.items()}
            self._told += self._walk.calls.validate(wanted.type_name, given).diagnostics
        orphans = [address for address in ordered(self._state) if address not in self._config]
        if orphans_first:
            self._plan_orphans(orphans)
        for address in ordered(self._config):
            if self._config[address].uses & self._failed:
                self._failed.add(address)
            else:
                self._plan_one(address, self._config[address])
        if not orphans_first:
            self._plan_orphans(orphans)
        state = {address: held for address, held in self._state.items() if held.objects}
        return Plan(state, (*self._deletes, *self._changes.values()), tuple(self._told))

    def _plan_orphans(self, orphans: list[str]) -> None:
        for address in orphans:
            held = self._state[address]
            if self._walk.profile.plans_orphans_before_their_refresh:
                upgraded = dataclasses.replace(
                    held,
                    current=self._walk.upgraded(held.current) if held.current else None,
                    deposed=tuple(self._walk.upgraded(each) for each in held.deposed),
                )
                self._note_deletes(address, upgraded)
                self._refresh_all(address)
            elif self._refresh_all(address):
                self._note_deletes(address, self._state[address])

    def _note_deletes(self, address: str, held: Held) -> None:
        for instance in held.objects:
            answer = self._walk.plan_deletion(instance)
            self._told += answer.diagnostics
            self._deletes.append(
                Change(
                    address,
                    held.type_name,
                    Action.DELETE,
                    instance,
                    answer,
                    create_before_destroy=held.create_before_destroy,
                    of_deposed=instance is not held.current,
                )
            )

    def _refresh_all(self, address: str) -> bool:
        """Read everything that state has at the address. False if that failed."""
        held = self._state[address]
        objects: list[Instance | None] = []
        for instance in held.objects:
            if not self._refresh:
                objects.append(self._walk.upgraded(instance))
                continue
            read = self._walk.refreshed(instance)
            self._told += read.diagnostics
            if read.errors:
                self._failed.add(address)
                return False
            objects.append(None if read.state is None else self._walk.stored(instance.type_name, read))
        current = objects.pop() if held.current else None
        deposed = tuple(each for each in objects if each is not None)
        self._state[address] = dataclasses.replace(
            held, current=current, deposed=deposed, tainted=held.tainted and current is not None
        )
        return True

    def _plan_one(self, address: str, wanted: Wanted) -> None:
        if address in self._state and not self._refresh_all(address):
            return
        held = self._state.get(address) or Held(wanted.type_name, None)
        if held.deposed:
            self._note_deletes(address, dataclasses.replace(held, current=None, create_before_destroy=True))
        given = {name: self._resolved(value) for name, value in wanted.given.items()}
        change = self._change(address, wanted, held, given)
        self._told += change.planned.diagnostics
        if change.planned.errors:
            self._failed.add(address)
        self._changes[address] = change

    def _change(self, address: str, wanted: Wanted, held: Held, given: dict[str, Any]) -> Change:
        before, order = held.current, is_created_first(address, self._config)

        def change(action: Action, planned: Answered) -> Change:
            return Change(address, wanted.type_name, action, before, planned, wanted, order)

        plan = self._walk.calls.try_plan
        if before is None:
            return change(Action.CREATE, plan(wanted.type_name, given, None))
        if held.tainted:
            return change(Action.REPLACE, plan(wanted.type_name, given, None))
        first = plan(wanted.type_name, given, before)
        if first.errors:
            return change(Action.UPDATE, first)
        contract.assert_replacements(before.state, first)
        if not (address in self._replace or first.replace):
            assert before.identity in (None, first.identity), "an update changes the identity"
            same = contract.same(first.object, before.state)
            return change(Action.NOTHING if same else Action.UPDATE, first)
        second = plan(wanted.type_name, given, None, private=first.private)
        told = [*first.diagnostics, *second.diagnostics]
        return change(Action.REPLACE, dataclasses.replace(second, diagnostics=told))

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, Ref):
            return value
        change = self._changes.get(value.address)
        if change is None:
            return UNKNOWN
        known = change.action in (Action.NOTHING, Action.UPDATE)
        return change.planned.object["sid"] if known else UNKNOWN
