"""A worker: a fork of the standby process or a process of its own, made before there is a launch for it to serve.

A worker makes its key while it has time. It accepts one launch and tells the standby process, which makes the next
worker. Then it becomes what the launcher was. Nothing that a launcher sends is ever in the memory of the standby process.

Forking before the launch saves 23 ms of a plan's 250. (Whole commands, run in turns on two cores; medians of 25.)
"""

from __future__ import annotations

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
from collections.abc import Iterable
from typing import Any

from ...framework.provider import Provider
from .. import logs, process
from ..grpc.server import Shutdown
from ..plan_files import parent_of
from ..preload import preload
from ..tls import MutualTls
from . import descriptor_passing
from .standby_socket import LOADED, TAKEN, Entrance, Load, StandbySocket

_PASSING_SECONDS = 10.0
_FOR_EVER = -1

log = logging.getLogger(__package__)


class Ended(Exception):
    """The standby process has ended, or is to end: this worker serves nobody."""


class EngineChild:
    """The launcher, which is the engine's child, and for which this process serves. It runs for as long as the engine does."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    @property
    def pid(self) -> int:
        """The engine's."""
        return parent_of(descriptor_passing.peer(self._connection)[0])

    def wait(self, shutdown: Shutdown) -> None:
        """Returns when this process is to end."""
        if shutdown.wait(beside=self._connection):
            return
        with contextlib.suppress(OSError):
            if self._connection.recv(1) == descriptor_passing.END:
                return
        log.warning("the engine is gone; ending")


def forked(standby: StandbySocket, provider: Provider[Any]) -> socket.socket:
    """Fork a worker. See `MakeWorker`."""
    ours, theirs = socket.socketpair()
    held_back = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    try:
        if not os.fork():
            status = 1
            try:
                ours.close()
                os.close(standby.lock)
                os.close(standby.directory)
                signal.signal(signal.SIGTERM, signal.SIG_DFL)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                status = _exit_status(standby, theirs, lambda: provider, held_back)
            finally:
                os._exit(status)  # whatever happens, this is no second standby process
    except OSError:
        ours.close()
        raise
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held_back)
        theirs.close()
    return ours


def run(arguments: list[str], load: Load) -> int:
    """Be a spawned worker, with the arguments that the standby process passes. It ends as a fork does, at once."""
    gc.disable()
    listener, supervisor, process = map(int, arguments)
    supervised_by = socket.socket(fileno=supervisor)

    def loaded() -> Provider[Any]:
        provider = load()
        supervised_by.sendall(LOADED)
        return provider

    os._exit(_exit_status(Entrance(socket.socket(fileno=listener), process), supervised_by, loaded))


def _exit_status(
    entrance: Entrance, supervisor: socket.socket, load: Load, signal_mask: Iterable[int | signal.Signals] = ()
) -> int:
    """In a worker: its exit status. Whatever goes wrong before `READY`, connections close, and the launch goes on cold."""
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # as in any plugin: see `launch`
        signal.pthread_sigmask(signal.SIG_SETMASK, signal_mask)
        provider, prepared = load(), None
        connection = _accepted(entrance, supervisor, seconds=0)  # who asks already needs no more yet
        if connection is None:
            with contextlib.suppress(Exception):  # serving comes upon it too, and says it
                preload(provider)
            gc.freeze()
            prepared = MutualTls.of_server()
            connection = _accepted(entrance, supervisor, _FOR_EVER)
        if connection is None or not _taken_over(entrance, connection):
            return 0
    except Ended:
        return 0
    except Exception:  # noqa: BLE001
        return 1
    return _served(provider, connection, prepared)


def _asks(listener: socket.socket, supervisor: socket.socket, seconds: float) -> bool:
    """Whether a launcher connects within so many seconds."""
    poll = select.poll()
    poll.register(listener, select.POLLIN)
    poll.register(supervisor, select.POLLIN)
    found = [descriptor for descriptor, _ in poll.poll(seconds * 1000)]
    if supervisor.fileno() in found:
        raise Ended
    return bool(found)


def _accepted(entrance: Entrance, supervisor: socket.socket, seconds: float) -> socket.socket | None:
    """The connection of the launch to serve. None if none comes within so many seconds."""
    while _asks(entrance.listener, supervisor, seconds):
        try:
            connection, _ = entrance.listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            continue  # another worker has it, or the launcher has gone
        if entrance.has_changed():  # another version has been installed than this process has loaded
            entrance.end()
            raise Ended
        if descriptor_passing.is_this_users(connection):
            supervisor.sendall(TAKEN)
            supervisor.close()
            entrance.listener.close()
            return connection
        connection.close()
    return None


def _taken_over(entrance: Entrance, connection: socket.socket) -> bool:
    """Whether this process serves the launch: everything has come, and the launcher agrees."""
    connection.settimeout(_PASSING_SECONDS)
    launch = descriptor_passing.receive(connection)
    if launch is None:
        entrance.end()
        return False
    os.setsid()
    _become(launch)
    connection.sendall(descriptor_passing.READY)
    return connection.recv(1) == descriptor_passing.GO


def _become(launch: descriptor_passing.Launch) -> None:
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


def _served(provider: Provider[Any], connection: socket.socket, prepared: MutualTls | None) -> int:
    """Serve the engine, and tell the launcher the exit status, which is returned too."""
    try:
        logs.configure(os.environ)
        gc.enable()
        status = process.serve(provider, os.environ, EngineChild(connection), prepared)
    except Exception:  # noqa: BLE001  # a plugin that the engine starts itself says it there too
        sys.excepthook(*sys.exc_info())
        status = 1
    with contextlib.suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
        connection.settimeout(_PASSING_SECONDS)
        connection.sendall(bytes([status]))
    return status
