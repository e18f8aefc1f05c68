"""The process that waits: it loads everything, listens for launches, and forks for each.

It was started with an empty environment and with the launcher's lock and socket (`launch`), and it never reads what is handed
over: its forks do. So nothing of any command is in its memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import os
import select
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...framework.provider import Provider
from .. import logs, process
from . import handover, place

DEFAULT_SECONDS = 30.0
_LONGEST_SECONDS = 3600.0
_LOOK_SECONDS = 1.0
_HANDOVER_SECONDS = 10.0

log = logging.getLogger(__package__)

Load = Callable[[], Iterable[Provider[Any]]]


class _End(Exception):
    """What waits is to end."""


class Launcher:
    """The engine's child, for which this process serves. While it is there, the engine is."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    async def gone(self) -> None:
        """Returns when this process is to end."""
        self._connection.setblocking(False)
        with contextlib.suppress(OSError):
            if await asyncio.get_running_loop().sock_recv(self._connection, 1) == handover.END:
                return
        log.warning("the engine is gone; ending")


@dataclass(frozen=True)
class Post:
    """Where a process waits, and for how long."""

    listener: socket.socket
    lock: int
    directory: int
    name: str
    seconds: float
    packages: list[tuple[str, int]]
    """What Python could import when this process began to."""

    @classmethod
    def of(cls, arguments: list[str]) -> Post:
        """As `launch` gives it."""
        listener, lock, directory, name, seconds = arguments
        return cls(socket.socket(fileno=int(listener)), int(lock), int(directory), name, _seconds(seconds), _packages())

    @property
    def descriptors(self) -> tuple[int, int, int]:
        return self.listener.fileno(), self.lock, self.directory


def wait(arguments: list[str], load: Load) -> int:
    """Wait for launches. `load` loads in steps, and says at each what serves those that have come meanwhile. Exit status."""
    gc.disable()  # nothing that is loaded here becomes garbage
    post = Post.of(arguments)
    _let_go_of_everything_but(post)
    signal.signal(signal.SIGTERM, _end)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended; the kernel is to forget it
    try:
        _wait(post, load)
    except _End:
        pass
    finally:
        _leave(post)
    return 0


def _wait(post: Post, load: Load) -> None:
    for provider in load():
        _answer(post, provider, 0)
    gc.freeze()
    last = time.monotonic()
    while time.monotonic() - last < post.seconds and _is_found(post):
        if _answer(post, provider, min(_LOOK_SECONDS, post.seconds)):
            last = time.monotonic()


def _answer(post: Post, provider: Provider[Any], seconds: float) -> bool:
    """Fork for the launches that are there, or come within so many seconds. Whether there were any."""
    poll = select.poll()
    poll.register(post.listener, select.POLLIN)
    found = False
    while poll.poll(0 if found else seconds * 1000):
        connection, _ = post.listener.accept()
        found = True
        with connection:
            if _packages() != post.packages:
                raise _End  # the connection closes, and the launch goes on cold
            if handover.peer(connection)[1] == os.geteuid():
                _fork(post, provider, connection)
    return found


def _fork(post: Post, provider: Provider[Any], connection: socket.socket) -> None:
    held_back = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        if not os.fork():
            os._exit(_served(post, provider, connection))
    except OSError:
        pass  # the connection closes, and the launch goes on cold
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held_back)


def _served(post: Post, provider: Provider[Any], connection: socket.socket) -> int:
    """In a fork: serve for the launcher at the other end."""
    try:
        post.listener.close()
        os.close(post.lock)
        os.close(post.directory)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in any plugin: see `launch`
        connection.settimeout(_HANDOVER_SECONDS)
        launch = handover.receive(connection)
        if launch is None:
            os.kill(os.getppid(), signal.SIGTERM)
            return 0
        os.setsid()
        _become(launch)
        connection.sendall(handover.READY)
        if connection.recv(1) != handover.GO:
            return 0
    except Exception:  # noqa: BLE001  # the connection closes, and the launch goes on cold
        return 1
    try:
        logs.configure(os.environ)
        gc.enable()
        status = process.serve(provider, os.environ, Launcher(connection))
    except Exception:  # noqa: BLE001  # told where a plugin that serves itself tells it
        sys.excepthook(*sys.exc_info())
        status = 1
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        connection.settimeout(_HANDOVER_SECONDS)
        connection.sendall(bytes([status]))
    return status


def _become(launch: handover.Launch) -> None:
    """Be what the launcher was when the engine started it."""
    *streams, folder = launch.descriptors
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.fchdir(folder)
    for each in launch.descriptors:
        os.close(each)
    os.umask(launch.umask)
    os.environb.clear()
    os.environb.update(launch.environment)
    time.tzset()
    tempfile.tempdir = None
    signal.pthread_sigmask(signal.SIG_SETMASK, launch.blocked)


def _let_go_of_everything_but(post: Post) -> None:
    """Nothing of the command that started this process is held: no file, no terminal, no folder."""
    os.chdir("/")
    kept = {0, 1, 2, *post.descriptors}
    for each in [int(found.name) for found in Path("/proc/self/fd").iterdir()]:
        if each not in kept:
            with contextlib.suppress(OSError):
                os.close(each)
    for each in post.descriptors:
        os.set_inheritable(each, False)
    post.listener.setblocking(True)
    post.listener.listen(128)  # again, so that the kernel names this process to whoever connects


def _packages() -> list[tuple[str, int]]:
    """What changes when a package is installed, upgraded or removed, wherever this Python looks for packages."""
    return [(each, Path(each).stat().st_mtime_ns) for each in sys.path if Path(each).is_dir()]


def _is_found(post: Post) -> bool:
    """Whether launches still find this process, and may: nothing of the installation has changed, and the socket is there."""
    try:
        os.stat(post.name, dir_fd=post.directory)
        return place.name(dict(os.environb)) == post.name and _packages() == post.packages
    except OSError:
        return False


def _leave(post: Post) -> None:
    """Go so that the next launch starts another: one that has connected meanwhile sees the connection close, and goes on cold."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        os.unlink(post.name, dir_fd=post.directory)
    with contextlib.suppress(OSError):
        os.unlink(f"{post.name}.lock", dir_fd=post.directory)
        Path(f"/proc/self/fd/{post.directory}").readlink().rmdir()  # which it refuses while others wait there


def _seconds(text: str) -> float:
    try:
        return min(max(float(text), 0.0), _LONGEST_SECONDS)
    except ValueError:
        return DEFAULT_SECONDS


def _end(*_: object) -> None:
    raise _End
