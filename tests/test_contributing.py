"""The walkthroughs of CONTRIBUTING.md, done on a copy of the tree: they touch the files that the page names and no other."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS = ("provider", "constructs_lib", "tests", "docs", "examples", "tools")
GENERATED = ("docs/", "constructs_lib/")

STEP = re.compile(r"^`(?P<new>[^`]+)`:\n\n```python\n(?P<text>.*?)^```$|^```diff\n(?P<diff>.*?)^```$", re.MULTILINE | re.DOTALL)


def walkthrough(title: str) -> str:
    """The section of the page."""
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"CONTRIBUTING.md has no section {title}"
    return found[1]


def follow(section: str, tree: Path) -> set[str]:
    """Make the changes that a section shows; returns the files that they touch."""
    touched = set()
    for step in STEP.finditer(section):
        if step["new"]:
            assert not (tree / step["new"]).exists(), f"{step['new']} is there already"
            (tree / step["new"]).write_text(step["text"], encoding="utf-8")
            touched.add(step["new"])
            continue
        for file, hunk in _hunks(step["diff"]):
            before, after = (_side(hunk, mark) for mark in "-+")
            assert (tree / file).is_file(), f"CONTRIBUTING.md changes {file}, which is not there"
            text = (tree / file).read_text(encoding="utf-8")
            assert text.count(before) == 1, (
                f"CONTRIBUTING.md changes these lines of {file}, which has them {text.count(before)} times:\n{before}"
            )
            (tree / file).write_text(text.replace(before, after), encoding="utf-8")
            touched.add(file)
    return touched


def _hunks(diff: str) -> Iterator[tuple[str, list[str]]]:
    for part in re.split(r"^--- ", diff, flags=re.MULTILINE)[1:]:
        file, _, rest = part.partition("\n")
        for hunk in re.split(r"^@@\n", rest, flags=re.MULTILINE):
            yield file, hunk.splitlines()


def _side(hunk: list[str], mark: str) -> str:
    """The lines before (`-`) or after (`+`) a change."""
    return "".join(f"{line[1:]}\n" for line in hunk if line[:1] in ("", " ", mark))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree, with what is compiled of it."""
    ignored = shutil.ignore_patterns("node_modules", "cdktf.out")
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, tmp_path / part, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(tree: Path, *arguments: str) -> str:
    """A module of the copy, with the interpreter of this test."""
    environment = os.environ | {"PYTHONPATH": str(tree)}
    for name in [each for each in environment if each.startswith("PYTEST_")]:
        del environment[name]
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=tree, env=environment, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def texts(tree: Path) -> dict[str, str]:
    """Every text file, by its path."""
    files = [path for part in PARTS for path in (tree / part).rglob("*") if path.suffix in (".py", ".md", ".json", ".sh")]
    return {str(path.relative_to(tree)): path.read_text(encoding="utf-8") for path in files}


@pytest.mark.parametrize(
    ("title", "chosen", "touches"),
    [
        (
            "Add an argument",
            "twilio_video_recording_settings-retention_days or says_how and video_recording",
            {"provider/resources/recording_settings.py", "tests/resources/samples/recording_settings.py"},
        ),
        ("Add a resource", "trunk", {"provider/resources/trunk.py", "tests/resources/samples/trunk.py"}),
    ],
    ids=["an argument", "a resource"],
)
def test_a_walkthrough_works_and_touches_nothing_but_what_it_names(
    title: str, chosen: str, touches: set[str], tree: Path
) -> None:
    before = texts(tree)

    touched = follow(walkthrough(title), tree)
    run(tree, "constructs_lib.generate")
    run(tree, "tools.documentation")
    told = run(tree, "pytest", "-q", "-p", "no:cacheprovider", "tests/conformance/test_resources.py", "-k", chosen)

    assert " passed" in told
    assert {file for file in touched if not file.startswith("provider/fake/")} == touches
    after = texts(tree)
    changed = {file for file in {*before, *after} if before.get(file) != after.get(file)}
    assert {file for file in changed if not file.startswith(GENERATED)} == touched
    assert changed - touched, "the documentation and the bindings follow"
