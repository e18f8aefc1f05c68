"""What stands between HTTP/2 and the socket: TLS, or nothing."""

from __future__ import annotations

import contextlib
import socket
import ssl
from typing import Protocol

_CHUNK_BYTES = 2**16


class Encryption(Protocol):
    """Of one connection. No two of its methods are called at once."""

    def shake_hands(self, connection: socket.socket) -> None:
        """Let the client in. OSError where it is refused, or goes away."""

    def decrypted(self, received: bytes) -> bytes:
        """What the client sent, as far as it can be read by now. OSError after its last word, or where that is none of TLS."""

    def encrypted(self, data: bytes) -> bytes:
        """What is to be sent, which may be more than `data`."""

    def last_word(self) -> bytes:
        """What tells the client that nothing more comes."""


class Plain:
    """None: an engine that attaches to a debugged provider asks for none."""

    def shake_hands(self, connection: socket.socket) -> None:
        """Everybody who can open the socket is let in."""

    def decrypted(self, received: bytes) -> bytes:
        return received

    def encrypted(self, data: bytes) -> bytes:
        return data

    def last_word(self) -> bytes:
        return b""


class Tls:
    """The server's side of TLS. It works in memory, so that one thread can wait for the client while another one sends."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._received, self._to_send = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._session = context.wrap_bio(self._received, self._to_send, server_side=True)

    def shake_hands(self, connection: socket.socket) -> None:
        try:
            while not self._is_done():
                connection.sendall(self._to_send.read())
                self._received.write(_received(connection))
        finally:
            connection.sendall(self._to_send.read())  # the end of the handshake, or why the client is refused

    def _is_done(self) -> bool:
        try:
            self._session.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def decrypted(self, received: bytes) -> bytes:
        self._received.write(received)
        parts = []
        try:
            while part := self._session.read(_CHUNK_BYTES):
                parts.append(part)
        except ssl.SSLError as problem:
            if not parts and not isinstance(problem, ssl.SSLWantReadError):
                raise
        return b"".join(parts)

    def encrypted(self, data: bytes) -> bytes:
        if data:
            self._session.write(data)
        return self._to_send.read()

    def last_word(self) -> bytes:
        with contextlib.suppress(ssl.SSLError):  # it wants to hear the client's last word
            self._session.unwrap()
        return self._to_send.read()


def _received(connection: socket.socket) -> bytes:
    received = connection.recv(_CHUNK_BYTES)
    if not received:
        raise ConnectionResetError("the client went away")
    return received
