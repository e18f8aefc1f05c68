"""`python -m tools.engines`, and the signs of life of its long steps."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.engines.conftest import Machine
from tests.tools.engines.stand_ins import program
from tools.engines import go_build
from tools.engines.failures import UnfitError
from tools.engines.process import work
from tools.engines.settings import Settings

CHECKOUT = Path(__file__).parents[3]


def run(machine: Machine, what: str) -> subprocess.CompletedProcess[str]:
    unreachable = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TF_", "TERRAFORM"))}
    cache = {"TWILIO_PROVIDER_CACHE": str(machine.settings.cache)}
    return subprocess.run(
        [sys.executable, "-m", "tools.engines", what],
        cwd=CHECKOUT,
        env={**kept, **machine.settings.environ, **unreachable, **cache},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_prints_one_json_line_for_each_engine_and_exits_zero(machine: Machine) -> None:
    tofu = machine.has("tofu", "OpenTofu v1.12.6")

    done = run(machine, "one")

    (line,) = done.stdout.splitlines()
    engine = json.loads(line)
    assert done.returncode == 0
    assert (engine["name"], engine["version"], engine["path"]) == ("OpenTofu", "1.12.6", str(tofu))
    assert engine["features"]["write_only"] is True


def test_the_command_prints_what_there_is_and_fails_for_what_is_missing(machine: Machine) -> None:
    machine.has("tofu", "OpenTofu v1.12.6")
    machine.has("terraform", "Terraform v1.11.4")

    done = run(machine, "all")

    assert [json.loads(line)["version"] for line in done.stdout.splitlines()] == ["1.11.4", "1.12.6"]
    assert done.returncode == 1
    assert "Terraform 1.0.3 is missing:\n  - downloading" in done.stderr
    assert f"Terraform {go_build.TERRAFORM.version} is missing:\n  - " in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_names_a_tool_that_cannot_be_had(machine: Machine) -> None:
    done = run(machine, "cdktf")

    assert (done.returncode, done.stdout) == (1, "")
    assert "CDKTF CLI 0.21.0 is missing:\n  - there is no node with npm on PATH" in done.stderr


def test_a_long_step_gives_signs_of_life_and_says_when_it_is_done(tmp_path: Path) -> None:
    told: list[str] = []
    slow = program(tmp_path / "slow", "/bin/sleep 0.3")

    work([slow], label="building", settings=Settings({}, tmp_path, say=told.append), cwd=tmp_path, every=0.1)

    assert told[0] == "building …"
    assert "building … 0 s" in told[1:-1]
    assert told[-1].startswith("building: done in")


def test_a_long_step_that_fails_tells_the_last_of_what_it_printed(tmp_path: Path) -> None:
    failing = program(tmp_path / "failing", "echo first; echo the reason >&2; exit 7")

    with pytest.raises(UnfitError, match=r"building failed with exit code 7: first \| the reason"):
        work([failing], label="building", settings=Settings({}, tmp_path, say=lambda line: None), cwd=tmp_path)
