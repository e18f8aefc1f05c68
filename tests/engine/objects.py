"""A stack in the hands of an engine: what is configured, what state has, what is planned, and the calls of one process."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from provider.framework.diagnostics import Diagnostic, Severity
from tests.engine.profile import Profile
from tests.engine.walk import Action, Instance, Walk
from tests.harness.client import Answered


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

    def plan_deletion(self, instance: Instance) -> Answered:
        if not self.profile.plans_destroys:
            return Answered([], None, instance.private)
        answer = self.calls.try_plan_delete(instance)
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
