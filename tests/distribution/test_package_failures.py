"""`package` looks for all that it needs first, and what it does not finish leaves nothing behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections import namedtuple
from pathlib import Path

import pytest

from provider import __version__
from provider.address import ProviderAddress
from provider.distribution import package as packaging
from provider.distribution.package import package
from provider.distribution.problem import DistributionError
from provider.resources.provider import ADDRESS, DISTRIBUTION
from tests.harness.process import PROVIDER, ROOT, plain_environment, run_by_hand

OURS = ProviderAddress.parse(ADDRESS)
Usage = namedtuple("Usage", ["total", "used", "free"])


def contents(folder: Path) -> dict[str, bytes | None]:
    return {str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


@pytest.fixture
def small_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """A build of one file."""

    def build(into: Path, address: ProviderAddress, version: str, distribution: str) -> Path:
        into.mkdir()
        program = into / f"{address.program}_v{version}"
        program.write_text("#!/bin/sh\n")
        return program

    monkeypatch.setattr(packaging, "build", build)


def test_everything_that_lacks_is_told_at_once_and_nothing_is_built(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    options = ["--out", str(tmp_path / "file/out"), "--zip", "other.zip", "--gpg-key", "somebody@acme.example"]
    done = run_by_hand("package", *options, environment={"PATH": "/nowhere"})

    assert done.returncode == 1
    assert done.stderr.startswith("Not packaged. Nothing was built, for this lacks:\n- ")
    for said in (
        "The program ldd is needed, and is not there.",
        "The program gpg is needed, and is not there. Install GnuPG, or leave out --gpg-key.",
        "other.zip is not a zip of this release",
        f"{tmp_path}/file is no folder. Choose another one with --out.",
    ):
        assert f"- {said}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_that_gpg_does_not_have_is_told_before_the_build(tmp_path: Path) -> None:
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    options = ["--out", str(tmp_path / "out"), "--gpg-key", "nobody@acme.example"]
    done = run_by_hand("package", *options, environment={"GNUPGHOME": str(home)})
    assert done.stderr == ("Not packaged. gpg has no secret key nobody@acme.example. Import it, or leave out --gpg-key.\n")
    assert not (tmp_path / "out").exists()


def test_a_disk_without_room_is_told_before_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9 - 10**6, 10**6))
    with pytest.raises(DistributionError, match=r"has 1 MB free, and \d+ MB are needed\. Make room"):
        package(tmp_path / "out", OURS, __version__, DISTRIBUTION, zips=[])
    assert not (tmp_path / "out").exists()


def test_a_package_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(DistributionError, match="The package no-such-distribution is not installed in"):
        package(tmp_path / "out", OURS, __version__, "no-such-distribution", zips=[])


def test_a_build_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> Path:
        raise DistributionError("ldd failed: the reason")

    monkeypatch.setattr(packaging, "build", fails)
    with pytest.raises(DistributionError, match="the reason"):
        package(tmp_path / "new/out", OURS, __version__, DISTRIBUTION, zips=[])
    assert list(tmp_path.iterdir()) == []


def test_a_step_that_fails_after_the_build_leaves_what_was_there(
    tmp_path: Path, small_build: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    package(out, OURS, "1.2.3", DISTRIBUTION, zips=[])
    before = contents(out)

    def fails(*_: object) -> Path:
        raise OSError(28, "No space left on device", "somewhere")

    monkeypatch.setattr(packaging, "write_lock", fails)
    with pytest.raises(DistributionError, match="somewhere: No space left on device"):
        package(out, OURS, "1.3.0", DISTRIBUTION, zips=[])
    assert contents(out) == before


def test_another_version_is_added_to_those_that_are_there(tmp_path: Path, small_build: None) -> None:
    out = tmp_path / "out"
    for version in ("1.2.3", "1.3.0"):
        written = package(out, OURS, version, DISTRIBUTION, zips=[])

    assert {path.name for path in out.iterdir()} == {"release", "mirror", "oci", "lock"}
    assert [path.name for path in sorted((out / "release").iterdir())] == ["1.2.3", "1.3.0"]
    assert written.release == out / "release/1.3.0"
    assert all(path.is_file() for path in [*written.zips, written.lock])
    for listing in (written.mirror / "index.json", written.oci / "index.json"):
        assert "1.2.3" in listing.read_text()
        assert "1.3.0" in listing.read_text()


def test_ctrl_c_in_the_middle_of_a_build_leaves_nothing(tmp_path: Path) -> None:
    commands, temporary, reached = (tmp_path / name for name in ("bin", "temporary", "reached"))
    commands.mkdir()
    temporary.mkdir()
    os.mkfifo(reached)
    (commands / "ldd").write_text(f"#!/bin/sh\necho > {reached}\nexec sleep 600\n")
    (commands / "ldd").chmod(0o755)
    environment = plain_environment(PYTHONPATH=str(ROOT), PATH=f"{commands}:/usr/bin:/bin", TMPDIR=str(temporary))
    with subprocess.Popen(
        [*PROVIDER, "package", "--out", str(tmp_path / "new/out")], env=environment, cwd=ROOT, stderr=subprocess.PIPE, text=True
    ) as process:
        reached.read_text()  # waits for `ldd`, which is one of the last steps
        assert list(temporary.iterdir()) != []
        process.send_signal(signal.SIGINT)
        _, said = process.communicate()

    assert (process.returncode, said) == (130, f"Not packaged. It was interrupted, and {tmp_path}/new/out is as it was.\n")
    assert list(temporary.iterdir()) == []
    assert not (tmp_path / "new").exists()
