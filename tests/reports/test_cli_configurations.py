"""`init` says that it cannot find the plugin, though it is installed: a CLI configuration keeps the engine from it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from provider import __version__
from provider.installation import install, target_platform
from provider.resources.provider import ADDRESS
from tests.e2e.engine_choice import NEWEST_TERRAFORM, OPENTOFU, TERRAFORM, engines
from tests.e2e.workspace import Workspace, clean_environ
from tests.harness.process import run_by_hand
from tools.engines import Engine

MARK = "add to provider_installation: "


@dataclass
class Person:
    """Somebody's home, with one engine on PATH, the plugin installed, and a stack."""

    home: Path
    engine: Engine
    stack: Workspace

    def configure(self, *methods: str) -> None:
        name = ".tofurc" if self.engine.path.name.startswith("tofu") else ".terraformrc"
        (self.home / name).write_text("\n".join(("provider_installation {", *methods, "}", "")), encoding="utf-8")

    def remedies(self) -> list[str]:
        """What doctor says to write."""
        told = run_by_hand("doctor", "--json", environment={"HOME": str(self.home), "PATH": str(self.engine.path.parent)})
        found = [each for each in json.loads(told.stdout)["findings"] if each["check"] == "cli configuration"]
        return [line.partition(MARK)[2] for each in found for line in each["remedy"].splitlines() if MARK in line]


@pytest.fixture
def person(engine: Engine, tmp_path: Path) -> Person:
    home, stack = tmp_path / "home", tmp_path / "stack"
    home.mkdir()
    stack.mkdir()
    install(home / ".terraform.d/plugins", ADDRESS, __version__)
    environ = {name: value for name, value in clean_environ(home, home, {}).items() if name != "TF_CLI_CONFIG_FILE"}
    workspace = Workspace(stack, engine, environ)
    workspace.write()
    return Person(home, engine, workspace)


@engines(TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_what_doctor_says_to_write_lets_the_engine_find_the_plugin(person: Person) -> None:
    direct = 'direct { exclude = ["terraform.local/*/*"] }'
    person.configure(direct)
    assert person.stack.init().code == 1

    (remedy,) = person.remedies()
    person.configure(remedy, direct)

    person.stack.init().expect_success()
    assert person.remedies() == []


@engines(TERRAFORM, OPENTOFU, NEWEST_TERRAFORM)
def test_an_uninstall_leaves_nothing_in_the_cache_that_the_engine_filled(person: Person) -> None:
    cache = person.home / "cache"
    cache.mkdir()
    person.stack.environ["TF_PLUGIN_CACHE_DIR"] = str(cache)
    person.stack.init().expect_success()
    assert (cache / ADDRESS / __version__ / target_platform()).is_symlink()

    done = run_by_hand("uninstall", environment={"HOME": str(person.home), "TF_PLUGIN_CACHE_DIR": str(cache)})

    assert "Removed the link " in done.stdout
    assert list(cache.iterdir()) == []
