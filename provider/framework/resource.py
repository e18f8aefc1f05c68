"""What a resource is: a declared block with operations on its typed instances.

Operations get instances of the resource's own class: `self` is what the user wants (`create`, `update`) or what state says
(`read`, `delete`). They return the object as it now is, and raise `Failure`, or an error that the provider's `explain`
knows, where they cannot. Everything around that (defaults, unknown values, replacement, the engine's contract) is the
framework's.
"""

from __future__ import annotations

import threading
from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Any, ClassVar, Generic, Self, TypeVar

from .blocks import Block, attr
from .checks import duration, parse_duration
from .diagnostics import Diagnostics

C = TypeVar("C")
"""The provider's client: whatever `Provider.configure` returned."""

Json = dict[str, Any]

SingletonKey = tuple[str, str]
"""Type name and account."""


class Timeouts(Block):
    """How long each operation may take, retries included."""

    create: str | None = attr("Time limit for creating, such as `10m`.", default=None, check=duration)
    read: str | None = attr("Time limit for reading, such as `5m`.", default=None, check=duration)
    update: str | None = attr("Time limit for updating, such as `10m`.", default=None, check=duration)
    delete: str | None = attr("Time limit for destroying, such as `10m`.", default=None, check=duration)


DEFAULT_SECONDS = {"create": 600.0, "read": 300.0, "update": 600.0, "delete": 600.0}
"""The community provider's defaults, by operation."""


@dataclass(kw_only=True)
class Context(Generic[C]):
    """What an operation is given beside its object.

    `seconds` is the time it may take. `private` is kept beside the state, unseen by users: a JSON object that the
    operation may change. `stop` is set when the user interrupts. `seen` lives as long as the configured provider.
    """

    client: C
    seconds: float
    diagnostics: Diagnostics
    private: Json
    stop: threading.Event
    seen: Seen


@dataclass
class Seen:
    """Notes that singletons keep for the life of one configured provider; see `singleton`."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    planned: dict[SingletonKey, tuple[str, str]] = field(default_factory=dict)
    """Mark and friendly name of the instance planned for each."""
    in_state: set[SingletonKey] = field(default_factory=set)
    """What was read because state has it: a create planned beside that means that it is tainted, or was renamed."""
    created: set[SingletonKey] = field(default_factory=set)
    destroyed: dict[SingletonKey, Json] = field(default_factory=dict)
    """Private state of what this process destroyed: an instance created after that replaces it."""
    turns: dict[SingletonKey, threading.Lock] = field(default_factory=dict)

    def turn(self, key: SingletonKey) -> threading.Lock:
        """Held while an object is created or destroyed: engines do both at once where a resource is renamed."""
        with self.lock:
            return self.turns.setdefault(key, threading.Lock())


@dataclass(frozen=True)
class Lookup:
    """Makes a data source of a resource. `argument` names the attribute that selects the object (none for a singleton)."""

    argument: str | None = None


class Resource(Block, Generic[C]):
    """Base of every resource. Declare the type name with `class Thing(Resource[Client], name="thing")`."""

    type_name: ClassVar[str] = ""
    identity: ClassVar[str]
    """The attribute that tells one object from all others, for engines with resource identity."""
    data_source: ClassVar[Lookup | None] = None
    example: ClassVar[str] = ""
    """A configuration (HCL) that shows the resource, for the documentation."""

    def __init_subclass__(cls, *, name: str = "", **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.type_name = name

    # Operations. `ctx.client` is configured in all of these.

    @abstractmethod
    def create(self, ctx: Context[C]) -> Self:
        """Make the object that `self` describes; returns it with computed attributes filled in."""

    @abstractmethod
    def read(self, ctx: Context[C]) -> Self | None:
        """The object as it is now, or None if it is gone. `self` is what state says."""

    @abstractmethod
    def update(self, ctx: Context[C], prior: Self) -> Self:
        """Make the object be as `self` says. Called only if an attribute that is not `local` changes."""

    @abstractmethod
    def delete(self, ctx: Context[C]) -> None:
        """Remove the object; one that is gone already is no error."""

    @classmethod
    @abstractmethod
    def find(cls, ctx: Context[C], key: str) -> Self:
        """The live object with this import ID (for `import` and the data source). Raises `Failure` if there is none."""

    # Hooks into the plan. `ctx.client` is None where the provider is not configured yet.

    def plan(self, ctx: Context[C | None], prior: Self | None) -> Self:
        """Last word on a plan that creates (`prior` is None) or updates; may warn, and fill in what is known already.

        `self` can hold `UNKNOWN` in any attribute. Returns the plan.
        """
        return self

    def plan_destroy(self, ctx: Context[C | None]) -> None:
        """Tell the user, through `ctx.diagnostics`, what a destroy will do. Engines before Terraform 1.3 do not ask."""


def seconds_for(operation: str, limit: str | None) -> float:
    """The time an operation may take: the limit its `timeouts` block gives, or else the default."""
    return parse_duration(limit) if limit else DEFAULT_SECONDS[operation]
