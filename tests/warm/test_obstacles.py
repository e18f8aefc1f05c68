"""Whatever is in the way of a warm start, the launch is served all the same, and the user hears nothing of it."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider.plugin.warm import STANDBY, descriptor_passing, place, standby, worker
from provider.plugin.warm.standby_socket import StandbySocket
from provider.resources.provider import TwilioProvider
from tests.harness.loop import PATIENCE
from tests.warm.launches import COLD, Home, assert_cold, assert_warm, ended, parent, serving

NOBODY = 65534
AS_ROOT = os.geteuid() == 0


@pytest.mark.parametrize("word", ["off", "OFF", "0", "f", "false", "False"])
def test_it_can_be_turned_off(home: Home, word: str) -> None:
    with home.launched(environment=home.environment(TWILIO_PROVIDER_WARM_START=word)) as plugin:
        assert serving(plugin) == plugin.process.pid
        assert COLD not in plugin.log
    assert not home.place.exists()


def test_without_the_debug_log_nothing_is_said(home: Home) -> None:
    home.place.symlink_to(home.directory)
    with home.launched(environment=home.environment(TF_LOG="INFO")) as plugin:
        assert serving(plugin) == plugin.process.pid
        assert plugin.log == ""


@pytest.mark.parametrize("mode", [0o755, 0o770, 0o701])
def test_a_directory_that_others_may_enter_is_not_used(home: Home, mode: int) -> None:
    home.place.mkdir()
    home.place.chmod(mode)
    with home.launched() as plugin:
        assert_cold(plugin)
    assert list(home.place.iterdir()) == []


def test_a_link_in_the_place_of_the_directory_is_not_followed(home: Home) -> None:
    elsewhere = home.runtime / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    home.place.symlink_to(elsewhere)
    with home.launched() as plugin:
        assert_cold(plugin)
    assert list(elsewhere.iterdir()) == []


def test_a_session_directory_that_is_not_there_is_passed_over(home: Home) -> None:
    environment = home.environment(XDG_RUNTIME_DIR=str(home.runtime / "missing"))
    with home.launched(environment=environment) as plugin:
        assert_warm(plugin)


@pytest.mark.parametrize("files", [1, 2, 3])
def test_a_full_temporary_directory(home: Home, files: int) -> None:
    """Room for nothing, for the directory alone, and for the lock as well."""
    with _launched_with(home, f"mount -t tmpfs -o nr_inodes={files} none {home.runtime}"):
        pass


def test_a_read_only_temporary_directory(home: Home) -> None:
    with _launched_with(home, f"mount -t tmpfs -o ro none {home.runtime}"):
        pass


def test_a_process_that_is_stopped_is_not_waited_for(warm: Home) -> None:
    """It has lost its workers, of which each would serve one launch yet."""
    workers = warm.workers()
    os.kill(warm.the_standby, signal.SIGSTOP)
    for each in workers:
        os.kill(each, signal.SIGKILL)
        assert ended(each)
    with warm.launched() as plugin:
        assert_cold(plugin)
    os.kill(warm.the_standby, signal.SIGCONT)
    with warm.launched() as plugin:
        assert_warm(plugin)


def test_workers_that_are_stopped_are_not_waited_for(warm: Home) -> None:
    workers = warm.workers()
    for each in workers:
        os.kill(each, signal.SIGSTOP)
    with warm.launched() as plugin:
        assert_cold(plugin)
    for each in workers:
        os.kill(each, signal.SIGCONT)
    with warm.launched() as plugin:
        assert_warm(plugin)


def test_a_worker_that_has_ended_keeps_nobody_from_waiting() -> None:
    """It has served its launch: another launch that looks at this moment is served by the next worker."""
    with_an_ended_child = "import os, time; pid = os.fork() or os._exit(0); os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)"
    command = [sys.executable, "-c", f"{with_an_ended_child}; print(flush=True); time.sleep({PATIENCE})"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        assert place.seconds_worth_waiting(parent.pid) == place.SECONDS_TO_LOAD
        parent.kill()
    assert place.seconds_worth_waiting(parent.pid) < place.SECONDS_TO_LOAD


@pytest.mark.parametrize("call", ["fork", "posix_spawn"])
def test_where_the_kernel_refuses_a_process_launches_are_turned_away_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: object, **__: object) -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, call, refuse)
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, "-m", "provider", STANDBY])
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as launcher:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        launcher.connect(str(tmp_path / "s"))
        asked = standby_socket(listener)
        ways: dict[str, standby.MakeWorker] = {
            "fork": lambda: worker.forked(asked, TwilioProvider()),
            "posix_spawn": lambda: standby.spawned(asked),
        }
        supervisor = standby.Supervisor(asked, standby.Ending(), ways[call])
        assert not supervisor.serve(PATIENCE)
        launcher.settimeout(PATIENCE)
        assert launcher.recv(1) == b""


def test_an_end_that_python_drops_comes_at_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dropping:
        def __del__(self) -> None:
            ending()

    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    ending = standby.Ending()
    with socket.socket(socket.AF_UNIX) as listener:
        supervisor = standby.Supervisor(standby_socket(listener), ending, lambda: pytest.fail("a worker was made"))
        Dropping()
        with pytest.raises(standby.End):
            supervisor.serve_who_asks()
        with pytest.raises(standby.End):
            supervisor.serve(PATIENCE)


def test_a_process_that_too_many_ask_is_not_waited_for(warm: Home) -> None:
    process = warm.the_standby
    os.kill(process, signal.SIGSTOP)
    (name,) = warm.sockets
    with contextlib.ExitStack() as asking:
        with contextlib.suppress(BlockingIOError):
            while True:
                connection = asking.enter_context(socket.socket(socket.AF_UNIX))
                connection.setblocking(False)
                connection.connect(str(warm.place / name))
        with warm.launched() as plugin:
            assert_cold(plugin)
            assert "Resource temporarily unavailable" in plugin.log
    os.kill(process, signal.SIGKILL)
    assert ended(process)


@pytest.mark.parametrize("answer", [b"", b"?"])
def test_a_process_that_does_not_take_a_launch_over(warm: Home, answer: bytes) -> None:
    """It ends at that moment, or fails to fork; or it is something else altogether."""
    (name,) = warm.sockets
    warm.stop()
    with _listening(warm, name, os.geteuid()) as listener:
        answering = threading.Thread(target=_answer, args=(listener, answer))
        answering.start()
        with warm.launched() as plugin:
            answering.join()
            assert_cold(plugin)


@pytest.mark.parametrize("what", ["directory", "socket"] if AS_ROOT else [])
def test_what_is_another_users_is_neither_used_nor_told_anything(warm: Home, what: str) -> None:
    (name,) = warm.sockets
    warm.stop()
    with _listening(warm, name, as_user=NOBODY) as listener:
        os.chown(warm.place, NOBODY if what == "directory" else os.geteuid(), -1)
        with warm.launched() as plugin:
            assert_cold(plugin)
        listener.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            connection, _ = listener.accept()
            with connection:
                assert connection.recv(1) == b"", "something was sent"
    shutil.rmtree(warm.place)


@pytest.mark.parametrize("user", [NOBODY] if AS_ROOT else [])
def test_another_user_cannot_ask_for_anything(warm: Home, user: int) -> None:
    """Even where one got as far as the socket."""
    (name,) = warm.sockets
    warm.runtime.chmod(0o711)
    warm.place.chmod(0o711)
    (warm.place / name).chmod(0o777)
    before = warm.the_standby
    script = "import os, socket, sys; os.setuid(int(sys.argv[1])); asking = socket.socket(socket.AF_UNIX)"
    script += "; asking.connect(sys.argv[2]); print('connected'); asking.send(sys.argv[3].encode()); asking.recv(1)"
    command = [sys.executable, "-c", script, str(user), str(warm.place / name), descriptor_passing.STOP.decode()]
    asked = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert asked.stdout == "connected\n", asked.stderr
    warm.place.chmod(0o700)
    with warm.launched() as plugin:
        assert_warm(plugin)
        assert parent(serving(plugin)) == before


# Where and how engines run


def within(script: str) -> list[str]:
    """A command that does something before it becomes another one."""
    return ["sh", "-c", f'{script} && exec "$0"']


def test_a_folder_that_is_gone_is_the_folder_of_the_worker(warm: Home) -> None:
    with warm.launched(within=within("mkdir gone && cd gone && rmdir ../gone")) as plugin:
        assert_warm(plugin)
        assert Path(f"/proc/{serving(plugin)}/cwd").readlink().name == "gone (deleted)"


def test_a_folder_that_cannot_be_entered_again_is_never_left(warm: Home) -> None:
    held_to_modes = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] if AS_ROOT else []
    with warm.launched(within=[*held_to_modes, *within("mkdir shut && cd shut && chmod 000 .")]) as plugin:
        assert_cold(plugin)
        assert Path(f"/proc/{plugin.process.pid}/cwd").readlink() == warm.directory / "shut"
    (warm.directory / "shut").chmod(0o700)


@pytest.mark.parametrize("umask", ["000", "777"])
def test_under_any_umask_what_is_made_is_this_user_s_alone_and_of_use(home: Home, umask: str) -> None:
    with home.launched(within=within(f"umask {umask}")) as plugin:
        assert_warm(plugin)
        worker = Path(f"/proc/{serving(plugin)}/status").read_text()
        assert f"Umask:\t0{umask}\n" in worker
    assert {stat.S_IMODE(each.stat().st_mode) for each in (home.place, *home.place.iterdir())} == {0o700, 0o600}
    with home.launched() as plugin:
        assert_warm(plugin)


def test_other_limits_are_another_standby_process_s(warm: Home) -> None:
    with warm.launched(within=within("ulimit -n 200")) as plugin:
        assert_warm(plugin)
        limits = Path(f"/proc/{serving(plugin)}/limits").read_text()
        assert re.search(r"^Max open files +200 +200 ", limits, re.MULTILINE)
    assert len(warm.standbys) == 2


def test_without_what_the_kernel_tells_of_processes_a_launch_is_cold(warm: Home) -> None:
    """As in a container without `/proc`: nobody knows there whether the standby process is held to the same."""
    with _launched_with(warm, "mount -t tmpfs none /proc"):
        pass


@contextlib.contextmanager
def _launched_with(home: Home, mount: str) -> Iterator[None]:
    """A launch that has a file system mounted over its directory; in a namespace of its own, which takes it along."""
    enter = ["unshare", "--mount", *([] if AS_ROOT else ["--map-current-user"])]
    with tempfile.TemporaryDirectory() as sockets:
        environment = home.environment(PLUGIN_UNIX_SOCKET_DIR=sockets)
        with home.launched(environment=environment, within=[*enter, "sh", "-c", f'{mount} && exec "$0"']) as plugin:
            assert_cold(plugin)
            yield


def standby_socket(listener: socket.socket) -> StandbySocket:
    return StandbySocket(listener, os.getpid(), lock=-1, directory=-1, name="s", way=place.FORK, seconds=1)


def _answer(listener: socket.socket, answer: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(answer)


@contextlib.contextmanager
def _listening(home: Home, name: str, as_user: int) -> Iterator[socket.socket]:
    """A socket in the place of ours, that another user listens at."""
    home.place.mkdir(mode=0o700, exist_ok=True)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(home.place / name))
        child = os.fork()
        if not child:  # the kernel names to who connects the user that called `listen`
            os.setuid(as_user)
            listener.listen()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        yield listener
