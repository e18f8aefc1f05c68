"""Which processes a command has started, found by the temporary directory that it was given, and their end."""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Iterable
from pathlib import Path

PATIENCE = 30.0
"""Seconds after which a process that should have ended is taken for one that stays for ever."""

_PROC = Path("/proc")
_ESTABLISHED = "01"


def using(directory: Path) -> set[int]:
    """Processes, still running, that were started with this temporary directory, or hold a file in it, as a fork does."""
    return {pid for pid in _pids() if _environ(pid).get(b"TMPDIR") == os.fsencode(directory) or _holds(pid, directory)}


def _holds(pid: int, directory: Path) -> bool:
    return any(link.startswith(f"{directory}/") for link in _open_by(pid))


def running(program: Path, directory: Path) -> set[int]:
    """Those of them that run this program."""
    return {pid for pid in using(directory) if _program(pid) == program.resolve()}


def connected(port: int, directory: Path) -> set[int]:
    """Those of them that have a connection to a port of this machine."""
    sockets = _sockets_to(port)
    return {pid for pid in using(directory) if sockets & _open_by(pid)}


def kill(pids: Iterable[int]) -> None:
    """SIGKILL, and wait until they are gone."""
    ending = {pid: os.pidfd_open(pid) for pid in pids}
    try:
        for pidfd in ending.values():
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
        for pid, pidfd in ending.items():
            assert _ended(pidfd), f"process {pid} outlives SIGKILL"
    finally:
        for pidfd in ending.values():
            os.close(pidfd)


def wait_for_the_end_of(pids: Iterable[int]) -> set[int]:
    """Wait until these processes have ended by themselves; those that have not in `PATIENCE` seconds."""
    left = set()
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            pidfd = os.pidfd_open(pid)
            try:
                if not _ended(pidfd):
                    left.add(pid)
            finally:
                os.close(pidfd)
    return left


def _ended(pidfd: int) -> bool:
    poll = select.poll()
    poll.register(pidfd, select.POLLIN)
    return bool(poll.poll(PATIENCE * 1000))


def _pids() -> list[int]:
    return [int(each.name) for each in _PROC.iterdir() if each.name.isdigit()]


def environments() -> list[bytes]:
    """Of every process of this machine that may be looked at."""
    return [found for pid in _pids() if (found := _environment(pid))]


def _environment(pid: int) -> bytes:
    """As the process was given it; nothing of one that has ended meanwhile, or is somebody else's."""
    try:
        return (_PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return b""


def _environ(pid: int) -> dict[bytes, bytes]:
    pairs = _environment(pid).split(b"\0")
    return {name: value for name, found, value in (pair.partition(b"=") for pair in pairs) if found}


def _program(pid: int) -> Path | None:
    try:
        return (_PROC / str(pid) / "exe").readlink()
    except OSError:
        return None


def _sockets_to(port: int) -> set[str]:
    """Links, as `/proc/PID/fd` has them, of connections whose other end is this port."""
    lines = (line.split() for line in (_PROC / "net" / "tcp").read_text().splitlines()[1:])
    found = [fields for fields in lines if fields[2].endswith(f":{port:04X}") and fields[3] == _ESTABLISHED]
    return {f"socket:[{fields[9]}]" for fields in found}


def _open_by(pid: int) -> set[str]:
    links: set[str] = set()
    with contextlib.suppress(OSError):
        for each in (_PROC / str(pid) / "fd").iterdir():
            with contextlib.suppress(OSError):
                links.add(str(each.readlink()))
    return links
