"""Measures the memory of a provider's processes, also while a command runs."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path


def largest_while(action: Callable[[], None], measure: Callable[[list[str]], int], words: list[str]) -> int:
    """Return the largest result of `measure(words)` while `action` runs."""
    over, largest = threading.Event(), 0

    def watch() -> None:
        nonlocal largest
        while not over.wait(0.02):
            largest = max(largest, measure(words))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        action()
    finally:
        over.set()
        watcher.join()
    return largest


def peak(words: list[str]) -> int:
    """Return the most KiB that one process ever held; 0 if none runs. Pages that forks share count in each of them.

    The processes are those whose command line has one of `words`.
    """
    return max(_of_each(words, "status", "VmHWM"), default=0)


def together(words: list[str]) -> int:
    """Return the KiB that all such processes hold now. Pages that they share count once."""
    return sum(_of_each(words, "smaps_rollup", "Pss"))


def _of_each(words: list[str], file: str, field: str) -> Iterator[int]:
    """Yield a field of each other process of this user whose command line has one of `words`."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if (
                int(folder.name) == os.getpid()
                or folder.stat().st_uid != os.getuid()
                or not any(word in command for word in words)
            ):
                continue
            found = re.search(rf"^{field}:\s+(\d+) kB$", (folder / file).read_text(encoding="utf-8"), re.MULTILINE)
        except OSError:
            continue  # it has ended
        if found:
            yield int(found[1])
