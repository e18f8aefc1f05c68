"""Threads for calls that block. They never delay the end of the process."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable


class DaemonThreads:
    """At most `most` threads, made as they are needed.

    `ThreadPoolExecutor` waits for its threads when the interpreter ends, and so for a request that nobody answers.
    """

    def __init__(self, most: int, name: str) -> None:
        self._most, self._name = most, name
        self._work: queue.SimpleQueue[Callable[[], object] | None] = queue.SimpleQueue()
        self._idle = threading.Semaphore(0)
        self._made = 0
        self._making = threading.Lock()

    def run(self, call: Callable[[], object]) -> None:
        """Carry out a call, which raises nothing, as soon as a thread is free."""
        self._work.put(call)
        if self._idle.acquire(blocking=False):
            return
        with self._making:
            if self._made == self._most:
                return
            self._made += 1
            threading.Thread(target=self._run, name=f"{self._name}-{self._made}", daemon=True).start()

    def shutdown(self) -> None:
        """Each thread ends after the call that it carries out. Nobody waits for that: see above."""
        for _ in range(self._made):
            self._work.put(None)

    def _run(self) -> None:
        while (call := self._work.get()) is not None:
            call()
            del call  # an idle thread holds no arguments
            self._idle.release()
