"""Whatever is in the way of a warm start, the launch is served all the same, and the user hears nothing of it."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from provider.plugin.warm import handover, waiting
from provider.plugin.warm.post import Post
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
    """It has lost its spare, which would serve one launch yet."""
    spare = warm.spare
    os.kill(warm.the_waiting, signal.SIGSTOP)
    os.kill(spare, signal.SIGKILL)
    assert ended(spare)
    with warm.launched() as plugin:
        assert_cold(plugin)
    os.kill(warm.the_waiting, signal.SIGCONT)
    with warm.launched() as plugin:
        assert_warm(plugin)


def test_a_spare_that_is_stopped_is_not_waited_for(warm: Home) -> None:
    spare = warm.spare
    os.kill(spare, signal.SIGSTOP)
    with warm.launched() as plugin:
        assert_cold(plugin)
    os.kill(spare, signal.SIGCONT)
    with warm.launched() as plugin:
        assert_warm(plugin)


def test_where_the_kernel_refuses_to_fork_launches_are_turned_away_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> int:
        raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    monkeypatch.setattr(os, "fork", refuse)
    with socket.socket(socket.AF_UNIX) as listener, socket.socket(socket.AF_UNIX) as launcher:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        launcher.connect(str(tmp_path / "s"))
        keeper = waiting.Keeper(Post(listener, lock=-1, directory=-1, name="s", seconds=1), waiting.Ending())
        assert not keeper.serve(TwilioProvider(), PATIENCE)
        launcher.settimeout(PATIENCE)
        assert launcher.recv(1) == b""


def test_an_end_that_python_drops_comes_at_the_next_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Dropping:
        def __del__(self) -> None:
            ending()

    monkeypatch.setattr(sys, "unraisablehook", lambda _: None)
    ending = waiting.Ending()
    with socket.socket(socket.AF_UNIX) as listener:
        keeper = waiting.Keeper(Post(listener, lock=-1, directory=-1, name="s", seconds=1), ending)
        Dropping()
        with pytest.raises(waiting.End):
            keeper.serve_who_asks(TwilioProvider())
        with pytest.raises(waiting.End):
            keeper.serve(TwilioProvider(), PATIENCE)


def test_a_process_that_too_many_ask_is_not_waited_for(warm: Home) -> None:
    process = warm.the_waiting
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
                assert connection.recv(1) == b"", "something was handed over"
    shutil.rmtree(warm.place)


@pytest.mark.parametrize("user", [NOBODY] if AS_ROOT else [])
def test_another_user_cannot_ask_for_anything(warm: Home, user: int) -> None:
    """Even where one got as far as the socket."""
    (name,) = warm.sockets
    warm.runtime.chmod(0o711)
    warm.place.chmod(0o711)
    (warm.place / name).chmod(0o777)
    before = warm.the_waiting
    script = "import os, socket, sys; os.setuid(int(sys.argv[1])); asking = socket.socket(socket.AF_UNIX)"
    script += "; asking.connect(sys.argv[2]); print('connected'); asking.send(sys.argv[3].encode()); asking.recv(1)"
    command = [sys.executable, "-c", script, str(user), str(warm.place / name), handover.STOP.decode()]
    asked = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
    assert asked.stdout == "connected\n", asked.stderr
    warm.place.chmod(0o700)
    with warm.launched() as plugin:
        assert_warm(plugin)
        assert parent(serving(plugin)) == before


@contextlib.contextmanager
def _launched_with(home: Home, mount: str) -> Iterator[None]:
    """A launch for which a file system is mounted where processes wait; in a namespace of its own, which takes it along."""
    enter = ["unshare", "--mount", *([] if AS_ROOT else ["--map-current-user"])]
    with tempfile.TemporaryDirectory() as sockets:
        environment = home.environment(PLUGIN_UNIX_SOCKET_DIR=sockets)
        with home.launched(environment=environment, within=[*enter, "sh", "-c", f'{mount} && exec "$0"']) as plugin:
            assert_cold(plugin)
            yield


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
