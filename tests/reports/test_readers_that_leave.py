"""A report goes to `head`, or to a disk that is full."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.audit import test_plan as plans
from tests.audit.conftest import ENCRYPTED, Auditor, auditor  # noqa: F401  # a fixture


def ended(auditor: Auditor, *arguments: str, name: str = "audit", to: int) -> tuple[int, str]:  # noqa: F811  # the fixture
    """Exit status and errors of a command whose output goes to a file descriptor."""
    auditor.write(ENCRYPTED)
    auditor.write(json.dumps(plans.plan(plans.change("create", after=plans.PLAIN))), "plan.json")
    command = auditor.command(*arguments, name=name)
    done = subprocess.run(
        command, cwd=auditor.folder, env=auditor.environment(), stdout=to, stderr=subprocess.PIPE, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.fixture
def gone() -> int:
    """A pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    return writing


AUDIT = ("--policy", "policy.toml", "--plan", "plan.json")


@pytest.mark.parametrize("form", ["table", "json", "html"])
def test_an_audit_whose_reader_has_left_ends_as_the_audit_says(
    auditor: Auditor,  # noqa: F811  # the fixture
    gone: int,
    form: str,
) -> None:
    assert ended(auditor, *AUDIT, "--format", form, to=gone) == (1, "")


@pytest.mark.parametrize(
    ("name", "arguments"), [("explain", ("--plan", "plan.json")), ("audit", ("--help",)), ("doctor", ("--help",))]
)
def test_other_output_whose_reader_has_left_is_no_error(
    auditor: Auditor,  # noqa: F811  # the fixture
    gone: int,
    name: str,
    arguments: tuple[str, ...],
) -> None:
    assert ended(auditor, *arguments, name=name, to=gone) == (0, "")


@pytest.mark.parametrize(("name", "arguments", "status"), [("audit", AUDIT, 1), ("explain", ("--plan", "plan.json"), 0)])
def test_a_command_without_standard_output_ends_as_ever(
    auditor: Auditor,  # noqa: F811  # the fixture
    name: str,
    arguments: tuple[str, ...],
    status: int,
) -> None:
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *auditor.command(*arguments, name=name)]
    auditor.write(ENCRYPTED)
    plan = auditor.write(json.dumps(plans.plan(plans.change("create", after=plans.PLAIN))), "plan.json")
    before = plan.read_text()

    done = subprocess.run(command, cwd=auditor.folder, env=auditor.environment(), stderr=subprocess.PIPE, text=True, check=False)

    assert (done.returncode, done.stderr, plan.read_text()) == (status, "", before)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_a_full_disk_is_told_without_a_file_that_has_no_name(auditor: Auditor) -> None:  # noqa: F811  # the fixture
    status, errors = ended(auditor, *AUDIT, to=os.open("/dev/full", os.O_WRONLY))
    assert (status, errors.splitlines()[0]) == (2, "Not audited. No space left on device.")
    assert "Traceback" not in errors
