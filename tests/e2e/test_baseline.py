"""What becomes of a baseline on every path, with each real engine: each line of the table in tests/conformance at least once.

Settings that encrypt with our key and store in our bucket are in state, over a baseline that encrypts with another key and stores
in another bucket. A cell ends as K (a destroy puts exactly that back), R (the plan was refused, and nothing was written), or T
(only where an engine hands nothing on: the values of what a destroy does not put back any more are told in the same apply). A dot
is an engine with which it ends as with another one of the line: its calls are held to those of the table by tests/engine, and all
cells are played in tests/conformance.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from provider.fake import Answer, Drop, FakeTwilio, LoggedRequest
from tests.e2e import hcl
from tests.e2e.account import (
    ACCOUNT,
    BUCKET,
    EVERYTHING,
    OLD_BUCKET,
    OLD_CREDENTIAL,
    OLD_KEY,
    TOKEN,
    Held,
    holds,
    set_by_hand,
    set_up,
)
from tests.e2e.conftest import STAND_IN
from tests.e2e.engine_choice import OLDEST_TERRAFORM, OPENTOFU, TERRAFORM
from tests.e2e.hcl import THIS
from tests.e2e.workspace import Result, Workspace, clean_environ, copy_initialised
from tests.harness.tables import TALLY
from tools.engines import Engine

BASELINE: Held = {
    "friendly_name": "Before it was managed",
    "aws_credentials_sid": OLD_CREDENTIAL,
    "aws_s3_url": OLD_BUCKET,
    "aws_storage_enabled": True,
    "encryption_key_sid": OLD_KEY,
    "encryption_enabled": True,
}

RENAMED = f"{hcl.RECORDING}.renamed"
CREATE_FIRST = "    create_before_destroy = true\n"

KEPT, REFUSED, TOLD, ENDS_ALIKE, NO_SUCH_PATH = "K", "R", "T", ".", "-"

TABLE = """
path                       create_before_destroy  options               terraform  opentofu  terraform-1.0
update                     off                    saved                 K          .         .
taint                      off                    direct                .          K         .
taint                      on                     saved                 .          .         T
-replace                   off                    saved -refresh=false  K          .         .
-replace                   on                     direct                .          T         .
replace_triggered_by       off                    direct                K          .         -
replace_triggered_by       on                     saved                 .          T         -
rename                     off                    direct                R          .         K
rename                     on                     direct                .          R         K
moved                      off                    -refresh=false        .          K         -
removed_and_imported       off                    direct                K          .         -
forgotten_then_imported    off                    direct                .          .         T
state_mv                   off                    direct                .          K         .
failed_create              off                    -refresh=false        K          .         .
failed_create              on                     direct                .          .         T
"""

COUNTS = {KEPT: 10, REFUSED: 2, TOLD: 5, ENDS_ALIKE: 24, NO_SUCH_PATH: 4}


@dataclass(frozen=True)
class Cell:
    """One path with one engine, and how it ends."""

    engine: str
    path: str
    create_before_destroy: bool
    saved: bool
    options: tuple[str, ...]
    ends: str

    @property
    def id(self) -> str:
        order = "create first" if self.create_before_destroy else "destroy first"
        return f"{self.engine}, {self.path}, {order}"

    @property
    def lifecycle(self) -> str:
        return self.lifecycle_with()

    def lifecycle_with(self, more: str = "") -> str:
        inner = (CREATE_FIRST if self.create_before_destroy else "") + more
        return f"  lifecycle {{\n{inner}  }}\n" if inner else ""


def cells() -> list[Cell]:
    found = []
    for line in TABLE.strip("\n").splitlines()[1:]:
        path, order, *options, first, second, third = line.split()
        for engine, ends in zip((TERRAFORM, OPENTOFU, OLDEST_TERRAFORM), (first, second, third), strict=True):
            chosen = tuple(option for option in options if option.startswith("-"))
            found.append(Cell(engine, path, order == "on", "saved" in options, chosen, ends))
    return sorted(found, key=lambda cell: cell.engine)  # so that each engine is initialised once


CELLS = cells()


# Where a test begins


_STATES: dict[str, str] = {}
"""The state file that each engine wrote, by its label: made once in a process."""


def _make_state(engine: Engine, initialised: Path, cli_config: Path, directory: Path) -> str:
    """The state after settings were imported and `EVERYTHING` was applied over `BASELINE`."""
    copy_initialised(initialised, directory / "workspace")
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as twilio:
        set_up(twilio.account())
        set_by_hand(twilio.account(), BASELINE)
        variables = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url}
        workspace = Workspace(directory / "workspace", engine, clean_environ(directory, cli_config, variables))
        workspace.write(hcl.settings(EVERYTHING))
        workspace.import_(THIS, "Default").expect_success()
        workspace.apply().expect_success()
        assert holds(twilio) == EVERYTHING
        return workspace.state_text.replace(twilio.base_url, STAND_IN)


def begin(workspace: Workspace, twilio: FakeTwilio, initialised: Path, cli_config: Path) -> Workspace:
    """`EVERYTHING` is in state and in the account, over `BASELINE`. No request is logged yet."""
    engine = workspace.engine
    if engine.label not in _STATES:
        directory = workspace.directory.parent / "before"
        directory.mkdir()
        _STATES[engine.label] = _make_state(engine, initialised, cli_config, directory)
    workspace.state_text = _STATES[engine.label].replace(STAND_IN, twilio.base_url)
    workspace.write(hcl.settings(EVERYTHING))
    set_by_hand(twilio.account(), EVERYTHING)
    return workspace


@pytest.fixture
def kept(workspace: Workspace, twilio: FakeTwilio, initialised: Path, cli_config: Path) -> Workspace:
    return begin(workspace, twilio, initialised, cli_config)


# The paths


def execute(workspace: Workspace, cell: Cell, *options: str) -> Result:
    """Plan and apply, at once or as a saved plan; what both said."""
    options = (*cell.options, *options)
    if not cell.saved:
        return workspace.apply(*options)
    planned = workspace.plan(*options).expect_change()
    applied = workspace.apply_plan()
    return Result(applied.code, planned.output + applied.output, planned.events + applied.events)


def update(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    workspace.write(hcl.settings(EVERYTHING, friendly_name="Renamed"))
    return execute(workspace, cell)


def taint(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    workspace.write(hcl.settings(EVERYTHING, inner=cell.lifecycle))
    workspace.run("taint", THIS).expect_success()
    return execute(workspace, cell)


def replace(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    workspace.write(hcl.settings(EVERYTHING, inner=cell.lifecycle))
    return execute(workspace, cell, f"-replace={THIS}")


def replace_triggered_by(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    state = json.loads(workspace.state_text)
    state["resources"].append(trigger("one"))
    workspace.state_text = json.dumps(state)
    inner = cell.lifecycle_with("    replace_triggered_by = [terraform_data.trigger]\n")
    workspace.write(
        hcl.block('resource "terraform_data" "trigger"', {"input": "another"}),
        hcl.settings(EVERYTHING, inner=inner),
    )
    return execute(workspace, cell)


def trigger(value: str) -> dict[str, object]:
    """`terraform_data.trigger` as a state file has it."""
    dynamic = {"value": value, "type": "string"}
    attributes = {"id": "0b3f2c1e-0000-4000-8000-000000000000", "input": dynamic, "output": dynamic, "triggers_replace": None}
    return {
        "mode": "managed",
        "type": "terraform_data",
        "name": "trigger",
        "provider": 'provider["terraform.io/builtin/terraform"]',
        "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}],
    }


def rename(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    workspace.write(hcl.settings(EVERYTHING, name="renamed", inner=cell.lifecycle))
    return execute(workspace, cell)


def moved(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    block = f"moved {{\n  from = {THIS}\n  to   = {RENAMED}\n}}\n"
    workspace.write(hcl.settings(EVERYTHING, name="renamed", friendly_name="Renamed"), block)
    return execute(workspace, cell)


REMOVED = f"removed {{\n  from = {THIS}\n  lifecycle {{\n    destroy = false\n  }}\n}}\n"


def removed_and_imported(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    settings = hcl.settings(EVERYTHING, name="renamed", friendly_name="Renamed")
    workspace.write(settings, REMOVED, hcl.import_block("Default", RENAMED))
    return execute(workspace, cell)


def forgotten_then_imported(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    """`removed` and `import` blocks, or the commands where there are none."""
    if not workspace.engine.features.import_block:
        workspace.run("state", "rm", THIS).expect_success()
        return workspace.import_(THIS, "Default")
    workspace.write(REMOVED)
    workspace.apply().expect_success()
    workspace.write(hcl.settings(EVERYTHING), hcl.import_block("Default"))
    return execute(workspace, cell)


def state_mv(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    workspace.run("state", "mv", THIS, RENAMED).expect_success()
    workspace.write(hcl.settings(EVERYTHING, name="renamed", friendly_name="Renamed"))
    return execute(workspace, cell)


def failed_create(workspace: Workspace, twilio: FakeTwilio, cell: Cell) -> Result:
    """The write is carried out and never answered, nor is anything after it."""

    def answer_no_more(request: LoggedRequest) -> None:
        if request.is_write:
            twilio.faults.add(Answer(500), times=None)

    workspace.state_text = ""
    (workspace.directory / "terraform.tfstate").unlink()
    set_by_hand(twilio.account(), BASELINE)
    workspace.write(hcl.settings(EVERYTHING, adopt_existing=True, inner=cell.lifecycle))
    twilio.faults.add(Drop(processed=True), method="POST")
    twilio.after_request = answer_no_more
    assert workspace.apply().code == 1
    twilio.after_request = None
    twilio.faults.clear()
    twilio.forget_requests()
    assert holds(twilio) == EVERYTHING
    return execute(workspace, cell)


PATHS: Mapping[str, Callable[[Workspace, FakeTwilio, Cell], Result]] = {
    path.__name__: path
    for path in (
        update,
        taint,
        replace_triggered_by,
        rename,
        moved,
        removed_and_imported,
        forgotten_then_imported,
        state_mv,
        failed_create,
    )
} | {"-replace": replace}


# How they end


def told(values: Held, text: str) -> bool:
    return all(f"{name} = {json.dumps(value)}" in text for name, value in values.items())


def warned(result: Result) -> str:
    """All warnings of a command that speaks JSON."""
    return "\n".join(each.text for each in result.warnings)


def assert_restores(workspace: Workspace, twilio: FakeTwilio, wanted: Held) -> None:
    workspace.destroy().expect_success()
    assert holds(twilio) == wanted
    assert workspace.instances == {}


@pytest.mark.parametrize(
    ("engine", "cell"),
    [pytest.param(cell.engine, cell, id=cell.id) for cell in CELLS if cell.ends not in (ENDS_ALIKE, NO_SUCH_PATH)],
    indirect=["engine"],
)
def test_a_baseline_is_kept_or_the_plan_refused_or_its_values_are_told(kept: Workspace, twilio: FakeTwilio, cell: Cell) -> None:
    state = kept.state

    result = PATHS[cell.path](kept, twilio, cell)

    if cell.ends == REFUSED:
        assert "`moved` block" in result.error
        assert (twilio.writes, kept.state, holds(twilio)) == ([], state, EVERYTHING)
        return
    result.expect_success()
    in_place = {**EVERYTHING, "friendly_name": holds(twilio)["friendly_name"]}
    assert holds(twilio) == in_place
    assert {write.value("EncryptionEnabled") for write in twilio.writes} <= {"true"}, "it was off for a moment"
    if cell.ends == KEPT:
        assert_restores(kept, twilio, BASELINE)
    elif cell.path == "forgotten_then_imported":
        assert told(EVERYTHING, warned(result) or result.text)
        assert_restores(kept, twilio, EVERYTHING)
    else:
        assert told(BASELINE, warned(result))
        assert_restores(kept, twilio, EVERYTHING)


def test_every_path_is_in_the_table_with_each_engine_and_these_many_end_so(
    record_property: Callable[[str, object], None],
) -> None:
    counts = Counter(cell.ends for cell in CELLS)

    assert {cell.path for cell in CELLS} == set(PATHS)
    assert counts == COUNTS
    assert BUCKET not in BASELINE.values()
    record_property(TALLY, f"baselines with engines: {counts[KEPT]} kept, {counts[REFUSED]} refused, {counts[TOLD]} told")
