"""What is built of a clean checkout, which has no `constructs_lib.cdktn`: it comes with the build."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from constructs_lib.generate import twin

CHECKOUT = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
SETS = ("cdktf", "cdktn")

pytestmark = pytest.mark.xdist_group("packaging")


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A clean copy of what the package is built of."""
    home = tmp_path / "source"
    home.mkdir()
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "MANIFEST.in"):
        shutil.copy(CHECKOUT / name, home)
    for name in ("provider", "constructs_lib"):
        shutil.copytree(CHECKOUT / name, home / name, ignore=shutil.ignore_patterns("__pycache__", "cdktn"))
    return home


@pytest.fixture(scope="module")
def setuptools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where setuptools is installed, so that not every build has to download it."""
    home = tmp_path_factory.mktemp("setuptools")
    run([*PIP, "install", "--target", home, "setuptools>=77"])
    return home


def test_an_editable_install_makes_the_twin_in_the_checkout(source: Path, setuptools: Path, tmp_path: Path) -> None:
    python = fresh_python(tmp_path)

    install = ["install", "--no-deps", "--no-build-isolation", "--editable", "."]
    run([*PIP, "--python", python, *install], cwd=source, PYTHONPATH=setuptools)

    assert twin.outdated(source / "constructs_lib") == []
    for used in SETS:
        assert imported(python, used) == source / "constructs_lib" / used / "__init__.py"


def test_wheel_and_source_archive_have_every_module_of_both_sets_and_can_be_installed(
    source: Path, setuptools: Path, tmp_path: Path
) -> None:
    wanted = {f"constructs_lib/{path.as_posix()}" for path in twin.texts(twin.HOME)}
    wanted |= {path.replace("/cdktn/", "/cdktf/") for path in wanted} | {
        "constructs_lib/elements.js",
        "constructs_lib/py.typed",
        "provider/py.typed",
    }

    build = "import setuptools.build_meta as backend; backend.build_sdist('..')"
    run([sys.executable, "-P", "-c", build], cwd=source, PYTHONPATH=setuptools)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as content:
        archived = {name.partition("/")[2] for name in content.getnames()}
    assert wanted <= archived

    # From the checkout it is built as an installation does it, with tools that pip gets for the build.
    for built_from, options in ((source, []), (archive, ["--no-build-isolation"])):
        home = tmp_path / f"wheel-{built_from.name}"
        run([*PIP, "wheel", "--no-deps", *options, "--wheel-dir", home, built_from], PYTHONPATH=setuptools)
        (wheel,) = home.iterdir()
        with zipfile.ZipFile(wheel) as content:
            assert {name for name in content.namelist() if name in wanted} == wanted, built_from

    python = fresh_python(tmp_path)
    run([*PIP, "--python", python, "install", "--no-deps", wheel])
    for used in SETS:
        assert tmp_path / "fresh" in imported(python, used).parents


def fresh_python(directory: Path) -> Path:
    """The interpreter of a new virtual environment that has nothing installed."""
    venv.create(directory / "fresh", symlinks=os.name != "nt")
    return directory / "fresh" / ("Scripts" if os.name == "nt" else "bin") / "python"


def imported(python: Path, used: str) -> Path:
    """Where `constructs_lib.<used>` comes from, with its dependencies at hand and the other CDK not to be had."""
    (other,) = {*SETS} - {used}
    code = (
        f"import sys; sys.path.append({sysconfig.get_path('purelib')!r}); sys.modules['{other}'] = None\n"
        f"import constructs_lib.{used} as it; it.TwilioProvider; print(it.__file__)"
    )
    return Path(run([python, "-P", "-c", code]))


def run(command: list[str | Path], cwd: Path | None = None, **environ: Path) -> str:
    """What the command prints. Fails with what it says if it fails."""
    surroundings = os.environ | {name: str(value) for name, value in environ.items()}
    done = subprocess.run(command, cwd=cwd, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()
