"""Whether a process stands by: what makes a measurement warm or cold."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path

import pytest

from provider.plugin.warm import place
from tools.bench.contender import Ours
from tools.engines.rivals import community_rival


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_RUNTIME_DIR": str(tmp_path), "TMPDIR": str(tmp_path)}


def ours(tmp_path: Path, environ: dict[str, str], does: str) -> Ours:
    """An installation whose Python is a program of the test's."""
    python = tmp_path / "python.sh"
    python.write_text(f"#!/bin/sh\n{does}\n")
    python.chmod(0o755)
    (tmp_path / "python").write_text(f"{python}\n")
    return Ours("ours", tmp_path / "engine", tmp_path, environ, tmp_path / "0.1.0" / "launcher", "", warm=False)


def test_a_process_stands_by_from_the_line_in_its_lock_to_the_end_of_that_lock(tmp_path: Path, environ: dict[str, str]) -> None:
    installation = ours(tmp_path, environ, "")
    assert not installation.stands_by
    directory = place.made(place.directories("twilio", {b"XDG_RUNTIME_DIR": os.fsencode(environ["XDG_RUNTIME_DIR"])})[0])
    lock = place.locked(directory, "0" * 24)
    assert lock is not None
    assert not installation.stands_by  # it is still starting

    os.write(lock, f"{os.getpid()} 600".encode())
    assert installation.stands_by

    os.close(lock)
    assert not installation.stands_by
    os.close(directory)


def test_a_stop_that_fails_is_an_error(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        ours(tmp_path, environ, "exit 3").ready()


def test_a_process_that_still_stands_by_after_a_stop_is_an_error(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.bench.contender._SECONDS_TO_WAIT", 0)
    monkeypatch.setattr("tools.bench.contender.Ours.stands_by", True)

    with pytest.raises(RuntimeError, match="ours: a process still stands by"):
        ours(tmp_path, environ, "exit 0").ready()


def test_a_binary_of_the_communitys_provider_is_put_where_engines_look(tmp_path: Path) -> None:
    binary = tmp_path / "community"
    binary.write_bytes(b"a program")

    rival = community_rival(binary, tmp_path / "mirror")

    assert rival.binary.read_bytes() == b"a program"
    assert rival.binary.stat().st_mode & stat.S_IXUSR
    assert rival.binary.relative_to(rival.mirror).parts[:4] == ("terraform.local", "community", "twilio", "1.0.0")
