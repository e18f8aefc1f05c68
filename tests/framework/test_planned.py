"""What a hook into the plan sees: values, unknown ones in the open, and a type checker that refuses to overlook them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from provider.framework.planned import Planned
from provider.framework.server import ProviderServer
from provider.framework.values import UNKNOWN
from tests.framework.toy import Shelf, Thing, config

CHECKOUT = Path(__file__).parents[2]

HOOKS = """
from typing import Self

from provider.framework.planned import Planned
from provider.framework.resource import Context, PlanContext
from provider.framework.values import UNKNOWN, Unknown, is_known
from tests.framework.toy import Shelf, Thing


class Careful(Thing):
    @classmethod
    def plan(cls, ctx: PlanContext[Shelf], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        if planned.get(lambda thing: thing.careful, unknown=False):
            ctx.diagnostics.warning("Careful", "It was asked for.")
        size: int | Unknown = planned.get(lambda thing: thing.size, unknown=UNKNOWN)
        if is_known(size) and size > 3 and ctx.configured is not None:
            ctx.configured.client.names.append("large")
        if prior is not None and prior.careful:
            return planned.with_(note="as before")
        return planned


class OnSelf(Thing):
    def plan(self, ctx: PlanContext[Shelf], prior: Self | None) -> Self:  # override
        if self.careful:
            ctx.diagnostics.warning("Careless", "It may be unknown.")
        return self


class Careless(Thing):
    @classmethod
    def plan(cls, ctx: PlanContext[Shelf], planned: Planned[Self], prior: Self | None) -> Planned[Self]:
        if planned.careful:  # attr-defined
            ctx.diagnostics.warning("Careless", "It may be unknown.")
        if planned.get(lambda thing: thing.careful):  # call-arg
            ctx.diagnostics.warning("Careless", "It may be unknown.")
        size: int = planned.get(lambda thing: thing.size, unknown=UNKNOWN)  # assignment
        wrong = planned.get(lambda thing: thing.sise, unknown=0)  # attr-defined
        note = planned.get(lambda thing: thing.note, unknown=UNKNOWN).upper()  # union-attr
        ctx.client.names.append("planned")  # attr-defined
        ctx.configured.client.names.append("planned")  # union-attr
        cls.find(ctx, "1")  # arg-type
        return planned
"""


def test_mypy_refuses_every_careless_line_of_a_hook_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "hooks.py"
    file.write_text(HOOKS)

    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--cache-dir", ".mypy_cache", file],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    lines = enumerate(HOOKS.splitlines(), start=1)
    expected = {(number, code) for number, line in lines if "  # " in line for code in line.rpartition("  # ")[2].split()}
    found = re.findall(r"^\S*hooks\.py:(\d+): error: .*  \[([a-z-]+)\]$", done.stdout, re.MULTILINE)
    assert {(int(number), code) for number, code in found} == expected, done.stdout + done.stderr


def planned(**values: Any) -> Planned[Thing]:
    return Planned(Thing, config(**values))


def test_a_known_attribute_is_read_as_it_is() -> None:
    assert planned(careful=True).get(lambda thing: thing.careful, unknown=False) is True
    assert planned(note=None).get(lambda thing: thing.note, unknown="?") is None


@pytest.mark.parametrize("tags", [UNKNOWN, ["a", UNKNOWN]])
def test_an_attribute_that_is_unknown_or_holds_what_is_unknown_counts_as_the_hook_says(tags: Any) -> None:
    assert planned(tags=tags).get(lambda thing: thing.tags, unknown=None) is None


def test_a_block_with_an_unknown_value_is_unknown_as_a_whole() -> None:
    timeouts = {"create": "5m", "read": None, "update": UNKNOWN, "delete": None}
    assert planned(timeouts=timeouts).get(lambda thing: thing.timeouts, unknown=None) is None


def test_values_by_name_show_what_is_unknown() -> None:
    assert planned(size=UNKNOWN).values(["name", "size"]) == {"name": "lamp", "size": UNKNOWN}


def test_a_plan_can_be_given_other_values_and_stays_as_it_was() -> None:
    before = planned(size=UNKNOWN)
    after = before.with_(size=3)
    assert after.get(lambda thing: thing.size, unknown=0) == 3
    assert before.get(lambda thing: thing.size, unknown=0) == 0


def test_what_a_hook_computes_of_an_unknown_value_is_unknown_and_never_guessed() -> None:
    assert planned(careful=UNKNOWN).get(lambda thing: not thing.careful, unknown=None) is None
    assert planned(name=UNKNOWN).get(lambda thing: thing.name.strip(), unknown="?") == "?"
    assert planned(name=" lamp ", size=UNKNOWN).get(lambda thing: thing.name.strip(), unknown="?") == "lamp"


def test_a_known_value_in_a_block_is_read_although_another_is_unknown() -> None:
    timeouts = planned(timeouts={"create": "5m", "read": None, "update": UNKNOWN, "delete": None})
    assert timeouts.get(lambda thing: thing.timeouts and thing.timeouts.create, unknown=None) == "5m"
    assert timeouts.get(lambda thing: thing.timeouts and thing.timeouts.update, unknown="?") == "?"


def test_a_default_is_not_mistaken_for_a_planned_value() -> None:
    with pytest.raises(AttributeError):
        assert Thing.careful  # a type checker does not see that this is the class and not an object


def test_a_hook_has_a_client_once_the_provider_is_configured(
    server: ProviderServer[Shelf], shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Shelf | None] = []

    def look(ctx: Any, planned: Planned[Thing], prior: Thing | None) -> Planned[Thing]:
        seen.append(ctx.configured and ctx.configured.client)
        return planned

    monkeypatch.setattr(Thing, "plan", look)
    server.plan("toy_thing", None, config(), config(), b"")
    ProviderServer(server.provider).plan("toy_thing", None, config(), config(), b"")
    assert seen == [shelf, None]
