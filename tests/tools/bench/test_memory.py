"""Memory of the processes that a word in the command line tells from others."""

from __future__ import annotations

import subprocess
import sys

from tools.bench import memory

HOLDS = "held = bytearray(50_000_000); print(len(held), flush=True); input()"


def test_the_peak_of_a_process_is_what_it_has_held() -> None:
    command = [sys.executable, "-c", HOLDS, "a-word-that-tells"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()

        peak = memory.peak_of_all(["a-word-that-tells"])

        process.communicate(b"\n")
    assert 48_000 < peak < 200_000


def test_nothing_that_runs_holds_nothing() -> None:
    assert memory.peak_of_all(["a word that no command line has, " + "not even this one"]) == 0
