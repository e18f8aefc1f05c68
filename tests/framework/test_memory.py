"""What a resource keeps for itself in state."""

from __future__ import annotations

from provider.framework.blocks import Block, attr, memory, schema_of
from provider.framework.plan import plan_change


class Kept(Block):
    """Something with a memory."""

    name: str = attr("A name.")
    found: str | None = memory("What was there before.")


def test_a_memory_of_nothing_stays_so_in_an_update() -> None:
    prior = {"name": "lamp", "found": None}
    wanted = {"name": "torch", "found": None}
    assert plan_change(schema_of(Kept), prior, wanted, wanted).values == wanted
