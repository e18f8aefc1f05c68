"""A stack in the hands of an engine: what is configured, what state has, what is planned, and the calls of one process."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from provider.framework.diagnostics import Diagnostic, Severity
from provider.framework.values import Values
from tests.engine import contract
from tests.engine.profile import Profile
from tests.engine.walk import Action, Instance, Walk
from tests.harness.client import Answered


@dataclass(frozen=True)
class Ref:
    """Stands in a configuration for the SID of the object at another address."""

    address: str


@dataclass(frozen=True)
class Wanted:
    """What a configuration has at one address; `data`: a data source."""

    type_name: str
    given: Mapping[str, Any]
    create_before_destroy: bool = False
    data: bool = False

    @property
    def uses(self) -> frozenset[str]:
        return frozenset(each.address for each in self.given.values() if isinstance(each, Ref))


Configuration = Mapping[str, Wanted]


@dataclass(frozen=True)
class Options:
    """What a command says beside the configuration.

    `orphans_first`: engines plan what has no block any more before the rest or after it, as it comes. `imports`: the key of what
    is to be imported, by address. `moved`: the new address by the old one. `forgotten`: addresses of which a `removed` block says
    that nothing is destroyed.
    """

    replace: tuple[str, ...] = ()
    refresh: bool = True
    refresh_only: bool = False
    orphans_first: bool = False
    imports: Mapping[str, str] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)
    forgotten: tuple[str, ...] = ()


PLAIN = Options()


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
    """One planned change. `before` is the object as the plan saw it, `planned` the answer to the last planning call, with what
    engines show of it and of the one before.
    """

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
    data: Mapping[str, Values] = field(default_factory=dict)

    @property
    def errors(self) -> list[Diagnostic]:
        return [each for each in self.told if each.severity is Severity.ERROR]

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


@dataclass(frozen=True)
class StackWalk:
    """One configured process, and the calls that are made in it as one engine makes them."""

    calls: Walk
    profile: Profile
    defects: frozenset[Defect]

    def upgraded(self, instance: Instance) -> Instance:
        upgraded = self.calls.upgrade(instance)
        if Defect.BASELINE_BLANKED in self.defects and "baseline" in instance.state:
            return dataclasses.replace(upgraded, state=upgraded.state | {"baseline": None}, private=b"")
        return upgraded

    def refreshed(self, instance: Instance) -> Answered:
        """What a read answers; may have errors."""
        return self.calls.try_read(self.upgraded(instance))

    def stored(self, type_name: str, answer: Answered) -> Instance:
        return self.profile.stored(Instance(type_name, answer.object, answer.private, answer.identity))

    def planned(
        self,
        type_name: str,
        given: Mapping[str, Any],
        before: Instance | None,
        *,
        planned_private: bytes = b"",
    ) -> Answered:
        """Validate a configuration, and plan it for what state has. `planned_private`: what an earlier walk's plan answered."""
        told = self.calls.validate(type_name, given)
        if told.errors:
            return Answered(told.diagnostics)
        answer = self.calls.try_plan(type_name, given, before, planned_private=self._handed_on(planned_private))
        return dataclasses.replace(answer, diagnostics=[*told.diagnostics, *answer.diagnostics])

    def planned_anew(self, type_name: str, given: Mapping[str, Any], before: Instance, first: Answered) -> Answered:
        """The second plan of a replacement: without prior state, and with the private bytes of the first."""
        identity = before.identity if self.profile.names_what_it_replaces else None
        return self.calls.try_plan(
            type_name, given, None, private=first.private, planned_private=self._handed_on(b""), identity=identity
        )

    def _handed_on(self, private: bytes) -> bytes | None:
        return private if self.profile.hands_on_planned_private else None

    def imported(self, type_name: str, key: str) -> Answered:
        """Import, and read what came of it; may have errors."""
        answer = self.calls.client.import_(type_name, key)
        if answer.errors:
            return answer
        contract.assert_stored(self.calls.schemas[type_name], answer.object)
        read = self.calls.try_read(self.stored(type_name, answer))
        return dataclasses.replace(read, diagnostics=[*answer.diagnostics, *read.diagnostics])

    def read_data(self, type_name: str, given: Mapping[str, Any]) -> Answered:
        """Validate and read a data source; may have errors."""
        config = self.calls.data_sources[type_name].config(given)
        told = self.calls.client.validate_data(type_name, config)
        return Answered(told.diagnostics) if told.errors else self.calls.client.read_data(type_name, config)

    def plan_deletion(self, instance: Instance) -> Answered:
        if not self.profile.plans_destroys:
            return Answered([], None, instance.private)
        answer = self.calls.try_plan_delete(instance, planned_private=self._handed_on(b""))
        assert answer.errors or answer.state is None
        return answer

    def plan_deletes(self, address: str, held: Held) -> list[Change]:
        """The deletion of everything at one address, from state as it stands."""
        changes = []
        for instance in held.objects:
            deposed = instance is not held.current
            answer = self.plan_deletion(self.upgraded(instance))
            changes.append(Change(address, held.type_name, Action.DELETE, instance, answer, of_deposed=deposed))
        return changes


def ordered(by_address: Mapping[str, Held | Wanted]) -> list[str]:
    """The addresses, what others use before those; alphabetic otherwise."""
    return sorted(by_address, key=lambda each: (bool(by_address[each].uses), each))


def is_created_first(address: str, config: Configuration) -> bool:
    """Whether an address is replaced create before destroy: its own wish, or that of something which uses it."""
    return config[address].create_before_destroy or any(
        address in other.uses and other.create_before_destroy for other in config.values()
    )
