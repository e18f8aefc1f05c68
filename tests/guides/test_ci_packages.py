"""docs/guides/ci.md: each way of saying where the package comes from, against an index on this machine."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from provider.resources.provider import DISTRIBUTION
from tests.distribution.built import package_index
from tests.guides.conftest import ROOT, add_command, guide, section
from tests.guides.runner import Reader

pytestmark = [pytest.mark.engine, pytest.mark.xdist_group("distribution")]


@dataclass
class Job:
    """A job with an empty virtual environment, and the one index that is known there."""

    reader: Reader
    index: str
    python: Path

    def follow(self, heading: str, happens: str, **variables: str) -> None:
        self.reader.follow(section(guide("ci"), heading), {happens: lambda: self.reader.export(**variables)})

    def version(self) -> str:
        """Of what is installed, which is whole: the program runs, and the constructs are there."""
        check = "import constructs_lib.cdktf, provider; print(provider.__file__)"
        place = self._run(str(self.python), "-c", check)
        assert Path(place.strip()).is_relative_to(self.python.parents[1])
        return self._run(str(self.python.with_name(DISTRIBUTION)), "--version").split()[1]

    def _run(self, *command: str) -> str:
        environ = dict(self.reader.environment)
        return subprocess.run(command, env=environ, cwd=self.reader.folder, check=True, capture_output=True, text=True).stdout


def somebody_elses(folder: Path) -> Path:
    """What somebody uploaded under our name, with a version higher than any of ours."""
    inside = "terraform_provider_twilio-99.0.dist-info"
    path = folder / "terraform_provider_twilio-99.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as content:
        content.writestr(
            f"{inside}/METADATA", f"Metadata-Version: 2.1\nName: {DISTRIBUTION}\nVersion: 99.0\nProvides-Extra: cdktf\n"
        )
        content.writestr(f"{inside}/WHEEL", "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        content.writestr(f"{inside}/RECORD", "")
    return path


@pytest.fixture
def job(reader: Reader, tmp_path: Path) -> Iterator[Job]:
    """The index has what ours needs and, under our name, what somebody else uploaded."""
    python = tmp_path / "environment/bin/python"
    venv.create(python.parents[1], symlinks=True)
    for name in ("python", DISTRIBUTION):
        (tmp_path / "bin" / name).unlink()
    add_command(reader, "pip", [sys.executable, "-m", "pip", "--python", str(python)])
    add_command(reader, "uv", [f"{sysconfig.get_path('scripts')}/uv"])
    with package_index(tmp_path / "public", somebody_elses(tmp_path)) as index:
        environment = {name: value for name, value in reader.environment.items() if name != "PYTHONPATH"}
        reader.environment = environment | {
            "PATH": f"{environment['PATH']}:{python.parent}",
            "PIP_INDEX_URL": index,
            "PIP_CONFIG_FILE": "/dev/null",
            "UV_DEFAULT_INDEX": index,
            "UV_PYTHON": sys.executable,
        }
        yield Job(reader, index, python)


def version_of(wheel: Path) -> str:
    return wheel.name.split("-")[1]


def test_a_wheel_in_the_repository_is_installed_and_no_other_file_in_its_place(job: Job, wheel: Path) -> None:
    vendor = job.reader.folder / "vendor"
    vendor.mkdir()
    shutil.copy(wheel, vendor)

    job.follow("### A wheel in your repository", "the wheel is there")
    assert job.version() == version_of(wheel)

    with zipfile.ZipFile(vendor / wheel.name, "a") as content:
        content.writestr("provider/added.py", "print('from somebody else')")
    refused = job.reader.follow("<!-- exit: 1 -->\n```shell\npip install --force-reinstall -r requirements.txt\n```\n")
    assert "DO NOT MATCH THE HASHES" in refused[-1]


def test_an_index_of_ones_own_gives_its_wheel_whatever_the_public_one_has(job: Job, wheel: Path, tmp_path: Path) -> None:
    with package_index(tmp_path / "own", wheel) as own:
        job.reader.export(PIP_EXTRA_INDEX_URL=job.index)  # somebody has set it, against the page's advice
        job.follow("### A package index of your own", "the wheel is uploaded", INDEX=own, VERSION=version_of(wheel))
    assert job.version() == version_of(wheel)


def test_a_commit_is_installed_from_git(job: Job) -> None:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    count = subprocess.run(["git", "rev-list", "--count", "HEAD"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    job.reader.export(
        GIT_CONFIG_COUNT="1",
        GIT_CONFIG_KEY_0=f"url.file://{ROOT}.insteadOf",
        GIT_CONFIG_VALUE_0="https://git.acme.example/platform/terraform-provider-twilio",
    )
    job.follow("### From git", "the commit is chosen", COMMIT=commit)
    assert job.version() == f"0.2.{count.strip()}"


def test_the_name_alone_would_install_what_somebody_else_uploaded(job: Job) -> None:
    """What the page warns of is so: these tests would notice if a recipe did not help."""
    job.reader.follow(f"```shell\npip install '{DISTRIBUTION}[cdktf]'\n```\n")
    installed = job.reader.follow("```shell\npip list\n```\n")[-1]
    assert "99.0" in installed


def test_a_job_without_python_installs_the_build_that_is_checked_in(reader: Reader, packaged: Path) -> None:
    vendor = reader.folder / "vendor"
    shutil.copytree(next(packaged.glob("release/*")), vendor)
    shutil.copy(next(packaged.glob("lock/*")), reader.folder / ".terraform.lock.hcl")
    for name in ("python", DISTRIBUTION):
        (Path(reader.environment["PATH"].partition(":")[0]) / name).unlink()
    (reader.folder / "main.tf").write_text(
        'terraform {\n  required_providers {\n    twilio = {\n      source = "terraform.local/twilio/twilio"\n    }\n  }\n}\n'
    )
    reader.follow(section(guide("ci"), "## Without Python"), {"zip, sums and lock file are checked in": lambda: None})
