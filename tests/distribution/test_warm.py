"""Warm starts of the self-contained build, under real engines."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from provider.fake import FakeTwilio
from tests.distribution.machine import filesystem, machine
from tests.e2e.account import ACCOUNT, TOKEN
from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace
from tests.scenarios.kills.processes import connected
from tests.warm.conftest import way
from tests.warm.launches import Way, ended, holders, parent, standby_processes
from tools.authority import Authority
from tools.engines import Engine

__all__ = ["way"]

pytestmark = engines(ANY)


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A folder for temporary files, with a short path: sockets lie in it."""
    with tempfile.TemporaryDirectory(prefix="temporary-") as folder:
        yield Path(folder)


@pytest.fixture
def workspace(engine: Engine, packaged: Path, authority: Authority, temporary: Path, tmp_path: Path, way: Way) -> Workspace:
    """A stack in a job of a CI service, on a machine that has the build and no Python."""
    variables = {"TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_PROVIDER_WARM_START": way, "CI": "true"}
    variables |= {"XDG_RUNTIME_DIR": str(temporary), "TMPDIR": str(temporary)}
    source = filesystem(packaged / "mirror")
    made = machine(tmp_path, engine, source, authority.trusted, **variables)
    made.init().expect_success()
    return made


def parents_of_who_asks(workspace: Workspace, temporary: Path) -> set[int]:
    """A plan and an apply, which ask the API: the parents of the processes that do."""
    found = set[int]()
    with FakeTwilio(account_sid=ACCOUNT, auth_token=TOKEN) as twilio:
        port = urlsplit(twilio.base_url).port
        assert port is not None

        def look(_: object) -> None:
            found.update(parent(pid) for pid in connected(port, temporary))

        twilio.before_request = look
        workspace.environ["TWILIO_BASE_URL"] = twilio.base_url
        workspace.plan().expect_change()
        workspace.apply().expect_success()
    assert found
    return found


def program(workspace: Workspace) -> Path:
    """What the engine has installed."""
    (found,) = (workspace.directory / ".terraform/providers").rglob("terraform-provider-twilio_v*")
    return found


def stop(workspace: Workspace) -> str:
    """`terraform-provider-twilio stop` of that build."""
    done = subprocess.run([program(workspace), "stop"], env=workspace.environ, capture_output=True, text=True, check=True)
    return done.stdout


def test_later_commands_of_a_job_are_served_by_workers_of_what_the_first_one_left_until_it_is_stopped(
    workspace: Workspace, temporary: Path
) -> None:
    workspace.validate().expect_success()
    (standby,) = standby_processes(temporary)

    assert parents_of_who_asks(workspace, temporary) == {standby}

    assert standby_processes(temporary) == {standby}
    assert stop(workspace) == "Ended 1 standby process.\n"
    assert ended(standby)
    assert [*temporary.iterdir()] == []


def test_a_file_of_the_build_that_changes_ends_the_standby_process(workspace: Workspace, temporary: Path) -> None:
    workspace.validate().expect_success()
    (standby,) = standby_processes(temporary)
    (file,) = program(workspace).parent.glob("python/lib/python3.*/provider/__init__.pyc")
    file.write_bytes(file.read_bytes() + b"\0")
    assert ended(standby)


def test_where_warm_starts_are_off_each_command_starts_its_own_and_none_stands_by(workspace: Workspace, temporary: Path) -> None:
    workspace.environ["TWILIO_PROVIDER_WARM_START"] = "off"
    workspace.validate().expect_success()

    assert parents_of_who_asks(workspace, temporary)

    assert holders(temporary) == set()
    assert stop(workspace) == "There was no standby process.\n"
    assert [*temporary.iterdir()] == []
