"""A server that plays a script: each request gets the next answer, whatever it asks for."""

from __future__ import annotations

import json
import ssl
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

Play = Callable[["Handler"], None]


@dataclass(frozen=True)
class Recorded:
    """One request as it arrived."""

    method: str
    target: str
    headers: Message
    body: bytes

    @property
    def form(self) -> list[tuple[str, str]]:
        return parse_qsl(self.body.decode(), keep_blank_values=True)


class ScriptedServer(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        if tls is not None:
            self.socket = tls.wrap_socket(self.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://localhost:{self.server_port}"
        self.requests: list[Recorded] = []
        self.connections = 0
        self.arrived = threading.Event()
        self.hung_up_on = threading.Event()
        self.over = threading.Event()
        self._plays: deque[Play] = deque()
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.over.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: clients that go away are what the tests are about."""

    # The script.

    def answers(self, status: int, body: object = None, headers: Mapping[str, str] | None = None) -> None:
        """Answer the next request. `body`: bytes as they are, None for none, everything else as JSON."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()

        def play(handler: Handler) -> None:
            handler.send_response(status)
            for name, value in (headers or {}).items():
                handler.send_header(name, value)
            if status != 204:
                handler.send_header("Content-Length", str(len(data)))
            handler.end_headers()
            handler.wfile.write(data)

        self._plays.append(play)

    def answers_after(self, event: threading.Event, status: int, body: object = None) -> None:
        """Answer the next request as `answers` does, once `event` is set."""
        self.answers(status, body)
        answer = self._plays.pop()

        def play(handler: Handler) -> None:
            event.wait()
            answer(handler)

        self._plays.append(play)

    def drops(self, after: bytes = b"") -> None:
        """Take the next request, send `after`, and close the connection."""

        def play(handler: Handler) -> None:
            handler.wfile.write(after)
            handler.close_connection = True

        self._plays.append(play)

    def holds(self) -> None:
        """Take the next request and never answer it."""
        self._plays.append(self._wait_for_the_end)

    def trickles(self) -> None:
        """Begin to answer the next request, and send byte after byte without end."""

        def play(handler: Handler) -> None:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            try:
                while not self.over.wait(0.01):
                    handler.wfile.write(b" ")
            except ConnectionError:
                self.hung_up_on.set()

        self._plays.append(play)

    def next_play(self) -> Play:
        return self._plays.popleft()  # IndexError, and so a dropped connection, where nothing was scripted

    def _wait_for_the_end(self, handler: Handler) -> None:
        self.over.wait()
        handler.close_connection = True


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: ScriptedServer

    def setup(self) -> None:
        super().setup()
        self.server.connections += 1

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _play(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.requests.append(Recorded(self.command, self.path, self.headers, body))
        self.server.arrived.set()
        self.server.next_play()(self)

    do_GET = do_POST = do_DELETE = do_CONNECT = _play  # noqa: N815 - http.server's names
