"""The HTTP server: Werkzeug's threaded one, with connections kept alive and every socket closed at the end."""

from __future__ import annotations

import contextlib
import io
import socket
import struct
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug import Request, Response
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from .faults import Action, Reset, Slow, Stall, Truncate

HOST = "127.0.0.1"
_POLL_SECONDS = 0.05  # how long stop() may wait for the accept loop to notice
_CLOSE_SECONDS = 5.0

_PIECES = 50
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # linger on, for no time


@dataclass(frozen=True)
class Outgoing:
    """The response for a connection (None closes it), and the fault that affects it."""

    response: Response | None
    fault: Action | None = None


Application = Callable[[Request], Outgoing]


class _Handler(WSGIRequestHandler):
    """Answers on a connection until the client leaves.

    Werkzeug's own handler closes after each response, for it cannot tell whether the application read the whole body;
    here the body has always been read before the application is asked.
    """

    server: FakeServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else a kept connection waits for the client's delayed acknowledgement
    wbufsize = -1

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        request = Request(environ)
        request.get_data(cache=True, parse_form_data=False)
        outgoing = self.server.application(request)
        if outgoing.response is None:
            self.close_connection = True
            self._without_answer(outgoing.fault)
            return
        head, body = self._rendered(outgoing.response, environ, isinstance(outgoing.fault, Truncate))
        match outgoing.fault:
            case Slow(seconds):
                self._trickle(head + body, seconds)
            case Truncate(at):
                self.close_connection = True
                self._send(head + body[:at] if body else head[: len(self.protocol_version)])
            case _:
                self._send(head + body)

    def _without_answer(self, fault: Action | None) -> None:
        match fault:
            case Reset():
                self.server.reset_on_close(self.connection)
            case Stall():
                self.server.ending.wait()

    def _rendered(self, response: Response, environ: Any, truncated: bool) -> tuple[bytes, bytes]:
        """Return head and body as bytes. A truncated answer promises one byte more than its body has."""
        if truncated and response.get_data():
            response.headers["Content-Length"] = str(len(response.get_data()) + 1)
        chunks, status, headers = response.get_wsgi_response(environ)
        body = b"".join(chunks)
        stream, self.wfile = self.wfile, io.BytesIO()
        try:
            self.send_response(int(status.split()[0]))
            for name, value in headers:
                self.send_header(name, value)
            self.end_headers()
            return self.wfile.getvalue(), body
        finally:
            self.wfile = stream

    def _send(self, data: bytes) -> None:
        self.wfile.write(data)
        self.wfile.flush()

    def _trickle(self, data: bytes, seconds: float) -> None:
        size = -(-len(data) // _PIECES)
        for start in range(0, len(data), size):
            self._send(data[start : start + size])
            if self.server.ending.wait(seconds / _PIECES):
                self.close_connection = True
                return

    def finish(self) -> None:
        """Close both streams, for only then is the socket closed; the inherited way stops at the first that fails."""
        for stream in (self.wfile, self.rfile):
            with contextlib.suppress(OSError):  # what could not be sent to a client that left
                stream.close()

    def log(self, type: str, message: str, *args: object) -> None:
        """Print nothing: the request log has everything."""


class FakeServer(ThreadedWSGIServer):
    """Serves an application on the loopback interface from construction to `stop`. OSError if the port is taken."""

    def __init__(self, application: Application, port: int, failures: list[Exception]) -> None:
        """`port` 0 is any free one; what goes wrong outside the application is appended to `failures`."""
        self.application = application
        self.ending = threading.Event()
        """Set when `stop` begins, so that stalled and slow answers end."""
        self._failures = failures
        self._to_reset: set[socket.socket] = set()
        self._connections: set[socket.socket] = set()
        self._changed = threading.Condition()
        # Bound here, for Werkzeug's own binding looks up host names and ends the process if it fails.
        with socket.create_server((HOST, port)) as listening:
            super().__init__(HOST, port, _no_wsgi, _Handler, fd=listening.fileno())
        self._thread = threading.Thread(target=self.serve_forever, args=(_POLL_SECONDS,), name="fake-twilio", daemon=True)
        self._thread.start()

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._changed:
            self._connections.add(request)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._changed:
                self._connections.discard(request)
                self._changed.notify_all()

    def reset_on_close(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._to_reset.add(connection)

    def shutdown_request(self, request: Any) -> None:
        """Close a connection; one that is to be reset without the orderly end that would come first."""
        if request in self._to_reset:
            self._to_reset.discard(request)
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        error = sys.exception()
        if isinstance(error, Exception) and not isinstance(error, OSError):  # a client that left is no news
            self._failures.append(error)

    def stop(self) -> None:
        """Accept no more, end every connection, and wait until their threads have closed them."""
        self.ending.set()
        with contextlib.suppress(OSError):  # wakes the accept loop at once; where the system refuses, it polls
            self.socket.shutdown(socket.SHUT_RDWR)
        self.shutdown()
        self._thread.join()
        with self._changed:
            for connection in self._connections:
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._changed.wait_for(lambda: not self._connections, _CLOSE_SECONDS)


def _no_wsgi(environ: object, start_response: object) -> list[bytes]:
    raise NotImplementedError("requests go to FakeServer.application")
