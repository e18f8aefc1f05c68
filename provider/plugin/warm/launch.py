"""The process that an engine starts: it has a waiting process serve the engine, and goes on cold where that cannot be.

Nothing is loaded for it but builtin modules and small extensions, since it runs on every launch: no `site`, no `os`. It stays as
the engine's child while another process serves, and both end together.
"""

import _signal  # type: ignore[import-not-found]  # see `handover`
import _socket
import posix
import sys
import time

from . import handover, place

_PROGRAM = ("-E", "-P", "-m", "provider")
"""How this Python is told to run the program; a self-contained build has another way."""

MAGIC_COOKIE = b"TF_PLUGIN_MAGIC_COOKIE"
_OFF = (b"off", b"0", b"f", b"false")  # and in any case, as booleans of the environment are written elsewhere
WAIT = "_wait"
"""The command that is the waiting process."""

_BACKLOG = 128
_SECONDS_TO_ANSWER = 0.01
"""Within them a process that waits has forked, if the machine is idle; after them this process looks at what holds it up."""
_SECONDS_TO_LOAD = 10.0
_SECONDS_BETWEEN_LOOKS = 0.5
_TRIES, _PAUSE = 4, 0.002


class Cold(Exception):
    """The launch goes on cold. The text says why."""


def main(program: tuple[str, ...] = _PROGRAM) -> None:
    """Does not return."""
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # Ctrl-C is the engine's to handle, from the first moment
    engine = posix.getppid()  # asked at once, so that its end is noticed from here on
    environment: dict[bytes, bytes] = posix.environ
    why = ""
    if MAGIC_COOKIE in environment and environment.get(place.OFF, b"").lower() not in _OFF and sys.platform == "linux":
        try:
            connection = _taken_over(environment, program)
        except Exception as problem:  # noqa: BLE001  # whatever it is, there is another way
            why = str(problem) or type(problem).__name__
        else:
            posix._exit(_stay(connection, engine))
    _go_on_cold(why, program)


def _go_on_cold(why: str, program: tuple[str, ...]) -> None:
    environment = dict(posix.environ)
    if why:
        environment[place.WHY_COLD] = why.encode("utf-8", "replace")
    posix.execve(sys.executable, [sys.executable, *program, *sys.argv[1:]], environment)


def _taken_over(environment: dict[bytes, bytes], program: tuple[str, ...]) -> _socket.socket:
    """The connection to a process that serves for this one from now on."""
    connection, started = _connected(environment, program, place.name(environment))
    connection.settimeout(_SECONDS_TO_LOAD)
    if handover.peer(connection)[1] != posix.geteuid():
        raise place.Unsafe("another user's process waits where ours should")
    handover.send(connection, handover.of_this_process())
    _await_ready(connection, started)
    connection.settimeout(_SECONDS_TO_LOAD)
    connection.sendall(handover.GO)
    return connection


def _connected(environment: dict[bytes, bytes], program: tuple[str, ...], name: str) -> tuple[_socket.socket, bool]:
    """A connection to the standby process, and whether it was started for it: in the first directory that can be used."""
    unusable = []
    for parent in place.parents(environment):
        try:
            return _connected_below(parent, environment, program, name)
        except OSError as problem:
            unusable.append(f"{parent.decode('utf-8', 'replace')}: {problem.strerror or problem}")
    raise Cold("; ".join(unusable))


def _connected_below(
    parent: bytes, environment: dict[bytes, bytes], program: tuple[str, ...], name: str
) -> tuple[_socket.socket, bool]:
    """The same for one parent of the directory. OSError where that directory cannot be had, or has no room."""
    for attempt in range(_TRIES):
        if attempt:
            time.sleep(_PAUSE)
        directory = place.made(parent)
        try:
            connection, started = _connection(directory, name), False
            if connection is None and _start(environment, program, directory, name):
                connection, started = _connection(directory, name), True
            if connection is not None:
                return connection, started
        finally:
            posix.close(directory)
    raise Cold("other launches start and end what waits")


def _connection(directory: int, name: str) -> _socket.socket | None:
    """None where nobody listens."""
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
    connection.settimeout(0)
    try:
        connection.connect(place.path(directory, name))
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except BlockingIOError as problem:
        raise Cold(f"too many are connecting: {problem.strerror}") from None  # this is no quicker way then
    return connection


def _start(environment: dict[bytes, bytes], program: tuple[str, ...], directory: int, name: str) -> bool:
    """Start the standby process: of its own session, with nothing of this process but the lock and the socket.

    It is a new program and no fork, since a process's memory keeps the environment that it was started with. It is not ready
    yet, but who connects is served when it is. False where another launch starts one, or the last one is just leaving.
    """
    lock = place.locked(directory, name)
    if lock is None:
        return False
    listener = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM | _socket.SOCK_CLOEXEC)
    unfinished = place.path(directory, f"{name}.new")
    try:
        try:
            posix.unlink(unfinished)
        except FileNotFoundError:
            pass
        listener.bind(unfinished)
        listener.listen(_BACKLOG)
        _spawn(environment, program, (listener.fileno(), lock, directory), name)
        posix.rename(unfinished, place.path(directory, name))  # in one step, so that nobody sees one that does not listen
    finally:
        posix.close(lock)
        listener.close()
    return True


def _spawn(environment: dict[bytes, bytes], program: tuple[str, ...], descriptors: tuple[int, int, int], name: str) -> None:
    for each in descriptors:
        posix.set_inheritable(each, True)
    nowhere = [(posix.POSIX_SPAWN_OPEN, each, "/dev/null", posix.O_RDWR, 0) for each in (0, 1, 2)]
    seconds = environment.get(place.SECONDS, b"").decode("ascii", "replace")
    posix.posix_spawn(
        sys.executable,
        [sys.executable, *program, WAIT, *(str(each) for each in descriptors), name, seconds],
        place.loading_environment(environment),
        file_actions=nowhere,
        setsid=True,
        setsigmask=(),
        setsigdef=(_signal.SIGINT,),
    )


def _await_ready(connection: _socket.socket, started: bool) -> None:
    connection.settimeout(_SECONDS_TO_LOAD if started else _SECONDS_TO_ANSWER)
    try:
        answer = connection.recv(1)
    except TimeoutError:
        if started or place.is_stopped(handover.peer(connection)[0]):
            raise
        connection.settimeout(_SECONDS_TO_LOAD)  # the machine is busy, or it is still loading
        answer = connection.recv(1)
    if answer != handover.READY:
        raise Cold("what waited did not take the launch over")


def _stay(connection: _socket.socket, engine: int) -> int:
    """Be the engine's child until the process that serves has ended. Its exit status."""

    def end(*_: object) -> None:
        try:
            connection.send(handover.END)
        except OSError:
            pass  # it has ended

    _signal.signal(_signal.SIGTERM, end)
    connection.settimeout(_SECONDS_BETWEEN_LOOKS)
    while posix.getppid() == engine:
        try:
            status = connection.recv(1)
        except TimeoutError:
            continue
        except OSError:
            status = b""
        if status:
            return status[0]
        posix.kill(posix.getpid(), _signal.SIGKILL)  # as it ended
    return 0
