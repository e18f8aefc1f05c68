"""Whether a process waits: what makes a measurement warm or cold."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from provider.plugin.warm import place
from tools.bench.community import as_rival
from tools.bench.contender import Ours
from tools.bench.waiting import waits


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"XDG_RUNTIME_DIR": str(tmp_path), "TMPDIR": str(tmp_path)}


def test_nothing_waits_where_no_process_ever_did(environ: dict[str, str]) -> None:
    assert not waits(environ)


def test_a_process_waits_from_its_socket_to_the_end_of_its_lock(environ: dict[str, str]) -> None:
    directory = place.made(os.fsencode(environ["XDG_RUNTIME_DIR"]))
    lock = place.locked(directory, "here")
    assert lock is not None
    assert not waits(environ)  # it is still starting

    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(place.path(directory, "here"))
        assert waits(environ)

    os.close(lock)
    assert not waits(environ)
    os.close(directory)


def ours(tmp_path: Path, environ: dict[str, str], does: str) -> Ours:
    """An installation whose Python is a program of the test's."""
    python = tmp_path / "python.sh"
    python.write_text(f"#!/bin/sh\n{does}\n")
    python.chmod(0o755)
    (tmp_path / "python").write_text(f"{python}\n")
    return Ours("ours", tmp_path / "engine", tmp_path, environ, tmp_path / "0.1.0" / "launcher", "", warm=False)


def test_a_stop_that_fails_is_an_error(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        ours(tmp_path, environ, "exit 3").ready()


def test_what_still_waits_after_a_stop_is_an_error(
    tmp_path: Path, environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tools.bench.contender._SECONDS_TO_WAIT", 0)
    monkeypatch.setattr("tools.bench.contender.waits", lambda environ: True)

    with pytest.raises(RuntimeError, match="ours: a process still waits"):
        ours(tmp_path, environ, "exit 0").ready()


def test_a_binary_of_the_communitys_provider_is_put_where_engines_look(tmp_path: Path) -> None:
    binary = tmp_path / "community"
    binary.write_bytes(b"a program")

    rival = as_rival(binary, tmp_path / "mirror")

    assert rival.binary.read_bytes() == b"a program"
    assert rival.binary.stat().st_mode & stat.S_IXUSR
    assert rival.binary.relative_to(rival.mirror).parts[:4] == ("terraform.local", "community", "twilio", "1.0.0")
