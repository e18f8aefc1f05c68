"""Descriptor passing: what a launcher sends, and the few words that it and the worker that serves for it exchange.

The launcher sends one message: standard streams and folder as descriptors, the rest as text between null bytes, which none of it
can contain. Only a worker reads it, so that the standby process never holds it. Then each byte is a word:

    the worker    READY       everything has come
    the launcher  GO          serve; until then either may give up, and the launch goes on cold
    the launcher  END         the engine wants the process to end (SIGTERM)
    the worker    0 to 255    its exit status

A connection that closes says that the other one has gone.
"""

import _signal  # type: ignore[import-not-found]  # `signal` without its enumerations, which take longer than all the rest
import _socket
import posix
import sys

from . import place

READY = b"R"
GO = b"G"
END = b"E"
STOP = b"S"
"""In place of a message's first byte: no launch comes, the standby process is to end."""

_MESSAGE = b"M"
_LENGTH = 4
_STREAMS = (0, 1, 2)
_DESCRIPTORS = len(_STREAMS) + 1
_DESCRIPTOR_SIZE = 4
_CREDENTIALS = 12
_SOL_LOCAL, _LOCAL_PEERCRED, _LOCAL_PEERPID, _XUCRED = 0, 1, 2, 76
"""On macOS: what `getpeereid` asks for, which Python lacks. The answer is a version, the user, and groups."""


class Launch:
    """Everything that makes one launch another than the next."""

    def __init__(self, descriptors: list[int], environment: dict[bytes, bytes], umask: int, blocked: list[int]) -> None:
        self.descriptors = descriptors
        """Standard input, output, error, and the folder."""
        self.environment = environment
        self.umask = umask
        self.blocked = blocked
        """Signals that are held back."""


def of_this_process() -> Launch:
    """What this process was started with."""
    umask = posix.umask(0o077)
    posix.umask(umask)
    blocked = sorted(int(each) for each in _signal.pthread_sigmask(_signal.SIG_BLOCK, ()))
    return Launch([*_STREAMS, place.folder()], dict(posix.environ), umask, blocked)


def send(connection: _socket.socket, launch: Launch) -> None:
    """Send a launch."""
    variables = [b"%s=%s" % pair for pair in launch.environment.items()]
    text = b"\0".join([b"%o" % launch.umask, b" ".join(b"%d" % each for each in launch.blocked), *variables])
    rights = b"".join(each.to_bytes(_DESCRIPTOR_SIZE, sys.byteorder) for each in launch.descriptors)
    first = _MESSAGE + len(text).to_bytes(_LENGTH, "big")
    connection.sendmsg([first], [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS, rights)])
    connection.sendall(text)


def receive(connection: _socket.socket) -> Launch | None:
    """The launch that was sent; None if `STOP` is said instead. OSError where it does not come whole."""
    space = _socket.CMSG_SPACE(_DESCRIPTORS * _DESCRIPTOR_SIZE)
    first, ancillary, flags, _ = connection.recvmsg(1 + _LENGTH, space)
    if first[:1] == STOP:
        return None
    rights = b"".join(data for level, kind, data in ancillary if (level, kind) == (_socket.SOL_SOCKET, _socket.SCM_RIGHTS))
    if len(first) != 1 + _LENGTH or first[:1] != _MESSAGE or flags & _socket.MSG_CTRUNC:
        raise OSError("what was sent is not a launch")
    if len(rights) != _DESCRIPTORS * _DESCRIPTOR_SIZE:
        raise OSError("standard streams did not come")
    umask, blocked, *variables = _whole(connection, int.from_bytes(first[1:], "big")).split(b"\0")
    pairs = [each.partition(b"=") for each in variables]
    return Launch(
        [int.from_bytes(rights[at : at + _DESCRIPTOR_SIZE], sys.byteorder) for at in range(0, len(rights), _DESCRIPTOR_SIZE)],
        {name: value for name, _, value in pairs},
        int(umask, 8),
        [int(each) for each in blocked.split()],
    )


def peer(connection: _socket.socket) -> tuple[int, int]:
    """Process and user at the other end, as the kernel knows them."""
    if sys.platform == "darwin":
        version_and_user = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERCRED, _XUCRED)
        process = connection.getsockopt(_SOL_LOCAL, _LOCAL_PEERPID, 4)
        return int.from_bytes(process, sys.byteorder), int.from_bytes(version_and_user[4:8], sys.byteorder)
    credentials = connection.getsockopt(_socket.SOL_SOCKET, _socket.SO_PEERCRED, _CREDENTIALS)
    return int.from_bytes(credentials[:4], sys.byteorder), int.from_bytes(credentials[4:8], sys.byteorder)


def is_this_users(connection: _socket.socket) -> bool:
    """Whether a process of this user's is at the other end."""
    try:
        return peer(connection)[1] == posix.geteuid()
    except OSError:
        return False  # it has gone, and its kernel does not say who it was


def _whole(connection: _socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = connection.recv(size)
        if not part:
            raise OSError("the launcher has gone")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
