"""The workflow for whoever hosts the project: it runs what the Makefile has, on every Python that the package is for."""

from __future__ import annotations

import shlex
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tools.engines.cache import cache_directory

ROOT = Path(__file__).parents[1]
JOBS: dict[str, Any] = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))["jobs"]
COMMANDS = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in JOBS.items()}


def test_every_python_that_the_package_is_for_has_the_quick_tests_and_one_has_all() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    mark = "Programming Language :: Python :: 3."
    supported = [line.rpartition(" ")[2] for line in project["classifiers"] if line.startswith(mark)]

    assert COMMANDS == {"quick": ["make quick"], "all": ["make test"]}
    assert JOBS["quick"]["strategy"]["matrix"]["python"] == supported


@pytest.mark.parametrize("command", [command for commands in COMMANDS.values() for command in commands])
def test_each_step_is_a_target_of_the_makefile(command: str) -> None:
    make, *targets = shlex.split(command)
    done = subprocess.run([make, "--dry-run", *targets], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "pytest" in done.stdout


def test_what_is_cached_is_where_engines_are_kept() -> None:
    (cached,) = [step["with"]["path"] for step in JOBS["all"]["steps"] if step.get("uses", "").startswith("actions/cache@")]
    assert cache_directory({}) == Path(cached).expanduser()


def test_the_whole_history_is_there_since_the_version_counts_commits() -> None:
    checkouts = [step for job in JOBS.values() for step in job["steps"] if step.get("uses", "").startswith("actions/checkout@")]
    assert [step["with"]["fetch-depth"] for step in checkouts] == [0] * len(JOBS)
