"""A server that ends in bounded time, whatever its clients and its calls do."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
import time
from collections.abc import Mapping

from ...daemon_threads import DaemonThreads
from .calls import Handler
from .connection import Connection
from .encryption import Plain, Tls

_CLOSING_SECONDS = 0.3
"""How long a client may take to close its side of a connection, which TLS wants."""
_PAUSE_SECONDS = 0.05


class Shutdown:
    """Whether the process is to end. It can be asked for anywhere, in a handler of signals too, and waited for beside sockets."""

    def __init__(self) -> None:
        self._asked, self._ask = socket.socketpair()
        self._ask.setblocking(False)

    def ask(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it has been asked for often enough
            self._ask.send(b"!")

    @property
    def descriptor(self) -> int:
        """Whatever is written to it asks, as `signal.set_wakeup_fd` has it done."""
        return self._ask.fileno()

    def wait(self, beside: socket.socket | None = None, seconds: float | None = None) -> bool:
        """Whether it is asked for. Returns then, or when `beside` has something to read, or after so many seconds."""
        with selectors.DefaultSelector() as selector:
            for each in (self._asked, beside):
                if each is not None:
                    selector.register(each, selectors.EVENT_READ)
            return any(key.fileobj is self._asked for key, _ in selector.select(seconds))

    def close(self) -> None:
        self._asked.close()
        self._ask.close()


class GrpcServer:
    """Accepts clients in a thread, and serves each in a thread of its own."""

    def __init__(
        self, listener: socket.socket, tls: ssl.SSLContext | None, handlers: Mapping[str, Handler], threads: DaemonThreads
    ) -> None:
        self._listener, self._tls = listener, tls
        self._handlers, self._threads = handlers, threads
        self._ending = Shutdown()
        self._connections: list[Connection] = []
        self._accepting = threading.Thread(target=self._accept, name="grpc-accept", daemon=True)

    def start(self) -> None:
        """Serve from now on, whoever connects to the listener."""
        self._listener.setblocking(False)
        self._accepting.start()

    def end(self, grace_seconds: float) -> None:
        """Accept no more clients, give calls `grace_seconds` to answer, and close every connection."""
        self._ending.ask()
        self._accepting.join()
        self._listener.close()
        self._ending.close()
        answers = time.monotonic() + grace_seconds
        for each in self._connections:
            each.answered(answers)
        closes = time.monotonic() + _CLOSING_SECONDS
        for each in self._connections:
            each.close(closes)
        left = [each for each in self._connections if not each.has_ended(closes)]
        for each in left:
            each.abort()
        for each in left:
            each.has_ended(closes + _CLOSING_SECONDS)

    def _accept(self) -> None:
        while not self._ending.wait(beside=self._listener):
            try:
                client, _ = self._listener.accept()
            except OSError:  # the client has gone already, or there is no descriptor left
                time.sleep(_PAUSE_SECONDS)
            else:
                self._serve(client)

    def _serve(self, client: socket.socket) -> None:
        client.setblocking(True)
        encryption = Tls(self._tls) if self._tls else Plain()
        connection = Connection(client, encryption, self._handlers, self._threads)
        self._connections = [each for each in self._connections if not each.has_ended(0)] + [connection]
        connection.start()
