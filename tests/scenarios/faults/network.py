"""What goes wrong before a request is sent: a server before the stand-in, which stops accepting or breaks its TLS."""

from __future__ import annotations

import contextlib
import selectors
import socket
import ssl
import threading
from types import TracebackType
from typing import Self

HOST = "127.0.0.1"


class Front:
    """Passes bytes on to the stand-in until it is told to fail; then everything that was open is closed. A context manager.

    With `tls`, it is what a client speaks TLS to.
    """

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        self._upstream = port
        self._tls = tls
        self._garbled = False
        self._connections: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._lock = threading.Lock()
        self._listening = socket.create_server((HOST, 0))
        self.port: int = self._listening.getsockname()[1]
        self.accepted = 0
        """How many connections were accepted since it was told to fail."""

    @property
    def base_url(self) -> str:
        return f"{'https' if self._tls else 'http'}://{HOST}:{self.port}"

    def __enter__(self) -> Self:
        self._start(self._accept)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.refuse()
        for thread in self._threads:
            thread.join()

    # --- what can go wrong --------------------------------------------------------------------------------------------------

    def refuse(self) -> None:
        """From now on nothing listens here."""
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._close_all()

    def show(self, tls: ssl.SSLContext) -> None:
        """From now on another certificate is shown."""
        self._tls = tls
        self._close_all()

    def garble(self) -> None:
        """From now on what answers a TLS greeting is no TLS."""
        self._garbled = True
        self._close_all()

    # --- connections --------------------------------------------------------------------------------------------------------

    def _start(self, work: object, *arguments: object) -> None:
        assert callable(work)
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listening.accept()
            except OSError:
                return
            self.accepted += 1
            self._start(self._serve, client)

    def _serve(self, client: socket.socket) -> None:
        with client:
            if self._garbled:
                client.recv(1024)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                return
            try:
                secured = self._tls.wrap_socket(client, server_side=True) if self._tls else client
            except OSError:  # the client does not like what it is shown
                return
            with secured, socket.create_connection((HOST, self._upstream)) as upstream:
                self._pass_on(secured, upstream)

    def _pass_on(self, client: socket.socket, upstream: socket.socket) -> None:
        with self._lock:
            self._connections.add(client)
        try:
            with selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
                selector.register(client, selectors.EVENT_READ, upstream)
                selector.register(upstream, selectors.EVENT_READ, client)
                while _moved(selector):
                    pass
        finally:
            with self._lock:
                self._connections.discard(client)

    def _close_all(self) -> None:
        self.accepted = 0
        with self._lock:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)


def _moved(selector: selectors.BaseSelector) -> bool:
    """Pass on what there is; False at the end."""
    for key, _ in selector.select():
        source, target = key.fileobj, key.data
        assert isinstance(source, socket.socket)
        data = source.recv(65536)
        if not data:
            return False
        while isinstance(source, ssl.SSLSocket) and source.pending():
            data += source.recv(65536)
        target.sendall(data)
    return True
