"""The largest resident size of a provider's processes, sampled while a command runs."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB$", re.MULTILINE)


def peak_while(action: Callable[[], None], words: list[str]) -> int:
    """KiB of the largest process whose command line has one of `words`; pages that forks share count in each."""
    over, largest = threading.Event(), 0

    def watch() -> None:
        nonlocal largest
        while not over.wait(0.01):
            largest = max(largest, peak_of_all(words))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        action()
    finally:
        over.set()
        watcher.join()
    return largest


def peak_of_all(words: list[str]) -> int:
    """The same of what runs at this moment; 0 if nothing does."""
    return max((_peak(pid) for pid in matching(words)), default=0)


def matching(words: list[str]) -> list[int]:
    """Processes of this user whose command line has one of `words`, this one left out."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if int(folder.name) != os.getpid() and folder.stat().st_uid == os.getuid() and any(word in command for word in words):
                found.append(int(folder.name))
        except OSError:
            continue  # it has ended
    return found


def _peak(pid: int) -> int:
    try:
        read = _PEAK.search(Path(f"/proc/{pid}/status").read_text(encoding="utf-8"))
    except OSError:
        return 0
    return int(read[1]) if read else 0
