"""What `make release` makes of a clean clone, and what `make audit` says of it, which makes the release first."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]


class Made(NamedTuple):
    """A clone in which `make audit` has run, and what that said."""

    clone: Path
    done: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """It makes the release first."""
    clone = tmp_path_factory.mktemp("release") / "clone"
    subprocess.run(["git", "clone", "--quiet", CHECKOUT, clone], check=True)
    for name in ("Makefile", "pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"):
        shutil.copy(CHECKOUT / name, clone)  # what is not committed yet counts too
    command = ["make", "--silent", "audit", f"PYTHON={sys.executable}"]
    done = subprocess.run(command, cwd=clone, capture_output=True, text=True, check=False)
    assert "dist/sbom.cdx.json\n" in done.stdout, done.stdout + done.stderr  # the last of what a release tells it has made
    return Made(clone, done)


@pytest.fixture(scope="module")
def clone(made: Made) -> Path:
    """A clone in which there is a release."""
    return made.clone


def needed(clone: Path) -> set[str]:
    """The distributions that the wheel needs itself."""
    project = tomllib.loads((clone / "pyproject.toml").read_text())["project"]
    return {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}


def test_a_release_is_one_wheel_and_one_source_archive_with_the_licence_and_the_typing_marker(clone: Path) -> None:
    (wheel,) = clone.glob("dist/*.whl")
    with zipfile.ZipFile(wheel) as content:
        wheels = content.namelist()
    (archive,) = clone.glob("dist/*.tar.gz")
    with tarfile.open(archive) as source:
        sources = [name.partition("/")[2] for name in source.getnames()]

    assert [name for name in wheels if name.endswith(".dist-info/licenses/LICENSE")]
    assert {"provider/py.typed", "constructs_lib/py.typed"} <= set(wheels)
    assert {"LICENSE", "provider/py.typed", "constructs_lib/py.typed"} <= set(sources)


def test_the_bill_of_materials_names_what_the_wheel_needs_with_versions(clone: Path) -> None:
    bill: dict[str, Any] = json.loads((clone / "dist/sbom.cdx.json").read_text())

    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "terraform-provider-twilio"
    listed = {canonicalize_name(each["name"]): each["version"] for each in bill["components"]}
    assert needed(clone) <= listed.keys()
    assert all(listed.values())
    assert "pytest" not in listed


def test_an_audit_says_what_it_found_or_that_it_could_not_look(made: Made) -> None:
    clone, done = made

    assert "Traceback" not in done.stderr
    if done.returncode:
        assert "Not audited, or vulnerabilities were found" in done.stdout
    else:
        assert "No known vulnerabilities found" in done.stderr
    audited = {Requirement(line).name.lower() for line in (clone / "dist/.audited").read_text().splitlines()}
    assert needed(clone) <= {canonicalize_name(name) for name in audited}
