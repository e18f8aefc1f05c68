"""The standby process: it keeps workers (`worker`), of which each accepts one launch and serves it.

Where a fork is safe, it loads everything and keeps one fork. Elsewhere it loads little, and keeps a few processes that have all.

A launcher started it with an empty environment and with the launcher's lock and socket (`launch`). Workers read what launchers
send, and it never does. So nothing of any command is in its memory.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable
from pathlib import Path

from . import STANDBY, WORKER, place
from .standby_socket import LOADED, TAKEN, Load, StandbySocket
from .sweep import remove

_LOOK_SECONDS = 1.0
_LOADING = max(1, (os.cpu_count() or 1) // 2)
"""So many load at a time: others would hold up the first, for which a launch may wait."""
_SPAWNED = 3
"""An engine launches the plugin so often for a plan, sooner than a process loads."""
_WORKERS_LOST = 3
"""After so many in a row that ended without a launch, something is wrong here, and a cold start is better."""

MakeWorker = Callable[[], socket.socket]
"""The connection to a new worker: it says `TAKEN`, or closes where it ends before. OSError where the kernel refuses."""


class End(BaseException):
    """The standby process is to end. No handler of exceptions is to keep it from that."""


class Ending:
    """A signal's handler that ends this process at once, and if that fails, at the next step.

    It fails where Python is just in a destructor or in a weak reference's callback, as imports have them: there it drops what a
    handler raises.
    """

    def __init__(self) -> None:
        self._is_asked_for = False

    def __call__(self, *_: object) -> None:
        self._is_asked_for = True
        raise End

    def check(self) -> None:
        if self._is_asked_for:
            raise End


def run(arguments: list[str], load: Load) -> int:
    """Stand by for launches. `load` gives what serves them. Exit status."""
    gc.disable()  # nothing that is loaded here becomes garbage
    standby = StandbySocket.of(arguments)
    _let_go_of_everything_but(standby)
    ending = Ending()
    signal.signal(signal.SIGTERM, ending)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended; the kernel is to forget it
    try:
        _stand_by(standby, ending, load)
    except End:
        pass
    finally:
        _leave(standby)
    return 0


class Supervisor:
    """Has so many workers at a time."""

    def __init__(self, standby: StandbySocket, ending: Ending, make: MakeWorker, count: int = 1) -> None:
        self._standby = standby
        self._ending = ending
        self._make, self._count = make, count
        self._workers: list[socket.socket] = []
        self._loading: set[socket.socket] = set()
        self._lost = 0

    def serve_who_asks(self) -> None:
        """Serve the launches that have come by now."""
        self._ending.check()
        while _readable([self._standby.listener], 0):
            self.serve(_LOOK_SECONDS)

    def serve_until_unused(self) -> None:
        """Serve launches until none has come for long enough, or none will find this process any more."""
        seconds, last = self._standby.seconds, time.monotonic()
        while time.monotonic() - last < seconds and self._standby.is_found():
            if self.serve(min(_LOOK_SECONDS, seconds)):
                last = time.monotonic()

    def serve(self, seconds: float) -> bool:
        """Keep workers ready for so many seconds, or until one says something. Whether one took a launch."""
        self._ending.check()
        try:
            while len(self._workers) < self._count and len(self._loading) < _LOADING:
                self._loading.add(worker := self._make())
                self._workers.append(worker)
        except OSError:
            if not self._workers:
                self._turn_away(seconds)
                return False
        taken = [self._has_taken(each) for each in _readable(self._workers, seconds)]
        return any(taken)

    def _has_taken(self, worker: socket.socket) -> bool:
        """Whether a worker has taken a launch, or else has loaded or ended."""
        said = worker.recv(1)
        self._loading.discard(worker)
        if said == LOADED:
            return False
        self._workers.remove(worker)
        worker.close()
        is_taken = said == TAKEN
        self._lost = 0 if is_taken else self._lost + 1
        if self._lost == _WORKERS_LOST:
            raise End
        return is_taken

    def _turn_away(self, seconds: float) -> None:
        """No worker can be made: a launch that comes is to go on cold at once."""
        if _readable([self._standby.listener], seconds):
            with contextlib.suppress(BlockingIOError, ConnectionAbortedError):  # it has gone by itself
                self._standby.listener.accept()[0].close()


def _stand_by(standby: StandbySocket, ending: Ending, load: Load) -> None:
    if standby.way == place.SPAWN:
        return Supervisor(standby, ending, lambda: spawned(standby), _SPAWNED).serve_until_unused()
    from ..preload import preload  # noqa: PLC0415  # the other way needs none of it
    from .worker import forked  # noqa: PLC0415

    provider = load()
    supervisor = Supervisor(standby, ending, lambda: forked(standby, provider))
    supervisor.serve_who_asks()  # which need no more yet: it saves 17 ms of a first plan's 600
    with contextlib.suppress(Exception):  # a fork comes upon it too, and says it
        preload(provider)
    gc.freeze()
    supervisor.serve_until_unused()
    return None


def spawned(standby: StandbySocket) -> socket.socket:
    """Spawn a worker: the program that this process is, with another command and nothing else of it but the listening socket."""
    ours, theirs = socket.socketpair()
    program = sys.orig_argv[1 : sys.orig_argv.index(STANDBY)]
    handed_on = (standby.listener, theirs)
    try:
        for each in handed_on:
            each.set_inheritable(True)
        os.posix_spawn(
            sys.executable,
            [sys.executable, *program, WORKER, *(str(each.fileno()) for each in handed_on), str(os.getpid())],
            place.loading_environment(dict(os.environb)),  # Python has added to it
            setsigmask=(signal.SIGINT,),  # until it ignores that itself
            setsigdef=(signal.SIGTERM, signal.SIGCHLD),
        )
    except OSError:
        ours.close()
        raise
    finally:
        theirs.close()
        standby.listener.set_inheritable(False)
    return ours


def _readable(connections: list[socket.socket], seconds: float) -> list[socket.socket]:
    """Those of which there is something to read within so many seconds."""
    poll = select.poll()
    for each in connections:
        poll.register(each, select.POLLIN)
    found = {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
    return [each for each in connections if each.fileno() in found]


def _let_go_of_everything_but(standby: StandbySocket) -> None:
    """Keep no file, terminal or folder of the command that started this process."""
    os.chdir("/")
    kept = {0, 1, 2, *standby.descriptors}
    for each in [int(found.name) for found in Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd").iterdir()]:
        if each not in kept:
            with contextlib.suppress(OSError):
                os.close(each)
    for each in standby.descriptors:
        os.set_inheritable(each, False)
    standby.listener.setblocking(False)  # a launch is accepted by one worker, and no other is to wait there
    standby.listener.listen(128)  # again, so that the kernel names this process to whoever connects
    with contextlib.suppress(OSError):  # there is no room
        os.truncate(standby.lock, 0)
        os.pwrite(standby.lock, f"{os.getpid()} {standby.seconds}".encode(), 0)  # for who asks what stands by


def _leave(standby: StandbySocket) -> None:
    """Leave so that the next launch starts another. A launch that has connected sees the connection close, and goes on cold."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if standby.is_held():
        remove(standby.directory, standby.name)
