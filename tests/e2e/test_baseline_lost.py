"""The first write was carried out and its answer never came: the baseline is what was there before, or the user is told."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from provider.fake import Drop, FakeTwilio, LoggedRequest
from tests.e2e import hcl
from tests.e2e.account import EVERYTHING, holds, set_by_hand
from tests.e2e.engine_choice import OPENTOFU, TERRAFORM, engines
from tests.e2e.hcl import THIS
from tests.e2e.test_baseline import BASELINE, told, warned
from tests.e2e.workspace import Workspace
from tests.scenarios.kills import processes

ADOPTED = hcl.settings(EVERYTHING, adopt_existing=True)


@engines(OPENTOFU)
def test_an_apply_whose_first_write_is_never_answered_succeeds_and_its_destroy_puts_everything_back(
    workspace: Workspace, twilio: FakeTwilio
) -> None:
    set_by_hand(twilio.account(), BASELINE)
    workspace.write(ADOPTED)
    twilio.faults.add(Drop(processed=True), method="POST")

    workspace.apply().expect_success()
    assert holds(twilio) == EVERYTHING
    assert len(twilio.writes) == 1
    workspace.plan().expect_nothing_to_do()
    workspace.destroy().expect_success()

    assert holds(twilio) == BASELINE


@engines(TERRAFORM)
def test_an_apply_whose_first_write_never_arrives_sends_it_again(workspace: Workspace, twilio: FakeTwilio) -> None:
    set_by_hand(twilio.account(), BASELINE)
    workspace.write(ADOPTED)
    twilio.faults.add(Drop(), method="POST")

    workspace.apply().expect_success()
    assert holds(twilio) == EVERYTHING
    workspace.destroy().expect_success()

    assert holds(twilio) == BASELINE


@dataclass
class Unlucky(Workspace):
    """A workspace whose provider is killed: then the engine says so, as it must."""

    interrupted: bool = False

    def _check_invariants(self, what: str, output: str) -> None:
        if not self.interrupted:
            super()._check_invariants(what, output)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A temporary directory with a short name, as a socket's path must be short; processes are known by it."""
    with tempfile.TemporaryDirectory() as directory:
        yield Path(directory)


def test_after_a_kill_of_the_provider_the_next_apply_takes_over_with_a_warning(
    workspace: Workspace, twilio: FakeTwilio, temporary: Path
) -> None:
    set_by_hand(twilio.account(), BASELINE)
    unlucky = Unlucky(
        workspace.directory, workspace.engine, workspace.environ | {"TMPDIR": str(temporary)}, workspace.secrets, interrupted=True
    )
    unlucky.write(ADOPTED)
    port = int(twilio.base_url.rpartition(":")[2])

    def kill(request: LoggedRequest) -> None:
        if request.is_write:
            processes.kill(processes.connected(port, temporary))

    twilio.after_request = kill
    assert unlucky.apply().code == 1
    twilio.after_request = None
    assert (unlucky.instances, holds(twilio)) == ({}, EVERYTHING)
    unlucky.interrupted = False
    unlucky.write(hcl.settings(EVERYTHING))
    twilio.forget_requests()

    applied = unlucky.apply().expect_success()

    assert "Settings are taken over as they are" in {each.summary for each in applied.warnings}
    assert told(EVERYTHING, warned(applied))
    assert twilio.writes == []
    assert unlucky.state[THIS]["encryption_key_sid"] == EVERYTHING["encryption_key_sid"]
    unlucky.plan().expect_nothing_to_do()
