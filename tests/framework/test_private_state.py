"""Private state over the wire: what a read notes goes on to the next call, and what is not ours is no obstacle to it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Self

import pytest

from provider.framework.resource import Context
from provider.framework.states import decode_private
from provider.framework.values import Values
from tests.framework.toy import Shelf, Thing, ToyProvider
from tests.framework.walk import THING, config
from tests.harness.client import Answered, PluginClient
from tests.harness.inside import served
from tests.harness.loop import LoopThread
from tests.harness.schema import Schema


class Counted(Thing, name="thing"):
    """A thing that counts in private state how often it was read."""

    def read(self, ctx: Context[Shelf]) -> Self | None:
        ctx.private["reads"] = ctx.private.get("reads", 0) + 1
        return super().read(ctx)


class CountingProvider(ToyProvider):
    resources = {"toy_thing": Counted}  # noqa: RUF012


@pytest.fixture
def client(loop: LoopThread) -> Iterator[PluginClient]:
    with served(loop, None, CountingProvider()) as connected:
        given = Schema.of(connected.schema().provider).config({"place": "the hall"})
        connected.configure(given).without_errors()
        yield connected


@pytest.fixture
def made(client: PluginClient) -> Answered:
    """A thing on the shelf, as state has it."""
    given = config()
    planned = client.plan(THING, prior=None, proposed=given, config=given).without_errors()
    return client.apply(THING, prior=None, planned=planned.object, config=given, private=planned.private).without_errors()


def noted(answer: Answered) -> Values:
    values: Any = json.loads(answer.private)
    assert isinstance(values, dict)
    return values


def test_what_a_read_notes_is_there_at_the_next_read_beside_what_was_noted_before(client: PluginClient, made: Answered) -> None:
    once = client.read(THING, made.object, made.private).without_errors()
    again = client.read(THING, once.object, once.private).without_errors()

    assert noted(once) == noted(made) | {"reads": 1}
    assert noted(again) == noted(made) | {"reads": 2}


FOREIGN = [b"\x00\xff", b"not json", b"[1]", b'"text"']


@pytest.mark.parametrize("foreign", FOREIGN)
def test_private_state_that_is_not_ours_counts_as_empty(foreign: bytes) -> None:
    assert decode_private(foreign) == {}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_private_state_of_another_provider_is_no_obstacle_to_a_read(client: PluginClient, made: Answered, foreign: bytes) -> None:
    read = client.read(THING, made.object, foreign)

    assert [told.summary for told in read.diagnostics] == ["Unreadable private state"]
    assert (read.errors, read.state) == ([], made.state)
    assert noted(read) == {"reads": 1}


@pytest.mark.parametrize("foreign", FOREIGN)
def test_private_state_of_another_provider_is_no_obstacle_to_an_update(
    client: PluginClient, made: Answered, foreign: bytes
) -> None:
    given = config(name="torch")
    proposed = made.object | given | {name: made.object[name] for name in ("id", "revision", "size", "maker")}

    planned = client.plan(THING, prior=made.state, proposed=proposed, config=given, private=foreign).without_errors()
    changed = client.apply(THING, prior=made.state, planned=planned.object, config=given, private=foreign).without_errors()

    assert noted(planned) == {"planned": True}
    assert noted(changed) == {"changed_by": "update"}
