"""An engine for a whole stack: many addresses, what depends on what, taints, replacements in both orders, and what failed.

The order of calls is the one that was traced with Terraform and OpenTofu. A plan walk reads state (Upgrade, Read) and plans: a
replacement that `-replace` asks for twice, the second time without prior state and with the private bytes of the first; a
tainted object once, without prior state and without private bytes. An apply walk is another process: deletes get the private
bytes of their plan, creates and updates are planned again with those of state, and an object that was deposed is planned again
for its destruction. An error with a state on a create leaves a tainted object, without a state nothing; an update or a delete
that fails leaves what was answered, or else what there was. Every answer is held to the engine's contract.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from provider.fake import FakeTwilio
from provider.framework.diagnostics import Diagnostic, Severity
from provider.framework.values import UNKNOWN, Values
from tests.harness import contract
from tests.harness.client import Answered, PluginClient
from tests.harness.engine import Action, Instance, Schemas
from tests.harness.schema import Schema

Launch = Callable[[], AbstractContextManager[PluginClient]]


@dataclass(frozen=True)
class Ref:
    """Stands in a configuration for the SID of the object at another address."""

    address: str


@dataclass(frozen=True)
class Wanted:
    """What a configuration has at one address."""

    type_name: str
    given: Mapping[str, Any]
    create_before_destroy: bool = False

    @property
    def uses(self) -> frozenset[str]:
        return frozenset(each.address for each in self.given.values() if isinstance(each, Ref))


Configuration = Mapping[str, Wanted]


@dataclass(frozen=True)
class Held:
    """What a state file has at one address. `deposed`: old objects whose replacement exists already."""

    type_name: str
    current: Instance | None
    tainted: bool = False
    deposed: tuple[Instance, ...] = ()
    create_before_destroy: bool = False
    uses: frozenset[str] = frozenset()

    @property
    def objects(self) -> list[Instance]:
        return [*self.deposed, *([self.current] if self.current else [])]


State = Mapping[str, Held]


@dataclass(frozen=True)
class Change:
    """One planned change. `before` is the object as the plan saw it, `planned` the answer to the last planning call."""

    address: str
    type_name: str
    action: Action
    before: Instance | None
    planned: Answered
    wanted: Wanted | None = None
    create_before_destroy: bool = False
    of_deposed: bool = False


@dataclass(frozen=True)
class Plan:
    """A plan as it can be saved: it holds the refreshed state."""

    state: State
    changes: tuple[Change, ...]
    told: tuple[Diagnostic, ...]
    destroying: bool = False

    @property
    def errors(self) -> list[Diagnostic]:
        return _errors(self.told)

    @property
    def empty(self) -> bool:
        return all(each.action is Action.NOTHING for each in self.changes)


class Verb(Enum):
    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"


@dataclass(frozen=True)
class Operation:
    """One thing that an apply did, and what came of it."""

    change: Change
    verb: Verb
    answer: Answered


class Defect(Enum):
    """What a test can break between engine and provider, to see whether it is noticed."""

    BASELINE_BLANKED = "state reaches the provider without the baseline"
    LOOKS_AGAIN = "an apply starts from what is there, and not from what the plan saw"
    ERRORS_SWALLOWED = "what an apply says is not shown"


@dataclass
class StackEngine:
    """Launches a plugin for every walk. `observe` is called after each operation of an apply."""

    launch: Launch
    schemas: Schemas
    provider_config: Values
    twilio: FakeTwilio
    observe: Callable[[Operation], None] = lambda _: None
    defects: frozenset[Defect] = frozenset()

    @contextmanager
    def walk(self) -> Iterator[_Walk]:
        with self.launch() as client:
            config = self.schemas.provider.config(self.provider_config)
            client.validate_provider(config).without_errors()
            client.configure(config).without_errors()
            yield _Walk(self, client)

    def plan(
        self,
        config: Configuration,
        state: State,
        *,
        replace: Iterable[str] = (),
        refresh: bool = True,
        orphans_first: bool = False,
    ) -> Plan:
        """`terraform plan`. What it tells may hold errors; then there is nothing to apply."""
        with self.walk() as walk, self._writing_nothing():
            return _Planning(walk, config, dict(state), frozenset(replace), refresh).run(orphans_first=orphans_first)

    def plan_destroy(self, config: Configuration, state: State, *, refresh: bool = True) -> Plan:
        """`terraform plan -destroy`: what is there is refreshed and planned in one process, its destruction in the next."""
        there = {address: wanted for address, wanted in config.items() if address in state}
        refreshed: State = state
        told: list[Diagnostic] = []
        if refresh:
            plan = self.plan(there, state)
            if plan.errors:
                return dataclasses.replace(plan, destroying=True)
            refreshed, told = plan.state, list(plan.told)
        with self.walk() as walk, self._writing_nothing():
            changes = []
            for address in reversed(_ordered(refreshed)):
                for change in walk.plan_deletes(address, refreshed[address]):
                    changes.append(change)
                    told += change.planned.diagnostics
        return Plan(refreshed, tuple(changes), tuple(told), destroying=True)

    def apply(self, plan: Plan) -> tuple[State, tuple[Diagnostic, ...]]:
        """`terraform apply`: the state afterwards, and what was told. AssertionError if the plan has errors."""
        assert not plan.errors
        if plan.empty:
            return plan.state, ()
        with self.walk() as walk:
            applying = _Applying(walk, dict(plan.state), plan)
            applying.run()
        return {address: held for address, held in applying.state.items() if held.objects}, tuple(applying.told)

    def import_(self, type_name: str, key: str) -> Answered:
        """Import, and refresh what came of it; may have errors."""
        with self.walk() as walk, self._writing_nothing():
            answer = walk.client.import_(type_name, key)
            if answer.errors:
                return answer
            contract.assert_stored(self.schemas.resources[type_name], answer.object)
            return walk.refreshed(Instance(type_name, answer.object, answer.private, answer.identity))

    @contextmanager
    def _writing_nothing(self) -> Iterator[None]:
        before = len(self.twilio.writes)
        yield
        assert self.twilio.writes[before:] == [], "a plan wrote"


@dataclass(frozen=True)
class _Walk:
    """One configured process, and the calls that are made in it."""

    engine: StackEngine
    client: PluginClient

    def schema(self, type_name: str) -> Schema:
        return self.engine.schemas.resources[type_name]

    def upgraded(self, instance: Instance) -> Instance:
        schema = self.schema(instance.type_name)
        answer = self.client.upgrade(instance.type_name, json.dumps(instance.state).encode(), version=schema.version)
        answer.without_errors()
        assert answer.object == instance.state, "the provider does not understand its own state"
        if Defect.BASELINE_BLANKED in self.engine.defects and "baseline" in instance.state:
            return dataclasses.replace(instance, state=instance.state | {"baseline": None}, private=b"")
        return instance

    def refreshed(self, instance: Instance) -> Answered:
        """What a read answers; held to the contract if it has no errors."""
        before = self.upgraded(instance)
        read = self.client.read(before.type_name, before.state, before.private, before.identity)
        if not read.errors and read.state is not None:
            contract.assert_stored(self.schema(before.type_name), read.state)
            assert before.identity in (None, read.identity), "a refresh changed the identity"
        return read

    def planned(self, type_name: str, config: Values, before: Instance | None, private: bytes = b"") -> Answered:
        schema = self.schema(type_name)
        prior = before.state if before else None
        answer = self.client.plan(
            type_name,
            prior=prior,
            proposed=schema.proposed(prior, config),
            config=config,
            private=before.private if before else private,
            identity=before.identity if before else None,
        )
        contract.assert_discreet(schema, config, answer)
        if not answer.errors:
            contract.assert_plan(schema, prior, config, answer.object)
        return answer

    def planned_deletion(self, instance: Instance) -> Answered:
        answer = self.client.plan(
            instance.type_name,
            prior=instance.state,
            proposed=None,
            config=None,
            private=instance.private,
            identity=instance.identity,
        )
        assert answer.errors or answer.state is None
        return answer

    def plan_deletes(self, address: str, held: Held) -> list[Change]:
        """The deletion of everything at one address, from state as it stands."""
        changes = []
        for instance in held.objects:
            deposed = instance is not held.current
            answer = self.planned_deletion(self.upgraded(instance))
            changes.append(Change(address, held.type_name, Action.DELETE, instance, answer, of_deposed=deposed))
        return changes


class _Planning:
    """A plan walk."""

    def __init__(
        self, walk: _Walk, config: Configuration, state: dict[str, Held], replace: frozenset[str], refresh: bool
    ) -> None:
        self._walk, self._config, self._state = walk, config, state
        self._replace, self._refresh = replace, refresh
        self._changes: dict[str, Change] = {}
        self._deletes: list[Change] = []
        self._told: list[Diagnostic] = []
        self._failed: set[str] = set()

    def run(self, *, orphans_first: bool) -> Plan:
        for wanted in self._config.values():
            schema = self._walk.schema(wanted.type_name)
            given = {name: UNKNOWN if isinstance(value, Ref) else value for name, value in wanted.given.items()}
            self._told += self._walk.client.validate(wanted.type_name, schema.config(given)).diagnostics
        orphans = [address for address in _ordered(self._state) if address not in self._config]
        if orphans_first:
            self._plan_orphans(orphans)
        for address in _ordered(self._config):
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
            if self._refresh_all(address):
                self._note_deletes(address, self._state[address])

    def _note_deletes(self, address: str, held: Held) -> None:
        for instance in held.objects:
            answer = self._walk.planned_deletion(instance)
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
            upgraded = self._walk.upgraded(instance)
            if not self._refresh:
                objects.append(upgraded)
                continue
            read = self._walk.refreshed(instance)
            self._told += read.diagnostics
            if read.errors:
                self._failed.add(address)
                return False
            gone = read.state is None
            objects.append(None if gone else Instance(instance.type_name, read.object, read.private, read.identity))
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
        schema = self._walk.schema(wanted.type_name)
        config = schema.config({name: self._resolved(value) for name, value in wanted.given.items()})
        change = self._change(address, wanted, held, config)
        self._told += change.planned.diagnostics
        if change.planned.errors:
            self._failed.add(address)
        self._changes[address] = change

    def _change(self, address: str, wanted: Wanted, held: Held, config: Values) -> Change:
        before, order = held.current, _forced(address, self._config)

        def change(action: Action, planned: Answered) -> Change:
            return Change(address, wanted.type_name, action, before, planned, wanted, order)

        if before is None:
            return change(Action.CREATE, self._walk.planned(wanted.type_name, config, None))
        if held.tainted:
            return change(Action.REPLACE, self._walk.planned(wanted.type_name, config, None))
        first = self._walk.planned(wanted.type_name, config, before)
        if first.errors:
            return change(Action.UPDATE, first)
        contract.assert_replacements(before.state, first)
        if not (address in self._replace or first.replace):
            assert first.identity == before.identity, "an update changes the identity"
            same = contract.same(first.object, before.state)
            return change(Action.NOTHING if same else Action.UPDATE, first)
        second = self._walk.planned(wanted.type_name, config, None, first.private)
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


@dataclass
class _Applying:
    """An apply walk. `failed` holds the addresses of which something failed or was left out because of that."""

    walk: _Walk
    state: dict[str, Held]
    plan: Plan
    told: list[Diagnostic] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)

    def run(self) -> None:
        changes = self.plan.changes
        order = {address: place for place, address in enumerate(_ordered({**self.state, **_wanted(changes)}))}
        going = [each for each in changes if each.action in (Action.DELETE, Action.REPLACE)]
        going.sort(key=lambda each: -order[each.address])
        late = [each for each in going if each.create_before_destroy and not self.plan.destroying]
        for change in going:
            if change not in late:
                self._delete(change)
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
        before = self._starting_point(self.walk.upgraded(change.before))
        private = change.planned.private
        deposed = change.of_deposed or (late and change.action is Action.REPLACE)
        if deposed and late:  # what is deposed is planned again, as the object that it was in state
            again = self.walk.planned_deletion(before)
            if again.errors:
                self._tell(again)
                self.failed.add(change.address)
                return
            self._tell(again)
            private = again.private
        answer = self.walk.client.apply(
            change.type_name, prior=before.state, planned=None, config=None, private=private, identity=before.identity
        )
        self._tell(answer)
        left = _left_behind(change.type_name, answer, before)
        assert left is None or answer.errors, "a destroyed object came back"
        if left is None and answer.errors:
            left = before
        if answer.errors:
            self.failed.add(change.address)
        if deposed:
            others = tuple(each for each in held.deposed if each is not change.before)
            self.state[change.address] = dataclasses.replace(held, deposed=others + ((left,) if left else ()))
        else:
            self.state[change.address] = dataclasses.replace(held, current=left)
        self.walk.engine.observe(Operation(change, Verb.DELETE, answer))

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
        left = _left_behind(change.type_name, answer, before)
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
        self.walk.engine.observe(Operation(change, Verb.CREATE if before is None else Verb.UPDATE, answer))

    def _planned_and_applied(self, change: Change, wanted: Wanted, before: Instance | None) -> Answered:
        schema = self.walk.schema(wanted.type_name)
        config = schema.config({name: self._resolved(value) for name, value in wanted.given.items()})
        again = self.walk.planned(wanted.type_name, config, before)
        self._tell(again)
        if again.errors:
            return dataclasses.replace(again, state=None)
        contract.assert_fulfilled(schema, change.planned.object, again.object, wholly=False)
        answer = self.walk.client.apply(
            wanted.type_name,
            prior=before.state if before else None,
            planned=again.object,
            config=config,
            private=again.private,
            identity=again.identity,
        )
        self._tell(answer)
        contract.assert_discreet(schema, config, answer)
        if answer.state is not None:
            contract.assert_stored(schema, answer.state)
        if not answer.errors:
            contract.assert_fulfilled(schema, again.object, answer.object, wholly=True)
            assert answer.identity is not None, "an object has no identity"
            assert before is None or before.identity == answer.identity, "an update changed the identity"
        return answer

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, Ref):
            return value
        current = self.state[value.address].current
        assert current is not None
        return current.state["sid"]

    def _starting_point(self, before: Instance) -> Instance:
        if Defect.LOOKS_AGAIN in self.walk.engine.defects and "baseline" in before.state:
            read = self.walk.refreshed(before)
            return before if read.state is None else dataclasses.replace(before, state=read.state)
        return before

    def _tell(self, answer: Answered) -> None:
        if Defect.ERRORS_SWALLOWED in self.walk.engine.defects:
            self.told += [dataclasses.replace(each, detail="") for each in answer.diagnostics]
        else:
            self.told += answer.diagnostics


def _left_behind(type_name: str, answer: Answered, before: Instance | None) -> Instance | None:
    if answer.state is None:
        return None
    identity = answer.identity or (before.identity if before else None)
    return Instance(type_name, answer.state, answer.private, identity)


def _errors(told: Iterable[Diagnostic]) -> list[Diagnostic]:
    return [each for each in told if each.severity is Severity.ERROR]


def _wanted(changes: Iterable[Change]) -> dict[str, Wanted]:
    return {each.address: each.wanted for each in changes if each.wanted}


def _ordered(by_address: Mapping[str, Held | Wanted]) -> list[str]:
    """The addresses, what others use before those; alphabetic otherwise."""
    return sorted(by_address, key=lambda each: (bool(by_address[each].uses), each))


def _forced(address: str, config: Configuration) -> bool:
    """Whether an address is replaced create before destroy: its own wish, or that of something which uses it."""
    return config[address].create_before_destroy or any(
        address in other.uses and other.create_before_destroy for other in config.values()
    )
