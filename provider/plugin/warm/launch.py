"""The process that an engine starts: it has a standby process serve the engine, and goes on cold where that cannot be.

Nothing is loaded for it but builtin modules and small extensions, since it runs on every launch: no `site`, no `os`. It stays as
the engine's child while another process serves, and both end together.
"""

import _signal  # type: ignore[import-not-found]  # see `descriptor_passing`
import _socket
import posix
import sys
import time

from .. import cookie
from . import STANDBY, descriptor_passing, place

_BACKLOG = 128
_SECONDS_TO_SEND = 1.0
"""A kernel may hold less for who reads later than an environment is long."""
_SECONDS_TO_ANSWER = 0.01
"""Within them a standby process has forked, if the machine is idle; after them this process looks at what holds it up."""
_SECONDS_BETWEEN_LOOKS = 0.5
_TRIES, _PAUSE = 4, 0.002


class Cold(Exception):
    """The launch goes on cold. The text says why."""


class Launcher:
    """One launch of a provider. `program` is what this Python is told, to run the plugin."""

    def __init__(self, provider: str, program: tuple[str, ...], environment: dict[bytes, bytes]) -> None:
        self._provider = provider
        self._program = program
        self._environment = environment
        self._way = place.way(provider, environment)

    @property
    def may_be_warm(self) -> bool:
        """Whether an engine launches, and warm starts are not turned off."""
        return self._way is not None and cookie.KEY.encode() in self._environment

    def go_on_cold(self, why: str) -> None:
        """Become the program, which serves the engine itself. Does not return."""
        reason = {place.variable(self._provider, place.WHY_COLD): why.encode("utf-8", "replace")} if why else {}
        posix.execve(sys.executable, [sys.executable, *self._program, *sys.argv[1:]], self._environment | reason)

    def taken_over(self) -> _socket.socket:
        """The connection to a worker that serves for this process from now on."""
        launch = descriptor_passing.of_this_process()
        posix.umask(0o077)  # what is made now is this user's alone, and can be used, whatever the engine's umask is
        try:
            connection, started = self._connected(place.name(self._way or "", self._environment))
        finally:
            posix.umask(launch.umask)
        connection.settimeout(place.SECONDS_TO_LOAD if started else _SECONDS_TO_SEND)
        if not descriptor_passing.is_this_users(connection):
            raise place.Unsafe("another user's process stands by where ours should")
        descriptor_passing.send(connection, launch)
        _await_ready(connection, started)
        connection.settimeout(place.SECONDS_TO_LOAD)
        connection.sendall(descriptor_passing.GO)
        return connection

    def _connected(self, name: str) -> tuple[_socket.socket, bool]:
        """A connection to the standby process, and whether it was started for it: in the first directory that can be used."""
        unusable = []
        for directory in place.directories(self._provider, self._environment):
            try:
                return self._connected_in(directory, name)
            except OSError as problem:
                parent = directory.rpartition(b"/")[0].decode("utf-8", "replace")
                unusable.append(f"{parent}: {problem.strerror or problem}")
        raise Cold("; ".join(unusable))

    def _connected_in(self, path: bytes, name: str) -> tuple[_socket.socket, bool]:
        """The same for one directory. OSError where it cannot be had, or has no room."""
        for attempt in range(_TRIES):
            if attempt:
                time.sleep(_PAUSE)
            directory = place.made(path)
            try:
                connection, started = _connection(directory, name), False
                if connection is None and self._start(directory, name):
                    connection, started = _connection(directory, name), True
                if connection is not None:
                    return connection, started
            finally:
                posix.close(directory)
        raise Cold("other launches start and end the standby process")

    def _start(self, directory: int, name: str) -> bool:
        """Start the standby process: of its own session, with nothing of this process but the lock and the socket.

        It is a new program and no fork, since a process's memory keeps the environment that it was started with. It is not ready
        yet, but who connects is served when it is. False where another launch starts one, or the last one is just leaving.
        """
        lock = place.locked(directory, name)
        if lock is None:
            return False
        listener = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
        unfinished = f"{name}.new"
        try:
            try:
                posix.unlink(unfinished, dir_fd=directory)
            except FileNotFoundError:
                pass
            place.within(directory, listener.bind, unfinished)
            listener.listen(_BACKLOG)
            self._spawn((listener.fileno(), lock, directory), name)
            # In one step, so that nobody sees one that does not listen.
            posix.rename(unfinished, name, src_dir_fd=directory, dst_dir_fd=directory)
        finally:
            posix.close(lock)
            listener.close()
        return True

    def _spawn(self, descriptors: tuple[int, int, int], name: str) -> None:
        for each in descriptors:
            posix.set_inheritable(each, True)
        nowhere = [(posix.POSIX_SPAWN_OPEN, each, "/dev/null", posix.O_RDWR, 0) for each in (0, 1, 2)]
        seconds = place.seconds(self._provider, self._environment)
        posix.posix_spawn(
            sys.executable,
            [sys.executable, *self._program, STANDBY, *map(str, (self._way, *descriptors, name, seconds))],
            place.loading_environment(self._environment),
            file_actions=nowhere,
            setsid=True,
            setsigmask=(),
            setsigdef=(_signal.SIGINT,),
        )


def main(provider: str, program: tuple[str, ...]) -> None:
    """Launch the provider of this name. Does not return."""
    _signal.signal(_signal.SIGINT, _signal.SIG_IGN)  # Ctrl-C is the engine's to handle, from the first moment
    engine = posix.getppid()  # asked at once, so that its end is noticed from here on
    launcher = Launcher(provider, program, dict(posix.environ))
    why = ""
    if launcher.may_be_warm:
        try:
            connection = launcher.taken_over()
        except Exception as problem:  # noqa: BLE001  # whatever it is, there is another way
            why = str(problem) or type(problem).__name__
        else:
            posix._exit(_stay(connection, engine))
    launcher.go_on_cold(why)


def _connection(directory: int, name: str) -> _socket.socket | None:
    """None where nobody listens."""
    connection = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    connection.settimeout(0)
    try:
        place.within(directory, connection.connect, name)
    except (FileNotFoundError, ConnectionRefusedError):
        return None
    except BlockingIOError as problem:
        raise Cold(f"too many are connecting: {problem.strerror}") from None  # this is no quicker way then
    return connection


def _await_ready(connection: _socket.socket, started: bool) -> None:
    connection.settimeout(place.SECONDS_TO_LOAD if started else _SECONDS_TO_ANSWER)
    try:
        answer = connection.recv(1)
    except TimeoutError:
        seconds = 0.0 if started else place.seconds_worth_waiting(descriptor_passing.peer(connection)[0])
        if not seconds:
            raise
        connection.settimeout(seconds)  # the machine is busy, or it is still loading
        answer = connection.recv(1)
    if answer != descriptor_passing.READY:
        raise Cold("the standby process did not take the launch over")


def _stay(connection: _socket.socket, engine: int) -> int:
    """Be the engine's child until the process that serves has ended. Its exit status."""

    def end(*_: object) -> None:
        try:
            connection.send(descriptor_passing.END)
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
