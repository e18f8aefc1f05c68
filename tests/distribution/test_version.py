"""The version that a checkout or a source archive is built as."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
IDENTITY = {"GIT_CONFIG_GLOBAL": os.devnull} | {
    f"GIT_{who}_{what}": "a@b.example" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """What a version is made of, without a history."""
    home = tmp_path / "source"
    for name in ("setup.py", "pyproject.toml", "README.md", "LICENSE", "provider/__init__.py", "constructs_lib/generate/twin.py"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, home / name)
    shutil.copytree(CHECKOUT / "constructs_lib/cdktf", home / "constructs_lib/cdktf")
    return home


def version(source: Path) -> str:
    done = subprocess.run([sys.executable, "setup.py", "--version"], cwd=source, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def git(source: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=source, env=os.environ | IDENTITY, check=True, capture_output=True)


def commit(source: Path) -> None:
    git(source, "commit", "--allow-empty", "-m", "A change")


def test_each_commit_is_a_newer_version_and_no_pre_release(source: Path) -> None:
    git(source, "init")
    commit(source)
    assert version(source) == "0.2.1"
    commit(source)
    assert version(source) == "0.2.2"


def test_a_source_archive_keeps_the_version_that_it_was_made_as(source: Path) -> None:
    git(source, "init")
    commit(source)
    assert version(source) == "0.2.1"
    shutil.rmtree(source / ".git")
    assert version(source) == "0.2.1"


def test_a_source_archive_inside_of_another_history_does_not_count_that_ones_commits(source: Path) -> None:
    git(source.parent, "init")
    for _ in range(3):
        commit(source.parent)
    assert version(source) == "0.2.0"


def test_a_history_that_was_cut_off_is_not_counted(source: Path, tmp_path: Path) -> None:
    git(source, "init")
    git(source, "add", ".")
    for _ in range(3):
        commit(source)
    git(tmp_path, "clone", "--depth", "1", source.as_uri(), "shallow")
    assert version(tmp_path / "shallow") == "0.2.0"


def test_an_old_python_is_refused_before_anything_is_settled() -> None:
    code = "import sys; sys.version_info = (3, 10, 13); sys.version = '3.10.13 (main)'; import runpy; runpy.run_path('setup.py')"
    done = subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "Python 3.11 or newer is needed; this is 3.10.13\n")
