"""The whole life of a fleet of accounts in one configuration, with each engine.

`FLEET=500 pytest tests/scenarios/fleet` does it with 500 accounts.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from provider.fake import FakeTwilio
from tests.e2e import hcl
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.conftest import cli_config, engine, initialised, mirror
from tests.e2e.engine_choice import ANY, CURRENT, engines
from tests.e2e.workspace import Result, Workspace, clean_environ, copy_initialised
from tests.scenarios.fleet.fleet import Fleet, in_hcl, in_python
from tools.engines import Engine

__all__ = ["cli_config", "engine", "initialised", "mirror"]

pytestmark = [pytest.mark.xdist_group("fleet"), pytest.mark.timeout(3000)]

ACCOUNTS = int(os.environ.get("FLEET", "20"))

each_life = pytest.mark.parametrize(
    ("engine", "life"),
    [
        *(pytest.param(name, in_hcl, id=f"{name}-HCL") for name in CURRENT),
        *(pytest.param(name, in_python, id=f"{name}-Python") for name in (CURRENT if "FLEET" in os.environ else (ANY,))),
    ],
    indirect=True,
)
"""With the resources of the configuration in Python, which are the same, once, unless somebody asks for as many accounts."""


@dataclass(frozen=True)
class Life:
    """What came of each command."""

    killed: Result
    again: Result
    unmanaged: list[str]
    """Accounts that were not as wanted when the second apply was done."""
    left: list[str]
    """SIDs of keys that the killed apply has made, and that are in no state."""
    empty: Result
    drifted: Result
    repaired: Result
    destroyed: Result
    before: dict[str, Any]
    after: dict[str, Any]
    """What each account held before it was managed, and when everything was destroyed."""
    changed: str
    """SID of the account that somebody changed by hand."""


@pytest.fixture(scope="module")
def life(
    engine: Engine,
    initialised: Path,
    cli_config: Path,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Life]:
    with _begun(request.param, engine, initialised, cli_config, tmp_path_factory.mktemp("fleet")) as fleet:
        yield _lived(fleet)


@contextmanager
def _begun(
    write: Callable[[Workspace], None], engine: Engine, initialised: Path, cli_config: Path, directory: Path
) -> Iterator[Fleet]:
    """A fleet that nobody manages yet."""
    copy_initialised(initialised, directory / "workspace")
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as twilio, tempfile.TemporaryDirectory(prefix="fleet-") as temporary:
        login = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_BASE_URL": twilio.base_url}
        environ = clean_environ(directory, cli_config, login)
        workspace = Workspace(directory / "workspace", engine, environ, [TOKEN], seconds=900)
        write(workspace)
        yield Fleet.of(ACCOUNTS, twilio, workspace, Path(temporary))
        assert not twilio.violations


def _lived(fleet: Fleet) -> Life:
    workspace = fleet.workspace
    killed = fleet.provider_killed(after=ACCOUNTS)
    again, unmanaged = workspace.apply(), fleet.unmanaged
    left = fleet.delete_what_no_state_has()
    empty = workspace.plan()
    somebodys = fleet.customers[ACCOUNTS // 2]
    somebodys.recording_settings.encryption_enabled = False
    drifted = workspace.plan()
    repaired = workspace.apply_plan()
    return Life(
        killed, again, unmanaged, left, empty, drifted, repaired, workspace.destroy(), fleet.before, fleet.now, somebodys.sid
    )


@each_life
def test_an_apply_whose_provider_is_killed_in_the_middle_is_finished_by_the_next(life: Life) -> None:
    assert life.killed.code == 1
    life.again.expect_success()
    assert life.unmanaged == []


@each_life
def test_what_the_killed_apply_made_and_nobody_manages_is_named(life: Life) -> None:
    assert [sid for sid in life.left if sid not in life.killed.output + life.again.output] == []


@each_life
def test_the_plan_after_it_is_empty(life: Life) -> None:
    life.empty.expect_nothing_to_do()


@each_life
def test_an_account_that_somebody_changed_by_hand_is_the_only_one_that_is_planned_and_repaired(life: Life) -> None:
    ((address, action),) = life.drifted.actions.items()
    assert (address.startswith(f"{hcl.RECORDING}."), address.endswith(f'["{life.changed}"]'), action) == (True, True, "update")
    life.repaired.expect_success()


@each_life
def test_a_destroy_leaves_in_each_account_what_it_held_before(life: Life) -> None:
    life.destroyed.expect_success()
    assert life.after == life.before


@engines(*CURRENT)
def test_an_apply_whose_engine_is_killed_in_the_middle_is_finished_by_the_next(
    engine: Engine, initialised: Path, cli_config: Path, tmp_path: Path
) -> None:
    with _begun(in_hcl, engine, initialised, cli_config, tmp_path) as fleet:
        killed = fleet.engine_killed(after=ACCOUNTS)
        again = fleet.workspace.apply()

        assert killed.code < 0
        again.expect_success()
        assert fleet.unmanaged == []
        fleet.workspace.plan().expect_nothing_to_do()
