"""Threads for calls that block. They never delay the end of the process. Standard library only."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TypeAlias

Work: TypeAlias = Callable[[], object]

_Inbox: TypeAlias = "queue.SimpleQueue[tuple[Work, Work] | None]"
"""What one thread is given: work, and what to call when it is free again; None ends it."""


class DaemonThreads:
    """As many as there are calls at a time. Each carries out one call after another, since starting a thread takes long.

    `ThreadPoolExecutor` waits for its threads when the interpreter ends, and so for a request that nobody answers.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._idle: list[_Inbox] = []  # of which whichever was used last is used next

    def run(self, work: Work, finished: Work = lambda: None) -> None:
        """Have a thread carry out `work`, which raises nothing, and call `finished` once it is free for other work."""
        try:
            inbox = self._idle.pop()
        except IndexError:
            inbox = queue.SimpleQueue()
            threading.Thread(target=self._serve, args=(inbox,), name=self._name, daemon=True).start()
        inbox.put((work, finished))

    def close(self) -> None:
        """End the threads that have nothing to do."""
        while self._idle:
            self._idle.pop().put(None)

    def _serve(self, inbox: _Inbox) -> None:
        while (given := inbox.get()) is not None:
            work, finished = given
            work()
            del given, work  # an idle thread holds no request
            self._idle.append(inbox)
            finished()
            del finished
