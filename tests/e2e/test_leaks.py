"""The search for secrets finds them, or the tests that find none would tell nothing."""

from __future__ import annotations

import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from tests.e2e.leaks import leaks, spellings, watching
from tests.e2e.stack import SECRET
from tests.harness.loop import PATIENCE


def test_the_watch_sees_arguments_and_temporary_files(tmp_path: Path) -> None:
    program = "import sys, pathlib; pathlib.Path(sys.argv[2]).write_text('in the file'); sys.stdin.read()"
    command = [sys.executable, "-c", program, "in the arguments", str(tmp_path / "x")]
    expected = {"arguments: raw", "temporary file: raw"}

    def found() -> set[str]:
        return expected & {*seen.leaks("in the arguments"), *seen.leaks("in the file")}

    with watching(tmp_path) as seen, subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        end = time.monotonic() + PATIENCE
        while found() != expected and time.monotonic() < end:
            time.sleep(0.01)
        process.communicate()  # it ends when it reads no more

    (tmp_path / "x").unlink()
    assert found() == expected


def test_what_the_user_wrote_is_not_searched(tmp_path: Path) -> None:
    for name in ("main.tf", "log"):
        (tmp_path / name).write_text(SECRET)

    assert {each.partition(":")[0] for each in leaks(SECRET, tmp_path, without=["main.tf"])} == {"log"}


@pytest.mark.parametrize("form", spellings(SECRET))
def test_the_search_finds_a_secret_however_it_is_written(form: str, tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"before" + spellings(SECRET)[form] + b"after")

    assert f"log: {form}" in leaks(SECRET, tmp_path)


def test_the_search_looks_into_archives(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "saved.plan", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("tfplan", SECRET * 9)

    assert "saved.plan/tfplan: raw" in leaks(SECRET, tmp_path)
