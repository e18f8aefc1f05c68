"""A standby process serves the very installation that it was loaded from, and no other."""

from __future__ import annotations

import os
import shutil
import site
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.harness.certificates import ClientCertificate
from tests.harness.loop import LoopThread
from tests.warm.launches import Home, Way, assert_cold, assert_warm, ended, installed, parent, serving

ROOT = Path(__file__).parents[2]


class Installation:
    """A virtual environment with a copy of the package, whose dependencies are those of this one."""

    def __init__(self, directory: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(directory)], check=True)
        self.python = directory / "bin" / "python"
        (self.packages,) = directory.glob("lib/python*/site-packages")
        self.install()
        (self.packages / "dependencies.pth").write_text("\n".join(site.getsitepackages()))

    def install(self) -> None:
        shutil.copytree(
            ROOT / "provider", self.packages / "provider", ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True
        )

    def remove(self) -> None:
        """As often as a process that is loading it puts something there that it has compiled meanwhile."""
        while (package := self.packages / "provider").exists():
            shutil.rmtree(package, ignore_errors=True)

    def home(self, directory: Path, other: Home) -> Home:
        """A home where this is installed, beside another one of the same user."""
        mirror = installed(directory / "mirror", self.python)
        return Home(directory, other.loop, other.certificate, other.runtime, mirror, other.way)


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "venv")


@pytest.fixture
def copy(
    tmp_path: Path, runtime: Path, installation: Installation, loop: LoopThread, engine_certificate: ClientCertificate, way: Way
) -> Iterator[Home]:
    """A home where a process of that installation waits."""
    made = Home(tmp_path, loop, engine_certificate, runtime, installed(tmp_path / "mirror", installation.python), way)
    made.command()
    yield made
    made.stop()


def test_a_file_that_changes_while_one_waits(copy: Home, installation: Installation) -> None:
    old = copy.the_standby
    with (installation.packages / "provider" / "__init__.py").open("a") as file:
        file.write("# changed\n")
    with copy.launched() as plugin:
        assert_warm(plugin)
        assert parent(serving(plugin)) != old
    assert ended(old)
    assert len(copy.standbys) == 1


def test_an_upgrade_while_a_command_runs(copy: Home, installation: Installation) -> None:
    with copy.launched() as running:
        old = copy.the_standby
        installation.remove()
        installation.install()
        assert ended(old)  # else it could end while the next launch connects, which is then cold
        with copy.launched() as next_one:
            assert_warm(next_one)
            assert parent(serving(next_one)) != parent(serving(running))
        with running.client() as client:
            assert client.schema().resource_schemas


def test_a_dependency_that_is_upgraded_ends_what_waits(copy: Home, installation: Installation) -> None:
    old = copy.the_standby
    (installation.packages / "requests-99.dist-info").mkdir()
    assert ended(old)


def test_two_virtual_environments_wait_apart(copy: Home, tmp_path: Path) -> None:
    other = Installation(tmp_path / "other-venv").home(tmp_path / "other", copy)
    with copy.launched() as first, other.launched() as second:
        assert_warm(first)
        assert_warm(second)
        assert parent(serving(first)) != parent(serving(second))
    assert len(copy.standbys) == 2


@pytest.mark.parametrize("namespace", ["net", "uts", "ipc"])
def test_another_namespace_is_not_served_from_outside(copy: Home, namespace: str) -> None:
    enter = ["unshare", f"--{namespace}", *([] if os.geteuid() == 0 else ["--map-current-user"])]
    with copy.launched(within=enter) as plugin:
        assert_warm(plugin)
        inside = Path(f"/proc/{plugin.process.pid}/ns/{namespace}").readlink()
        assert Path(f"/proc/{serving(plugin)}/ns/{namespace}").readlink() == inside
    assert len(copy.standbys) == 2


def test_an_installation_that_does_not_start_is_started_cold_and_says_so_itself(copy: Home, installation: Installation) -> None:
    copy.stop()
    (installation.packages / "provider" / "plugin" / "warm" / "standby.py").write_text("raise SystemExit(3)\n")
    with copy.launched() as plugin:
        assert_cold(plugin)


ELSEWHERE = """
import sys; sys.platform = "darwin"
import os, resource
from provider.plugin.warm import place
def name(): return place.name(place.way("twilio", {}), {})
first = name()
print(first == name(), place.way("twilio", {}))
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 200))
print(first == name())
"""


def test_on_a_system_without_proc_other_limits_are_another_standby_process_s_too() -> None:
    """macOS, of which only the name that processes meet under can be tried elsewhere."""
    done = subprocess.run([sys.executable, "-c", ELSEWHERE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "True spawn\nFalse\n"
