"""What a resource is: a declared block with operations on its typed instances.

Operations get instances of the resource's own class: `self` is what the user wants (`create`, `update`) or what state says
(`read`, `delete`). They return the object as it now is, and raise `Failure`, or an error that the provider's `explain`
knows, where they cannot. Everything around that (defaults, unknown values, replacement, the engine's contract) is the
framework's.
"""

from __future__ import annotations

import threading
import time
from abc import abstractmethod
from collections.abc import Collection, Iterator, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Any, ClassVar, Generic, Self, TypeVar

from ..record import record
from .diagnostics import Diagnostics
from .plan_notes import PlanNotes
from .planned import Planned
from .schema.attributes import attr
from .schema.blocks import Block
from .schema.checks import duration, parse_duration
from .states import Upgrader
from .values import Json, Values

C = TypeVar("C")
"""The provider's client: whatever `Provider.configure` returned."""

M = TypeVar("M")


DEFAULT_SECONDS = {"create": 600.0, "read": 40.0, "update": 600.0, "delete": 600.0, "list": 600.0}
"""By operation. A plan shows nothing while it reads, so that a read must not take long."""


def by_default(operation: str) -> str:
    """Return the default time limit of an operation as a sentence."""
    minutes, seconds = divmod(DEFAULT_SECONDS[operation], 60)
    return f"Default: `{f'{minutes:g}m' if not seconds else f'{DEFAULT_SECONDS[operation]:g}s'}`."


class Timeouts(Block):
    """How long each operation may take, retries included."""

    create: str | None = attr(f"Time limit for creating. {by_default('create')}", default=None, check=duration)
    read: str | None = attr(f"Time limit for reading. {by_default('read')}", default=None, check=duration)
    update: str | None = attr(f"Time limit for updating. {by_default('update')}", default=None, check=duration)
    delete: str | None = attr(f"Time limit for destroying. {by_default('delete')}", default=None, check=duration)


PLAN_SECONDS = 20.0
"""The time limit for what a plan asks of an API beyond the refresh. So both together stay below a minute of silence."""


class Memory:
    """The memory of a configured provider while it runs: one object of each class that a resource asks for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kinds: dict[type[Any], Any] = {}

    def of(self, kind: type[M]) -> M:
        """Return the object of this class, which the first call makes. Several threads use it."""
        with self._lock:
            if kind not in self._kinds:
                self._kinds[kind] = kind()
            known: M = self._kinds[kind]
            return known


@record(kw_only=True)
class BaseContext:
    """What every operation and hook is given beside its object.

    `seconds` is the time it may take, and `until` when that ends (`time.monotonic()`). `private` is private state, kept beside
    the state unseen by users: a JSON object that the operation may change. `stop` is set when the user interrupts. `memory`
    lives as long as the configured provider, and `plan_notes` are for what a plan has to say to its own apply.
    """

    seconds: float
    diagnostics: Diagnostics
    private: Json
    stop: threading.Event
    memory: Memory
    plan_notes: PlanNotes = field(default_factory=PlanNotes)
    until: float = field(init=False)

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.seconds


@record(kw_only=True)
class Context(BaseContext, Generic[C]):
    """The context of an operation, with the provider's client."""

    client: C


@record(kw_only=True)
class PlanContext(BaseContext, Generic[C]):
    """What a hook into the plan is given. A plan can be made by a provider that is not configured yet.

    `configured` is the same with the client, for what needs one, or None. `omitted` names the arguments that the configuration
    leaves out: of those that are not known yet, the provider is to choose these.
    """

    configured: Context[C] | None
    omitted: Collection[str] = ()


class Lookup:
    """Makes a data source of a resource. Exactly one of the attributes `arguments` selects the object; a singleton has none.

    The attributes `within` are optional, and say where to look: see `Resource.within`.
    """

    def __init__(self, *arguments: str, within: tuple[str, ...] = ()) -> None:
        self.arguments = arguments
        self.within = within


class Incomplete(Exception):
    """An apply failed, and yet there is an object: `kept` goes to state, as tainted where it was being created.

    The user sees `cause` as if it had been raised alone.
    """

    def __init__(self, kept: Block, cause: Exception) -> None:
        super().__init__(str(cause))
        self.kept = kept
        self.cause = cause


class Resource(Block, Generic[C]):
    """Base of every resource. Declare the type name with `class Thing(Resource[Client], name="thing")`."""

    type_name: ClassVar[str] = ""
    identity: ClassVar[tuple[str, ...]]
    """The attributes that together identify one object, for engines with resource identity. Their values, joined by `/`, are the
    import ID; an import by identity becomes one by that ID."""
    identity_optional: ClassVar[tuple[str, ...]] = ()
    """Those that an import may leave out: then the import ID is without them."""
    identity_version: ClassVar[int] = 0
    """To be raised where `identity` changes. In states of before, what is new in it is null until the next refresh."""
    upgraders: ClassVar[Mapping[int, Upgrader]] = MappingProxyType({})
    """For each schema version before `schema_version`, a function that makes a state of that version into one of the next.

    Where states of another provider of the same resource are to be taken over, let version 0 be theirs and one's own begin at 1.
    Nothing else tells them apart: engines pass on a state with its version but without the provider that wrote it, and two
    providers can have the same attributes.
    """
    data_source: ClassVar[Lookup | None] = None
    list_arguments: ClassVar[type[Block] | None] = None
    """What a `list` block takes in its `config` block, for a type whose objects engines can list (`terraform query`)."""
    example: ClassVar[str] = ""
    """A configuration (HCL) that shows the resource, for the documentation, which makes the one in Python of it.

    It may refer to what is in the examples of other resources. Names are unlike those there, since they are IDs in Python.
    """
    import_id: ClassVar[str] = ""
    """What an import ID looks like, and whatever else there is to say of it is in `import_note`; for the documentation."""
    import_note: ClassVar[str] = ""

    def __init_subclass__(cls, *, name: str = "", **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.type_name = name
        if name:
            _check_whole(cls)

    # Operations. `ctx.client` is configured in all of these.

    @abstractmethod
    def create(self, ctx: Context[C]) -> Self:
        """Make the object that `self` describes. Returns it with computed attributes filled in."""

    @abstractmethod
    def read(self, ctx: Context[C]) -> Self | None:
        """Return the object as it is now, or None if it is gone. `self` is what state has."""

    @abstractmethod
    def update(self, ctx: Context[C], prior: Self) -> Self:
        """Change the object to what `self` describes. Called only if an attribute that is not `provider_only` changes."""

    @abstractmethod
    def delete(self, ctx: Context[C]) -> None:
        """Remove the object; one that is gone already is no error."""

    @classmethod
    @abstractmethod
    def find(cls, ctx: Context[C], key: str) -> Self:
        """Return the live object with this import ID (for `import` and the data source). Raises `Failure` if there is none."""

    @classmethod
    def find_by(cls, ctx: Context[C], argument: str, value: str) -> Self:
        """The one live object whose attribute `argument` has this value, for the data source. Raises `Failure` if there is none.

        To be overridden where an argument of the `Lookup` is something else than an import ID.
        """
        return cls.find(ctx, value)

    @classmethod
    def within(cls, ctx: Context[C], given: Values) -> Context[C]:
        """Return the context for `find` and `find_by` of a data source: `given` are the arguments that say where to look."""
        return ctx

    @classmethod
    def find_all(cls, ctx: Context[C], arguments: Block) -> Iterator[Self | Exception]:
        """The live objects that a `list` block with these `list_arguments` asks for, each as soon as it is known.

        An error that is yielded is a warning to the user, and the search goes on. One that is raised ends it.
        """
        raise NotImplementedError

    @property
    def display_name(self) -> str:
        """The name of this object in a list."""
        return "/".join(str(getattr(self, name)) for name in self.identity)

    def implied(self, client: C) -> Collection[str]:
        """Return the arguments that a generated configuration leaves out, because their values are the provider's defaults."""
        return ()

    @classmethod
    def key_of(cls, import_id: str) -> str:
        """Return the key for `find` that an import ID means. Users may write it in another way too."""
        return import_id

    def imported(self, ctx: Context[C]) -> Self:
        """Return `self`, which `find` found, with what the provider computes, as an import puts it into state. May warn."""
        return self

    def recall(self, memory: Memory) -> None:
        """Called with each object that an engine reads from state, before anything else is asked about it.

        Engines hand on an object's attributes here in every walk, also before they replace it, where its private state and its
        prior state are withheld from the create. So this is where a resource learns of what it is about to replace.
        """

    # Hooks into the plan

    @classmethod
    def plan(cls, ctx: PlanContext[C], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        """Last word on a plan that creates (`prior` is None) or updates; may warn, and fill in what is known already.

        Returns the plan. It is a class method because there is no object yet, only what is planned of one.
        """
        return planned

    def plan_destroy(self, ctx: PlanContext[C]) -> None:
        """Warn of what a destroy will do, in `ctx.diagnostics`. Engines before Terraform 1.3 do not plan a destroy."""


def _check_whole(resource: type[Resource[Any]]) -> None:
    """Raise `TypeError` for a resource that is not whole: without `delete`, for example, each destroy would seem to succeed."""
    lacking = [name for name in dir(resource) if getattr(getattr(resource, name, None), "__isabstractmethod__", False)]
    lacking += [] if getattr(resource, "identity", ()) else ["identity"]
    if resource.list_arguments is not None and resource.find_all.__func__ is Resource.find_all.__func__:  # type: ignore[attr-defined]
        lacking.append("find_all")
    if lacking:
        raise TypeError(f"resource {resource.type_name} ({resource.__qualname__}) lacks {', '.join(lacking)}")
    if isinstance(resource.identity, str):
        raise TypeError(f"resource {resource.type_name}: identity is a tuple of names, such as ({resource.identity!r},)")
    versions = [str(version) for version in range(resource.schema_version) if version not in resource.upgraders]
    if versions:
        raise TypeError(f"resource {resource.type_name} has no upgrader for schema version {', '.join(versions)}")


def seconds_for(operation: str, limit: str | None) -> float:
    """Return the time that an operation may take: the limit in its `timeouts` block, or else the default."""
    return parse_duration(limit) if limit else DEFAULT_SECONDS[operation]
