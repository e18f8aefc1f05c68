"""The process that waits: it loads everything, and keeps a spare (`spare`) that accepts the next launch and serves it.

It was started with an empty environment and with the launcher's lock and socket (`launch`), and it reads nothing that launches
hand over: spares do. So nothing of any command is in its memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import select
import signal
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...framework.provider import Provider
from . import spare
from .post import Post
from .sweep import remove

if TYPE_CHECKING:
    from ..rehearsal import Rehearsal

_LOOK_SECONDS = 1.0
_SPARES_LOST = 3
"""After so many in a row that ended without a launch, something is wrong here, and a cold start is better."""

Load = Callable[[], Iterable[Provider[Any]]]


class End(BaseException):
    """What waits is to end. Nothing that looks out for exceptions is to keep it from that."""


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


def wait(arguments: list[str], load: Load) -> int:
    """Wait for launches. `load` loads in steps, and says at each what serves those that have come meanwhile. Exit status."""
    gc.disable()  # nothing that is loaded here becomes garbage
    post = Post.of(arguments)
    _let_go_of_everything_but(post)
    ending = Ending()
    signal.signal(signal.SIGTERM, ending)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a fork ended; the kernel is to forget it
    try:
        _wait(Keeper(post, ending), load)
    except End:
        pass
    finally:
        _leave(post)
    return 0


class Keeper:
    """Has one spare at a time."""

    def __init__(self, post: Post, ending: Ending) -> None:
        self.post = post
        self._ending = ending
        self._rehearsal: Rehearsal | None = None
        self._spare: socket.socket | None = None
        self._lost = 0

    def serve_who_asks(self, provider: Provider[Any]) -> None:
        """Have those launches served that have come by now."""
        self._ending.check()
        while _is_readable(self.post.listener, 0):
            self.serve(provider, _LOOK_SECONDS)

    def rehearse(self, provider: Provider[Any]) -> Iterator[None]:
        """Step by step: a session, here for what all forks share, and from now on in each spare for what they must copy; and the
        provider's own part, here only, since not every launch comes to it, and each spare would need some megabytes more.
        """
        from ..rehearsal import Rehearsal  # noqa: PLC0415  # loaded by now, and not before its turn

        with contextlib.suppress(Exception):  # then launches are a little slower
            rehearsal = Rehearsal(provider)
            signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])  # asyncio would keep what its handler raises
            try:
                asyncio.run(rehearsal.run())
            finally:
                signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            self._rehearsal = rehearsal
            yield
            yield from provider.rehearse()

    def serve(self, provider: Provider[Any], seconds: float) -> bool:
        """Have a spare ready for so many seconds. Whether it took a launch."""
        self._ending.check()
        try:
            self._spare = self._spare or spare.forked(self.post, provider, self._rehearsal)
        except OSError:
            self._turn_away(seconds)
            return False
        if not _is_readable(self._spare, seconds):
            return False
        with self._spare as ended:
            self._spare = None
            is_taken = ended.recv(1) == spare.TAKEN
        self._lost = 0 if is_taken else self._lost + 1
        if self._lost == _SPARES_LOST:
            raise End
        return is_taken

    def _turn_away(self, seconds: float) -> None:
        """Without a process to serve them, launches are to go on cold at once."""
        if _is_readable(self.post.listener, seconds):
            self.post.listener.accept()[0].close()


def _wait(keeper: Keeper, load: Load) -> None:
    for provider in load():
        keeper.serve_who_asks(provider)
    for _ in keeper.rehearse(provider):
        keeper.serve_who_asks(provider)
    gc.freeze()
    last = time.monotonic()
    while time.monotonic() - last < keeper.post.seconds and keeper.post.is_found():
        if keeper.serve(provider, min(_LOOK_SECONDS, keeper.post.seconds)):
            last = time.monotonic()


def _is_readable(connection: socket.socket, seconds: float) -> bool:
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


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


def _leave(post: Post) -> None:
    """Go so that the next launch starts another: one that has connected meanwhile sees the connection close, and goes on cold."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if post.is_held():
        remove(post.directory, post.name)
