"""A provider of things on a shelf: every trait that a declaration can have, and an API that is a dictionary."""

from __future__ import annotations

import dataclasses
import threading
from dataclasses import dataclass, field
from typing import Any, Self

from provider.framework.diagnostics import Diagnostic, Diagnostics, Failure, error
from provider.framework.functions import Function
from provider.framework.planned import Planned
from provider.framework.provider import Provider
from provider.framework.resource import Context, Lookup, PlanContext, Resource, Timeouts
from provider.framework.schema.attributes import attr, computed
from provider.framework.schema.blocks import Block, schema_of
from provider.framework.schema.checks import one_of
from provider.framework.schema.rules import exactly_one, when
from provider.framework.server import Response
from provider.framework.states import empty_is_null
from provider.framework.values import Values, is_known

SECRET = "correct-horse-battery"
THING = "toy_thing"


class ShelfError(Exception):
    """An error that the provider can explain."""


@dataclass
class Shelf:
    """The API: what it holds by ID, and what was asked of it. `altered` is what it makes of what it is sent."""

    things: dict[str, Values] = field(default_factory=dict)
    calls: list[tuple[str, Values]] = field(default_factory=list)
    altered: Values = field(default_factory=dict)
    failing: Exception | None = None
    contexts: list[Context[Any]] = field(default_factory=list)
    closed: bool = False

    def call(self, name: str, ctx: Context[Any], values: Values) -> None:
        self.contexts.append(ctx)
        self.calls.append((name, values))
        if self.failing is not None:
            raise self.failing

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.calls]

    @property
    def writes(self) -> list[str]:
        return [name for name in self.names if name in ("create", "update", "delete")]


def same_letters(one: str, other: str) -> bool:
    return one.lower() == other.lower()


class Thing(Resource[Shelf], name="thing"):
    """A thing on the shelf."""

    identity = ("id",)
    schema_version = 1
    upgraders = {0: empty_is_null}  # noqa: RUF012
    data_source = Lookup("id")

    id: str = computed("Its number.", use_state_for_unknown=True)
    revision: int = computed("How often it was written.")
    name: str = attr("What it is called.")
    colour: str = attr("Its colour.", default="red", check=one_of("red", "green"))
    note: str | None = attr("A remark.", default=None)
    size: int = attr("How large it is; the shelf decides if nobody says.", computed=True)
    maker: str = attr("Who made it; the shelf decides once if nobody says.", computed=True, use_state_for_unknown=True)
    shape: str = attr("Its shape, for good.", default="round", requires_replace=True)
    motto: str | None = attr("Compared without regard to case.", default=None, semantic_equality=same_letters)
    tags: list[str] = attr("Words.", default=[])
    labels: dict[str, str] | None = attr("Words by name.", default=None)
    secret: str | None = attr("A secret in state.", default=None, sensitive=True)
    secret_wo: str | None = attr("A secret in nobody's state.", default=None, write_only=True, sensitive=True)
    secret_wo_version: int | None = attr("Its version.", default=None)
    sealed: str | None = attr("Never told again.", default=None, requires_replace=True, unread=True)
    careful: bool = attr("Steers the provider.", default=False, provider_only=True)
    old: str | None = attr("An old way.", default=None, deprecated="Use note instead.")
    timeouts: Timeouts | None = attr("How long operations may take.", default=None)

    rules = (when("secret_wo", needs=("secret_wo_version",)), when("note", needs=("motto",)))

    def _stored(self, revision: int, number: str, ctx: Context[Shelf]) -> Self:
        told: dict[str, Any] = {
            "id": number,
            "revision": revision,
            "size": self.size if is_known(self.size) else 7,
            "maker": self.maker if is_known(self.maker) else "the shelf",
        }
        made = dataclasses.replace(self, **told | ctx.client.altered)
        ctx.client.things[number] = {name: getattr(made, name) for name in schema_of(type(self)).attributes}
        return made

    def create(self, ctx: Context[Shelf]) -> Self:
        ctx.client.call("create", ctx, dataclasses.asdict(self))
        ctx.private["made_by"] = "create"
        return self._stored(1, str(len(ctx.client.things) + 1), ctx)

    def read(self, ctx: Context[Shelf]) -> Self | None:
        ctx.client.call("read", ctx, {"id": self.id})
        held = ctx.client.things.get(self.id)
        return None if held is None else dataclasses.replace(self, **held)

    def update(self, ctx: Context[Shelf], prior: Self) -> Self:
        ctx.client.call("update", ctx, dataclasses.asdict(self))
        ctx.private["changed_by"] = "update"
        return self._stored(prior.revision + 1, self.id, ctx)

    def delete(self, ctx: Context[Shelf]) -> None:
        ctx.client.call("delete", ctx, {"id": self.id})
        ctx.client.things.pop(self.id, None)

    @classmethod
    def find(cls, ctx: Context[Shelf], key: str) -> Self:
        ctx.client.call("find", ctx, {"id": key})
        if key not in ctx.client.things:
            raise Failure(error("Not on the shelf", f"There is no thing {key}.", ("id",)))
        ctx.private["made_by"] = "import"
        held: dict[str, Any] = schema_of(cls).null() | ctx.client.things[key]
        return cls(**held)

    @classmethod
    def plan(cls, ctx: PlanContext[Shelf], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        if planned.get(lambda thing: thing.note, unknown=None) == "warn":
            ctx.diagnostics.warning("Noted", "The plan says so.", ("note",))
        ctx.private["planned"] = True
        return planned

    def plan_destroy(self, ctx: PlanContext[Shelf]) -> None:
        ctx.diagnostics.warning("It will be gone", f"Thing {self.id} leaves the shelf.")


def lamp(**given: Any) -> Values:
    """The arguments of a thing, called "lamp" if nobody says otherwise."""
    return {"name": "lamp"} | given


def config(**given: Any) -> Values:
    """The same as a whole configuration: null where nothing is given."""
    return schema_of(Thing).null() | lamp(**given)


def state_of(answer: Response) -> Values:
    """The object that came back, which must be there."""
    assert answer.state is not None, answer.diagnostics.items
    return answer.state


class Configuration(Block):
    """The shelf."""

    place: str | None = attr("Where it stands.", default=None, env="SHELF_PLACE")
    boards: int | None = attr("How many boards.", default=None, env="SHELF_BOARDS")
    locked: bool | None = attr("Whether it is locked.", default=None, env="SHELF_LOCKED")
    key: str | None = attr("Its key.", default=None, sensitive=True)
    colour: str = attr("Its colour.", default="brown", check=one_of("brown", "white"))

    rules = (exactly_one("place", "key"),)


@dataclass
class ToyProvider(Provider[Shelf]):
    """Serves one shelf. `given` is the configuration it was last configured with."""

    shelf: Shelf = field(default_factory=Shelf)
    functions: list[Function] = field(default_factory=list)
    given: Configuration | None = None

    name = "toy"
    version = "1.2.3"
    config = Configuration
    resources = {THING: Thing}  # noqa: RUF012
    moves_from = frozenset({"other/toy"})

    def configure(self, config: Block, stop: threading.Event, diagnostics: Diagnostics) -> Shelf | None:
        assert isinstance(config, Configuration)
        self.given = config
        return self.shelf

    def explain(self, error_: Exception) -> Diagnostic | None:
        return error("The shelf complains", str(error_)) if isinstance(error_, ShelfError) else None

    def close(self, client: Shelf) -> None:
        client.closed = True
