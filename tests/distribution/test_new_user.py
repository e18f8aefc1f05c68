"""From a clean home: the build and the wheel are installed where engines look, used, and gone again."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from provider import __version__
from provider.installation import target_platform
from provider.resources.provider import ADDRESS, DISTRIBUTION
from tests.distribution.built import PIP, in_place_of_a_download
from tests.e2e import hcl
from tests.e2e.engine_choice import TERRAFORM, engines
from tests.e2e.workspace import Workspace, clean_environ
from tools.engines import Engine


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


@engines(TERRAFORM)
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


@engines(TERRAFORM)
def test_a_wheel_installs_serves_and_leaves_nothing(engine: Engine, wheel: Path, home: Path, tmp_path: Path) -> None:
    environment = tmp_path / "environment"
    venv.create(environment, symlinks=True)
    subprocess.run([*PIP, "--python", environment / "bin/python", "install", "--no-deps", wheel], check=True)
    (dependencies,) = environment.glob("lib/python*/site-packages")
    (dependencies / "dependencies.pth").write_text(sysconfig.get_path("purelib"))  # in place of a download
    program = environment / "bin/terraform-provider-twilio"

    assert f"with Python {sys.version.split()[0]}, {environment}" in by_hand(home, program, "--version")
    by_hand(home, program, "install")
    finds(engine, home, tmp_path / "stack")
    by_hand(home, program, "uninstall")
    assert not (home / ".terraform.d/plugins").exists()


def uv(home: Path, links: Path, action: str) -> None:
    """Somebody's first use of uv, with the Python that runs this."""
    offline = ["--offline", "--no-index", "--find-links", str(links)] if action == "install" else []
    first_use("uv", ["--quiet", "tool", action, *offline, DISTRIBUTION], home, UV_PYTHON=sys.executable)


def pipx(home: Path, links: Path, action: str) -> None:
    """The same of pipx."""
    offline = [f"--pip-args=--no-index --find-links={links}"] if action == "install" else []
    first_use("pipx", [action, *offline, DISTRIBUTION], home, PIPX_DEFAULT_PYTHON=sys.executable, PIP_NO_INDEX="1")


def first_use(program: str, arguments: list[str], home: Path, **variables: str) -> None:
    command = [f"{sysconfig.get_path('scripts')}/{program}", *arguments]
    subprocess.run(command, env={"HOME": str(home), "PATH": os.devnull, **variables}, check=True)


@engines(TERRAFORM)
@pytest.mark.parametrize("tool", [uv, pipx])
def test_a_wheel_is_installed_as_a_tool_which_serves_and_leaves_nothing(
    engine: Engine, wheel: Path, home: Path, tmp_path: Path, tool: Callable[[Path, Path, str], None]
) -> None:
    links = tmp_path / "links"
    links.mkdir()
    shutil.copy(wheel, links)
    for line in metadata.requires(DISTRIBUTION) or ():
        if "extra" not in line:
            in_place_of_a_download(Requirement(line), links)

    tool(home, links, "install")
    program = home / ".local/bin/terraform-provider-twilio"
    by_hand(home, program, "install")
    finds(engine, home, tmp_path / "stack")
    by_hand(home, program, "uninstall")
    tool(home, links, "uninstall")
    assert not program.is_symlink()
    assert not (home / ".terraform.d/plugins").exists()


def test_a_wheel_has_what_is_shipped_and_nothing_else(wheel: Path) -> None:
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
