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
from tests.warm.launches import Home, assert_warm, ended, environment_of, holders, parent, processes, serving

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
def test_a_signal_to_the_standby_process_ends_it_and_no_command(warm: Home, number: signal.Signals) -> None:
    standby = warm.the_standby
    with warm.launched() as plugin:
        workers = warm.workers()
        os.kill(standby, number)
        assert ended(standby)
        for worker in workers:
            assert ended(worker)
        with plugin.client() as client:
            assert client.schema().resource_schemas
    _assert_the_next_is_served(warm)
    assert warm.the_standby != standby


@pytest.mark.parametrize("moment", range(12))
def test_a_signal_ends_it_whatever_it_is_loading(home: Home, moment: int) -> None:
    with home.launched() as plugin:
        standby = home.the_standby
        time.sleep(moment / 40)
        os.kill(standby, signal.SIGTERM)
        assert ended(standby)
        with plugin.client() as client:
            assert client.schema().resource_schemas


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_to_the_worker_ends_nothing_else(warm: Home, number: signal.Signals) -> None:
    standby, worker = warm.the_standby, warm.worker
    os.kill(worker, number)
    if number is signal.SIGINT:
        assert worker in warm.workers()
    else:
        assert ended(worker)
    with warm.launched() as plugin:
        assert_warm(plugin)
        assert parent(serving(plugin)) == warm.the_standby == standby


def test_where_every_worker_ends_the_standby_process_does(warm: Home) -> None:
    standby = warm.the_standby
    killed: set[int] = set()
    while len(killed) < 3:
        worker = warm.worker
        if worker not in killed:
            os.kill(worker, signal.SIGKILL)
            killed.add(worker)
    assert ended(standby)
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


def test_the_standby_process_ends_by_itself_and_leaves_nothing(home: Home) -> None:
    mark = str(home.directory)  # a variable that is read while loading, by which it and all its workers are known
    environment = home.environment(TWILIO_PROVIDER_WARM_START_SECONDS="0.2", LD_LIBRARY_PATH=mark)
    with home.launched(environment=environment) as plugin:
        served = {serving(plugin), plugin.process.pid}
        end = time.monotonic() + PATIENCE
        while (left := {each for each in processes() if f"LD_LIBRARY_PATH={mark}" in environment_of(each)}) != served:
            assert time.monotonic() < end, left
            time.sleep(0.01)
        with plugin.client() as client:
            assert client.schema().resource_schemas, "what is served stays"
    assert list(home.runtime.iterdir()) == []


def test_it_ends_when_its_socket_is_removed(warm: Home) -> None:
    standby = warm.the_standby
    for each in warm.place.iterdir():
        each.unlink()
    assert ended(standby)


def test_a_person_can_end_it(warm: Home) -> None:
    standby = warm.the_standby
    with warm.launched() as plugin:
        worker = warm.worker
        environment = {"XDG_RUNTIME_DIR": str(warm.runtime), "TMPDIR": str(warm.runtime)}
        assert "Ended 1 standby process" in run_by_hand("stop", environment=environment).stdout
        assert ended(standby)
        assert ended(worker)
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
    assert home.standbys
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    with contextlib.suppress(OSError):  # which is how the end of a terminal is told
        while os.read(ours, 4096):
            pass
    os.close(ours)
    assert home.standbys


def _assert_the_next_is_served(home: Home) -> None:
    with home.launched() as plugin, plugin.client() as client:
        assert_warm(plugin)
        assert client.schema().resource_schemas
