"""The framework and the plugin in a project that has nothing else of ours: the guide's provider, run by real engines."""

from __future__ import annotations

import re
import shutil
import site
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.e2e.engine_choice import ANY, engines
from tests.e2e.workspace import Workspace, clean_environ
from tests.harness.process import ROOT
from tools.engines import Engine

PARTS = ("framework", "plugin")
SHARED = ("record.py", "daemon_threads.py")
"""What they have in common with the rest, as the guide says."""
GUIDE = (ROOT / "docs" / "framework.md").read_text()

STACK = """\
terraform {
  required_providers {
    notes = {
      source = "terraform.local/example/notes"
    }
  }
}

provider "notes" {
  folder = "%s"
}

resource "notes_note" "milk" {
  name = "milk"
  text = "%s"
}

output "size" {
  value = notes_note.milk.size
}
"""

IMPORT_ALL = """\
import importlib, pkgutil, provider
for module in pkgutil.walk_packages(provider.__path__, "provider."):
    importlib.import_module(module.name)
"""


@dataclass(frozen=True)
class Project:
    """A folder with copies of the framework, the plugin and what they share, and the guide's provider."""

    folder: Path

    @property
    def python(self) -> str:
        """Runs with the libraries that we need, and with nothing of ours: -S leaves out what this installation adds."""
        paths = ":".join([str(self.folder), *site.getsitepackages()])
        return f"env PYTHONPATH={paths} PYTHONDONTWRITEBYTECODE=1 {sys.executable} -S -P"

    def run(self, script: str) -> subprocess.CompletedProcess[str]:
        command = [*self.python.split(), "-c", script]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "project")
    for part in PARTS:
        shutil.copytree(ROOT / "provider" / part, made.folder / "provider" / part, ignore=shutil.ignore_patterns("__pycache__"))
    for module in SHARED:
        shutil.copy(ROOT / "provider" / module, made.folder / "provider")
    example, *_ = re.findall(r"^```python\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    (made.folder / "notes.py").write_text(example)
    plugin = made.folder / "terraform-provider-notes"
    plugin.write_text(f"#!/bin/sh\nexec {made.python} {made.folder}/notes.py\n")
    plugin.chmod(0o755)
    return made


def test_nothing_else_of_ours_is_there_to_be_imported(project: Project) -> None:
    assert "No module named 'provider.twilio'" in project.run("import provider.twilio").stderr


def test_each_of_their_modules_can_be_imported(project: Project) -> None:
    assert project.run(IMPORT_ALL).stderr == ""


@pytest.fixture
def notes(project: Project, engine: Engine, tmp_path: Path) -> Workspace:
    """A working directory whose engine takes the provider from the project."""
    stack, home = tmp_path / "stack", tmp_path / "home"
    stack.mkdir()
    home.mkdir()
    configuration = tmp_path / "cli.tfrc"
    override = f'dev_overrides {{\n "terraform.local/example/notes" = "{project.folder}"\n }}'
    configuration.write_text(f"provider_installation {{\n {override}\n}}\n")
    return Workspace(stack, engine, clean_environ(home, configuration, {}))


@engines(ANY)
def test_a_note_is_made_changed_repaired_and_removed(notes: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    note = folder / "milk"
    configuration = notes.directory / "main.tf"

    configuration.write_text(STACK % (folder, "two bottles"))
    assert notes.apply().expect_success().errors == []
    assert note.read_text() == "two bottles"
    assert notes.plan().actions == {}

    configuration.write_text(STACK % (folder, "three bottles"))
    assert notes.plan().expect_change().actions == {"notes_note.milk": "update"}
    notes.apply_plan().expect_success()
    assert note.read_text() == "three bottles"

    note.write_text("none")
    assert notes.plan().expect_change().drift == {"notes_note.milk": "update"}
    notes.apply().expect_success()
    assert note.read_text() == "three bottles"

    notes.destroy().expect_success()
    assert list(folder.iterdir()) == []
