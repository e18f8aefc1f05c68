"""The spare: a fork of the process that waits, made before there is a launch for it to serve.

It makes its key and event loop while it has time, accepts one launch, tells the process that waits, which forks the next one, and
becomes what the launcher was. Nothing that is handed over is ever in the memory of the process that waits.
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
from typing import TYPE_CHECKING, Any

from ...framework.provider import Provider
from .. import logs, process
from ..plan_files import parent_of
from ..tls import MutualTls
from . import handover
from .post import Post

if TYPE_CHECKING:  # it is loaded late, and by the process that waits
    from ..rehearsal import Rehearsal

TAKEN = b"T"
"""What a spare says to the process that waits, once it has a launch."""

_HANDOVER_SECONDS = 10.0
_FOR_EVER = -1

log = logging.getLogger(__package__)


class Launcher:
    """The engine's child, for which this process serves. While it is there, the engine is."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    @property
    def pid(self) -> int:
        """The engine's."""
        return parent_of(handover.peer(self._connection)[0])

    async def gone(self) -> None:
        """Returns when this process is to end."""
        self._connection.setblocking(False)
        with contextlib.suppress(OSError):
            if await asyncio.get_running_loop().sock_recv(self._connection, 1) == handover.END:
                return
        log.warning("the engine is gone; ending")


def forked(post: Post, provider: Provider[Any], rehearsal: Rehearsal | None) -> socket.socket:
    """Fork a spare. The connection says `TAKEN`, or closes where it ends before. OSError where the kernel refuses."""
    ours, theirs = socket.socketpair()
    held_back = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        if not os.fork():
            ours.close()
            os._exit(_stood_by(post, provider, rehearsal, theirs, held_back))
    except OSError:
        ours.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
        theirs.close()
    return ours


def _stood_by(
    post: Post,
    provider: Provider[Any],
    rehearsal: Rehearsal | None,
    keeper: socket.socket,
    held_back: set[int | signal.Signals],
) -> int:
    """In the fork: its exit status. Whatever goes wrong before `READY`, connections close, and the launch goes on cold."""
    try:
        os.close(post.lock)
        os.close(post.directory)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in any plugin: see `launch`
        signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
        prepared = None if _asks(post.listener, keeper, seconds=0) else _prepared(post.listener, rehearsal)
        connection = _accepted(post, keeper)
        if connection is None or not _taken_over(post, connection):
            return 0
    except Exception:  # noqa: BLE001
        return 1
    return _served(provider, connection, prepared)


def _prepared(listener: socket.socket, rehearsal: Rehearsal | None) -> process.Prepared:
    prepared = process.Prepared(MutualTls.of_server(), asyncio.new_event_loop())
    if rehearsal is not None and len(os.sched_getaffinity(0)) > 1:  # on one processor, the launch before would wait for it
        asyncio.run(_rehearsed_till_asked(listener, rehearsal))
    return prepared


async def _rehearsed_till_asked(listener: socket.socket, rehearsal: Rehearsal) -> None:
    """On a busy machine the next launch may come before the end of it, and waits for no rehearsal."""
    rehearsing = asyncio.create_task(rehearsal.run())
    loop = asyncio.get_running_loop()
    loop.add_reader(listener, rehearsing.cancel)
    await asyncio.wait([rehearsing])
    loop.remove_reader(listener)


def _asks(listener: socket.socket, keeper: socket.socket, seconds: float) -> bool:
    """Whether a launch comes within so many seconds. EOFError where the process that waits has gone."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    poll.register(keeper, select.POLLIN)
    found = [descriptor for descriptor, _ in poll.poll(seconds * 1000)]
    if keeper.fileno() in found:
        raise EOFError
    return bool(found)


def _accepted(post: Post, keeper: socket.socket) -> socket.socket | None:
    """The connection of the launch to serve; None where what was loaded is not what is installed any more."""
    with post.listener, keeper:
        while True:
            _asks(post.listener, keeper, _FOR_EVER)
            connection, _ = post.listener.accept()
            if post.has_changed():
                post.end()
                return None
            if handover.peer(connection)[1] == os.geteuid():
                keeper.sendall(TAKEN)
                return connection
            connection.close()


def _taken_over(post: Post, connection: socket.socket) -> bool:
    """Whether there is a launch to serve for, which this process is ready for now."""
    connection.settimeout(_HANDOVER_SECONDS)
    launch = handover.receive(connection)
    if launch is None:
        post.end()
        return False
    os.setsid()
    _become(launch)
    connection.sendall(handover.READY)
    return connection.recv(1) == handover.GO


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


def _served(provider: Provider[Any], connection: socket.socket, prepared: process.Prepared | None) -> int:
    """The exit status, which the launcher has been told."""
    try:
        logs.configure(os.environ)
        gc.enable()
        status = process.serve(provider, os.environ, Launcher(connection), prepared)
    except Exception:  # noqa: BLE001  # told where a plugin that serves itself tells it
        sys.excepthook(*sys.exc_info())
        status = 1
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        connection.settimeout(_HANDOVER_SECONDS)
        connection.sendall(bytes([status]))
    return status
