"""From a clean home: the build and the wheel are installed where engines look, used, and gone again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from provider import __version__
from provider.installation import target_platform
from provider.resources.provider import ADDRESS
from tests.e2e import hcl
from tests.e2e.workspace import Workspace, clean_environ
from tools.engines import Engine

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    return home


def by_hand(home: Path, program: Path, *arguments: str) -> str:
    """What the program says where only `home` is known, and no Python is on PATH."""
    environ = {"HOME": str(home), "PATH": os.devnull}
    done = subprocess.run([program, *arguments], env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def finds(engine: Engine, home: Path, stack: Path) -> None:
    """The engine's `init` finds the plugin without any configuration, and it serves."""
    stack.mkdir()
    nothing = stack / "cli.tfrc"
    nothing.write_text("")
    workspace = Workspace(stack, engine, clean_environ(home, nothing, {"PATH": os.devnull}))
    workspace.write(hcl.settings(friendly_name="Recordings"))
    workspace.init().expect_success()
    workspace.validate().expect_success()


def test_a_build_installs_itself_serves_and_leaves_nothing(engine: Engine, packaged: Path, home: Path, tmp_path: Path) -> None:
    unpacked = tmp_path / "unpacked"
    subprocess.run(["unzip", "-q", next(packaged.glob("release/*/*.zip")), "-d", unpacked], check=True)
    program = unpacked / f"terraform-provider-twilio_v{__version__}"

    assert f"self-contained, in {unpacked}" in by_hand(home, program, "--version")
    by_hand(home, program, "install")
    by_hand(home, program, "install")  # over itself
    shutil.rmtree(unpacked)
    finds(engine, home, tmp_path / "stack")

    installed = home / ".terraform.d/plugins" / ADDRESS / __version__ / target_platform() / program.name
    by_hand(home, installed, "uninstall")
    assert not (home / ".terraform.d/plugins").exists()


def test_a_wheel_installs_serves_and_leaves_nothing(engine: Engine, home: Path, tmp_path: Path) -> None:
    source = tmp_path / "source"  # for a build leaves its folder behind
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "MANIFEST.in"):
        source.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / name, source)
    for name in ("provider", "constructs_lib"):
        shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    wheels, environment = tmp_path / "wheels", tmp_path / "environment"
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, source], check=True)
    (wheel,) = wheels.iterdir()
    venv.create(environment, symlinks=True)
    subprocess.run([*pip, "--python", environment / "bin/python", "install", "--no-deps", wheel], check=True)
    (dependencies,) = environment.glob("lib/python*/site-packages")
    (dependencies / "dependencies.pth").write_text(sysconfig.get_path("purelib"))  # in place of a download
    program = environment / "bin/terraform-provider-twilio"

    assert f"with Python {sys.version.split()[0]}, {environment}" in by_hand(home, program, "--version")
    by_hand(home, program, "install")
    finds(engine, home, tmp_path / "stack")
    by_hand(home, program, "uninstall")
    assert not (home / ".terraform.d/plugins").exists()
    with zipfile.ZipFile(wheel) as content:
        names = content.namelist()
    assert [name for name in names if name.startswith(("tests/", "tools/"))] == []
    for wanted in (
        "provider/launcher.sh",
        "provider/distribution/launcher.sh",
        "provider/py.typed",
        "constructs_lib/cdktn/__init__.py",
    ):
        assert wanted in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
