"""Whoever is ended, and however: no process is left that serves nobody, and the next launch is served."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.harness.handshake import Handshake
from tests.harness.loop import PATIENCE
from tests.harness.process import run_by_hand
from tests.warm.launches import Home, assert_warm, command_of, ended, holders, processes, serving

SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)

ENGINE = """\
import signal, subprocess, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
subprocess.Popen(sys.argv[1], restore_signals=False).wait()
"""
"""An engine as far as it matters here: it starts the plugin, and can be killed."""


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_to_the_launcher_ends_the_fork_or_leaves_both_alone(warm: Home, number: signal.Signals) -> None:
    with warm.launched() as plugin:
        fork = serving(plugin)
        plugin.send(number)
        if number is signal.SIGINT:  # which is the engine's to handle
            with plugin.client() as client:
                assert client.schema().resource_schemas
        else:
            assert plugin.ended() == (0 if number is signal.SIGTERM else -number)
            assert ended(fork)
            assert not plugin.directory.exists()
    _assert_the_next_is_served(warm)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_to_the_fork_ends_the_launcher_or_leaves_both_alone(warm: Home, number: signal.Signals) -> None:
    with warm.launched() as plugin:
        os.kill(serving(plugin), number)
        if number is signal.SIGINT:
            with plugin.client() as client:
                assert client.schema().resource_schemas
        else:
            assert plugin.ended() == (0 if number is signal.SIGTERM else -number)
    _assert_the_next_is_served(warm)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_to_the_waiting_process_ends_it_and_no_command(warm: Home, number: signal.Signals) -> None:
    waiting = warm.the_waiting
    with warm.launched() as plugin:
        spare = warm.spare
        os.kill(waiting, number)
        assert ended(waiting)
        assert ended(spare)
        with plugin.client() as client:
            assert client.schema().resource_schemas
    _assert_the_next_is_served(warm)
    assert warm.the_waiting != waiting


@pytest.mark.parametrize("moment", range(12))
def test_a_signal_ends_it_whatever_it_is_loading(home: Home, moment: int) -> None:
    with home.launched() as plugin:
        waiting = home.the_waiting
        time.sleep(moment / 40)
        os.kill(waiting, signal.SIGTERM)
        assert ended(waiting)
        with plugin.client() as client:
            assert client.schema().resource_schemas


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_to_the_spare_ends_nothing_else(warm: Home, number: signal.Signals) -> None:
    waiting, spare = warm.the_waiting, warm.spare
    os.kill(spare, number)
    if number is not signal.SIGINT:
        assert ended(spare)
    with warm.launched() as plugin:
        assert_warm(plugin)
        assert (serving(plugin) == spare) == (number is signal.SIGINT)
    assert warm.the_waiting == waiting


def test_where_every_spare_ends_the_waiting_process_does(warm: Home) -> None:
    waiting = warm.the_waiting
    killed: set[int] = set()
    while len(killed) < 3:
        spare = warm.spare
        if spare not in killed:
            os.kill(spare, signal.SIGKILL)
            killed.add(spare)
    assert ended(waiting)
    _assert_the_next_is_served(warm)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_killed_engine_leaves_neither_launcher_nor_fork(warm: Home, number: signal.Signals) -> None:
    engine = subprocess.Popen(
        [sys.executable, "-c", ENGINE, warm.launcher], env=warm.environment(), stdout=subprocess.PIPE, text=True
    )
    with engine:
        assert engine.stdout is not None
        directory = Path(Handshake.parse(engine.stdout.readline()).address).parent
        (fork,) = holders(directory)
        engine.send_signal(number)
        assert engine.stdout.read() == ""  # launcher and fork hold the other end: this returns when both are gone
    assert ended(fork)
    assert not directory.exists()
    _assert_the_next_is_served(warm)


def test_the_waiting_process_ends_by_itself_and_leaves_nothing(home: Home) -> None:
    seconds = f"0.2{os.getpid()}"  # by which it and all its forks are known
    with home.launched(environment=home.environment(TWILIO_PROVIDER_WARM_START_SECONDS=seconds)) as plugin:
        fork = serving(plugin)
        end = time.monotonic() + PATIENCE
        while (left := {each for each in processes() if seconds in command_of(each)}) != {fork}:
            assert time.monotonic() < end, left
            time.sleep(0.01)
        with plugin.client() as client:
            assert client.schema().resource_schemas, "what is served stays"
    assert list(home.runtime.iterdir()) == []


def test_it_ends_when_its_socket_is_removed(warm: Home) -> None:
    waiting = warm.the_waiting
    for each in warm.place.iterdir():
        each.unlink()
    assert ended(waiting)


def test_a_person_can_end_it(warm: Home) -> None:
    waiting = warm.the_waiting
    with warm.launched() as plugin:
        spare = warm.spare
        environment = {"XDG_RUNTIME_DIR": str(warm.runtime), "TMPDIR": str(warm.runtime)}
        assert "Ended 1 waiting process" in run_by_hand("stop", environment=environment).stdout
        assert ended(waiting)
        assert ended(spare)
        with plugin.client() as client:
            assert client.schema().resource_schemas, "running commands go on"


def test_a_terminal_is_not_held_open(home: Home) -> None:
    """As when an SSH session ends, or a step of a CI job: whoever reads the terminal sees its end."""
    ours, theirs = pty.openpty()
    pid = os.fork()
    if not pid:
        os.login_tty(theirs)
        script = f"'{home.launcher}' < /dev/null & sleep 100 & wait %1"
        os.execve("/bin/sh", ["/bin/sh", "-c", script], home.environment())
    os.close(theirs)
    said = b""
    while b"grpc" not in said:
        said += os.read(ours, 4096)
    assert home.waiting
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with contextlib.suppress(OSError):  # which is how the end of a terminal is told
        while os.read(ours, 4096):
            pass
    os.close(ours)
    assert home.waiting


def _assert_the_next_is_served(home: Home) -> None:
    with home.launched() as plugin, plugin.client() as client:
        assert_warm(plugin)
        assert client.schema().resource_schemas
