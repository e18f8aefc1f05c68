"""Connections to Twilio's hosts: urllib3's, which check before they send, and read an answer without detours.

urllib3 and `http.client` write a header at a time, read those of an answer with the parser of e-mails, copy them, and wrap the
answer twice: for answers as short as Twilio's, that takes most of the time of a request. What is usual is written and read here;
all else about a connection (TLS, proxies, time limits), and an answer of any other form, is theirs.
"""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping
from typing import cast

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection

from .attempts import current_attempt

IDLE_SECONDS_OF_WRITES = 1.0
"""How long a kept connection may have been idle to carry a write that must not be repeated: its other side may be closing it
while the request goes out, and then nobody knows whether it arrived. Servers close what was idle for several seconds."""
LONGEST_ANSWER = 4 * 1024 * 1024
"""Bytes of body that are read at most."""

_CHUNK = 64 * 1024
_USUAL_HEAD = re.compile(r"HTTP/1\.1 ([245][0-9]{2})(?: [^\r\n]*)?\r\n((?:[!#-'*+.0-9A-Z^-z|~-]+:[^\r\n]*\r\n)+)\r\n")
_MOST_DIGITS = 9


class Received:
    """An answer and its body, of which what goes beyond `LONGEST_ANSWER` may be missing."""

    version_string = "HTTP/1.1"
    length_remaining = 0

    def __init__(self, status: int, headers: http.client.HTTPMessage, body: bytes) -> None:
        self.status, self.headers, self.body = status, headers, body


class _Response(http.client.HTTPResponse):
    """Reads the head of an answer by itself, if it has the usual form and came as a whole."""

    def begin(self) -> None:
        if not ((head := _USUAL_HEAD.match(self.fp.peek().decode("latin-1"))) and self._begin_with(head[1], head[2])):
            super().begin()
            return
        self.fp.read(head.end())
        self.version, self.chunked, self.will_close = 11, False, False

    def _begin_with(self, status: str, lines: str) -> bool:
        fields = [line.partition(":") for line in lines.split("\r\n")[:-1]]
        headers = {name.lower(): value.strip(" \t") for name, _, value in fields}
        length = "0" if status == "204" else headers.get("content-length", "")
        if (
            len(headers) != len(fields)
            or not length.isdecimal()
            or len(length) > _MOST_DIGITS
            or headers.get("connection", "keep-alive").lower() != "keep-alive"
            or "transfer-encoding" in headers
        ):
            return False
        self.status, self.headers, self.length = int(status), cast(http.client.HTTPMessage, headers), int(length)
        return True


class CheckedConnection(HTTPConnection):
    """A connection that checks, once it is open and before it sends a request, that its attempt is still awaited."""

    _idle_since = 0.0

    @property
    def is_connected(self) -> bool:
        """Whether the next request may go over it, which urllib3 asks of a connection that was kept."""
        idle = time.monotonic() - self._idle_since
        return super().is_connected and not (current_attempt().once and idle > IDLE_SECONDS_OF_WRITES)

    def request(  # type: ignore[override]  # the headers are all that are sent, and the body is whole
        self, method: str, url: str, body: bytes | None, headers: Mapping[str, str], **_: object
    ) -> None:
        if self.sock is None:
            self.connect()  # plain http would connect later, and a failure to would look like one of sending
        current_attempt().begin_sending()
        self.sock.settimeout(self.timeout)
        lines = [f"{method} {url} HTTP/1.1", *map(": ".join, headers.items()), "", ""]
        self.send("\r\n".join(lines).encode("latin-1") + (body or b""))

    def getresponse(self) -> Received:  # type: ignore[override]  # with what urllib3 asks of an answer
        """Return the next answer with its body, so that whoever lent the connection has it back."""
        self.sock.settimeout(self.timeout)
        with _Response(self.sock) as response:
            response.begin()
            body = _body(response)
        if response.will_close or len(body) > LONGEST_ANSWER:
            self.close()
        self._idle_since = time.monotonic()
        return Received(response.status, response.headers, body)


def _body(response: http.client.HTTPResponse) -> bytes:
    stream: http.client.HTTPResponse | HTTPResponse = response
    if response.headers.get("content-encoding"):
        stream = HTTPResponse(response, dict(response.headers), preload_content=False)
    body = bytearray()
    # read1, unlike read, returns what is there: a body that trickles must not outlive its caller.
    while len(body) <= LONGEST_ANSWER and (chunk := stream.read1(_CHUNK)):
        current_attempt().check_awaited()
        body += chunk
    if len(body) <= LONGEST_ANSWER and response.length:
        raise http.client.IncompleteRead(bytes(body), response.length)
    return bytes(body)


class CheckedTlsConnection(CheckedConnection, HTTPSConnection):
    """The same with TLS."""
