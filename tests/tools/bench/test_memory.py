"""Memory of the processes that a word in the command line tells from others."""

from __future__ import annotations

import subprocess
import sys

from tools.bench import memory

HOLDS = "held = bytearray(50_000_000); print(len(held), flush=True); input()"
FORKS = "import os, sys; held = b'x' * 50_000_000; os.fork(); os.write(1, b'ready\\n'); sys.stdin.read()"


def test_the_peak_of_a_process_is_what_it_has_held() -> None:
    command = [sys.executable, "-c", HOLDS, "a-word-that-tells"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()

        peak = memory.peak(["a-word-that-tells"])

        process.communicate(b"\n")
    assert 48_000 < peak < 200_000


def test_nothing_that_runs_holds_nothing() -> None:
    assert memory.peak(["a word that no command line has, " + "not even this one"]) == 0


def test_what_processes_hold_together_counts_what_they_share_once() -> None:
    command = [sys.executable, "-c", FORKS, "words-for-two"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert [process.stdout.readline(), process.stdout.readline()] == [b"ready\n", b"ready\n"]

        together = memory.together(["words-for-two"])

        process.communicate()
    assert 48_000 < together < 90_000
