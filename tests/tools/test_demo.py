"""The demonstration: it tells its story to the end, and fails as soon as a step does not hold."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.engine_choice import TERRAFORM, require
from tests.e2e.project import CHECKOUT
from tools import demo


def run(**variables: str) -> subprocess.CompletedProcess[str]:
    """`make demo`, as far as it is Python."""
    return subprocess.run(
        [sys.executable, "-m", "tools.demo"],
        cwd=CHECKOUT,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.mark.engine
def test_every_step_of_the_story_holds_and_is_shown() -> None:
    told = run(TERRAFORM_BINARY_NAME=str(require(TERRAFORM).path))

    assert told.returncode == 0, told.stdout + told.stderr
    lines = [line.strip() for line in told.stdout.splitlines()]
    for step in (
        '+ resource "twilio_video_recording_settings" "settings" {',
        "No changes. Your infrastructure matches the configuration.",
        "~ encryption_enabled  = false -> true",
        "~ encryption_enabled  = true -> false",
        "Warning: What this destroy leaves behind",
        "Destroy complete! Resources: 1 destroyed.",
        "Plan: 40 to add, 0 to change, 0 to destroy.",
        "20 of 20 accounts encrypt.",
        "Stored in       Twilio's cloud",
    ):
        assert step in lines
    assert any(line.startswith("Encrypted with  CR") for line in lines)
    assert "Twilio composes only recordings that are not encrypted and are stored in its own cloud." in " ".join(lines)
    assert lines[-1].startswith("Every step held")


def test_an_engine_that_cannot_be_had_is_named_and_ends_it() -> None:
    told = run(TERRAFORM_BINARY_NAME="no-such-engine")

    assert told.returncode == 1
    assert "The demonstration failed." in told.stderr
    assert "TERRAFORM_BINARY_NAME names 'no-such-engine'" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_command_that_fails_ends_the_story_with_what_it_said(tmp_path: Path) -> None:
    failing = tmp_path / "cdktf"
    failing.write_text("#!/bin/sh\necho the reason\nexit 3\n")
    failing.chmod(0o755)

    with pytest.raises(demo.StepFailed, match="cdktf deploy ended with status 3:\nthe reason"):
        demo.Project(tmp_path, failing, failing, dict(os.environ)).run("deploy")


@pytest.mark.engine
def test_a_step_that_does_not_hold_ends_it_with_status_1(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Here `cdktf` does nothing at all, and says that it has succeeded: the account shows that it has not."""
    idle = tmp_path / "cdktf"
    idle.write_text("#!/bin/sh\necho Apply complete!\n")
    idle.chmod(0o755)
    monkeypatch.setattr(demo, "obtain_one", lambda: require(TERRAFORM))
    monkeypatch.setattr(demo, "prepare", lambda folder, account, engine: demo.Project(folder, idle, idle, dict(os.environ)))

    assert demo.main() == 1
    assert "The demonstration failed. The account does not encrypt." in capsys.readouterr().err
