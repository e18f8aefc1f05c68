"""What is built of this source once in a run, for every test that installs it, and the index that it is installed from."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from provider.resources.provider import DISTRIBUTION

CHECKOUT = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command wrote, made once. No test may change it."""
    out = tmp_path_factory.mktemp("packaged")
    command = [sys.executable, "-m", "provider", "package", "--out", str(out)]
    subprocess.run(command, check=True, capture_output=True, cwd=CHECKOUT)
    return out


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this source, alone in a folder."""
    source, wheels = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheels")  # for a build leaves its folder behind
    copy_of_the_source(source)
    subprocess.run([*PIP, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", wheels, source], check=True)
    (built,) = wheels.iterdir()
    return built


def copy_of_the_source(folder: Path) -> None:
    """What a wheel is built of, as in a clean checkout, which has no `constructs_lib.cdktn`."""
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE", "MANIFEST.in"):
        shutil.copy(CHECKOUT / name, folder)
    for name in ("provider", "constructs_lib"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "cdktn"))


def in_place_of_a_download(needed: Requirement, folder: Path) -> None:
    """A wheel of what is needed, which lends what is installed here."""
    name, version = needed.name, metadata.version(needed.name)
    inside = f"{name}-{version}.dist-info"
    files = {
        f"{name}.pth": sysconfig.get_path("purelib"),
        f"{inside}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{inside}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if commands := metadata.distribution(name).read_text("entry_points.txt"):
        files[f"{inside}/entry_points.txt"] = commands
    record = "".join(f"{each},,\n" for each in [*files, f"{inside}/RECORD"])
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as content:
        for each, text in {**files, f"{inside}/RECORD": record}.items():
            content.writestr(each, text)


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def package_index(folder: Path, *own: Path) -> Iterator[str]:
    """The address of an index with these wheels and all that ours needs, with the constructs and to be built."""
    ours = map(Requirement, metadata.requires(DISTRIBUTION) or ())
    needed = [each for each in ours if each.marker is None or each.marker.evaluate({"extra": "cdktf"})]
    for each in [*needed, Requirement("setuptools")]:
        place = folder / canonicalize_name(each.name)
        place.mkdir(parents=True, exist_ok=True)
        in_place_of_a_download(each, place)
    for wheel in own:
        place = folder / canonicalize_name(wheel.name.partition("-")[0])
        place.mkdir(exist_ok=True)
        shutil.copy(wheel, place)
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
