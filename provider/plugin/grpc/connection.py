"""One client's connection: HTTP/2 as gRPC uses it."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import quote

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import DataReceived, Event, RequestReceived, StreamEnded, StreamReset
from h2.exceptions import H2Error

from ...daemon_threads import DaemonThreads
from .calls import MOST_BYTES, PREFIX_BYTES, CallError, Handler, StatusCode, framed
from .encryption import Encryption
from .headers import AnswerEncoder, RequestDecoder

_CONFIGURATION = H2Configuration(
    client_side=False,
    header_encoding=None,
    validate_inbound_headers=False,  # only the path is looked at
    normalize_outbound_headers=False,  # they are written below, as they must be
    validate_outbound_headers=False,
)
_CHUNK_BYTES = 2**16
_SECONDS_AT_LEAST = 0.01
"""No time at all would mean not to wait, but to fail."""
_PATH: Any = b":path"
_HEADERS = ((b":status", b"200"), (b"content-type", b"application/grpc+proto"))
_STATUS, _TEXT = b"grpc-status", b"grpc-message"

log = logging.getLogger(__package__)


class _Call:
    """One call on its way."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.received = bytearray()
        self.is_asked = False
        """Everything has come that is read."""
        self.has_headers = False
        """The first headers of its answer are sent."""

    @property
    def is_due(self) -> bool:
        """Whether its answer is on the way, and will end."""
        return self.is_asked and not self.handler.stays_open

    def take(self, event: Event) -> bool:
        """Whether it is to be answered now: the client has said all, or more than is read."""
        if self.is_asked:
            return False
        if isinstance(event, DataReceived):
            self.received += event.data
        self.is_asked = isinstance(event, StreamEnded) or len(self.received) > PREFIX_BYTES + MOST_BYTES
        return self.is_asked


class Connection:
    """Reads calls in a thread of its own. Whichever thread has an answer sends it.

    The worst that a client's bytes can do is to end it. A client that takes no answers is not listened to: who sends to it waits,
    and so does who reads.
    """

    def __init__(
        self, client: socket.socket, encryption: Encryption, handlers: Mapping[str, Handler], threads: DaemonThreads
    ) -> None:
        self._socket, self._encryption = client, encryption
        self._handlers, self._threads = handlers, threads
        self._http = H2Connection(_CONFIGURATION)
        self._http.encoder, self._http.decoder = AnswerEncoder(), RequestDecoder(self._http.decoder.max_header_list_size)
        self._calls: dict[int, _Call] = {}
        """Those whose answer has not ended, by the number of their stream."""
        self._changed = threading.Condition(threading.Lock())
        """It is held while anything above is used. Told when something came, and when a call ends."""
        self._reader = threading.Thread(target=self._read, name="grpc-connection", daemon=True)

    def start(self) -> None:
        """Serve the client from now on."""
        self._reader.start()

    def answered(self, until: float) -> None:
        """Returns when all calls are answered that have come, or at this time of the monotonic clock."""
        with self._changed:
            self._changed.wait_for(lambda: not any(each.is_due for each in self._calls.values()), until - time.monotonic())

    def close(self, until: float) -> None:
        """Tell the client that this is the end. It has until this time to take it."""
        if not self._changed.acquire(timeout=max(until - time.monotonic(), 0)):
            self.abort()
            return
        try:
            self._socket.settimeout(max(until - time.monotonic(), _SECONDS_AT_LEAST))
            for number in [number for number, call in self._calls.items() if call.has_headers and not call.is_due]:
                self._end(number)  # the others have more to say, and are not to look as if they had said all
            self._flush()
            self._socket.sendall(self._encryption.last_word())
            self._socket.shutdown(socket.SHUT_WR)
        except (OSError, H2Error):
            self.abort()
        finally:
            self._changed.release()

    def abort(self) -> None:
        """End, whatever the client does."""
        with contextlib.suppress(OSError):  # it has gone
            self._socket.shutdown(socket.SHUT_RDWR)

    def has_ended(self, until: float) -> bool:
        """Whether the client has closed its side by this time."""
        self._reader.join(max(until - time.monotonic(), 0))
        return not self._reader.is_alive()

    # --- what comes ---

    def _read(self) -> None:
        try:
            self._encryption.shake_hands(self._socket)
            self._http.initiate_connection()
            received = b""
            while True:
                for number, call in self._asked(received):
                    self._begin(number, call)
                received = self._socket.recv(_CHUNK_BYTES)
                if not received:
                    break
        except OSError as problem:  # errors of TLS are such, too
            log.debug("connection closed: %s", type(problem).__name__)
        except Exception as problem:  # noqa: BLE001  # h2 raises many kinds for what is not HTTP/2
            log.error("connection closed: what came is not HTTP/2 as gRPC uses it (%s)", type(problem).__name__)
        finally:
            self._end_all()

    def _asked(self, received: bytes) -> list[tuple[int, _Call]]:
        """The calls that are to be answered now. What HTTP/2 itself wants to answer is sent."""
        with self._changed:
            events = self._http.receive_data(self._encryption.decrypted(received))
            asked = [(number, call) for event in events for number, call in self._concerned(event) if call.take(event)]
            self._flush()
            self._changed.notify_all()
        return asked

    def _concerned(self, event: Event) -> Iterator[tuple[int, _Call]]:
        """The call that an event is about, if it is about one that is not answered yet."""
        number = getattr(event, "stream_id", None) or 0
        if isinstance(event, RequestReceived):
            self._open(number, event)
        elif isinstance(event, StreamReset):
            self._calls.pop(number, None)
        elif isinstance(event, DataReceived):
            self._http.acknowledge_received_data(event.flow_controlled_length, number)
        if number in self._calls:
            yield number, self._calls[number]

    def _open(self, number: int, request: RequestReceived) -> None:
        path = dict(request.headers)[_PATH].decode("ascii")  # a request without one is none
        handler = self._handlers.get(path)
        if handler is None:
            self._end(number, StatusCode.UNIMPLEMENTED, f"There is no {path}.")
            return
        self._calls[number] = call = _Call(handler)
        if handler.client_streams:
            self._send_headers(number, call)

    def _end_all(self) -> None:
        with self._changed:
            self._calls.clear()
            self._changed.notify_all()
            self._socket.close()

    # --- what goes ---

    def _begin(self, number: int, call: _Call) -> None:
        if call.handler.waits or call.handler.server_streams:
            self._threads.run(partial(self._answer, number, call))
        else:
            self._answer(number, call)

    def _answer(self, number: int, call: _Call) -> None:
        status, text = StatusCode.OK, ""
        try:
            for answer in call.handler.answers(bytes(call.received)):
                if not self._send(number, call, framed(answer)):
                    return
        except CallError as problem:
            status, text = problem.status, str(problem)
        except Exception as problem:  # noqa: BLE001  # an engine shows nothing of a call that breaks off
            log.error("a call broke off: %s", type(problem).__name__)
            status = StatusCode.INTERNAL
        if call.handler.server_streams or status is not StatusCode.OK:
            self._finish(number, call, status, text)

    def _send(self, number: int, call: _Call, data: bytes) -> bool:
        """Send one answer, with the end of the call if it is the only one. Whether anybody heard it."""
        with self._changed, self._ending_on_failure():
            while self._calls.get(number) is call:
                data = self._sent(number, call, data)
                if not data and not call.handler.server_streams:
                    self._end(number)
                self._flush()
                if not data:
                    return True
                if threading.current_thread() is self._reader:  # which alone hears of more room
                    self._threads.run(partial(self._send, number, call, data))
                    return True
                self._changed.wait()
        return False

    def _sent(self, number: int, call: _Call, data: bytes) -> bytes:
        """What is left of the data, for which the client gives no room yet."""
        self._send_headers(number, call)
        while data and (room := min(self._http.local_flow_control_window(number), self._http.max_outbound_frame_size)) > 0:
            self._http.send_data(number, data[:room])
            data = data[room:]
        return data

    def _send_headers(self, number: int, call: _Call) -> None:
        if not call.has_headers:
            self._http.send_headers(number, _HEADERS)
            call.has_headers = True

    def _finish(self, number: int, call: _Call, status: StatusCode, text: str) -> None:
        """After the last of many answers, or none."""
        with self._changed, self._ending_on_failure():
            if self._calls.get(number) is not call:
                return
            if call.handler.stays_open and status is StatusCode.OK:
                self._send_headers(number, call)
            else:
                self._end(number, status, text)
            self._flush()

    def _end(self, number: int, status: StatusCode = StatusCode.OK, text: str = "") -> None:
        """End a call. One without an answer has all of its headers at once."""
        call = self._calls.pop(number, None)
        begun = () if call and call.has_headers else _HEADERS
        reason = ((_TEXT, quote(text).encode()),) if text else ()
        self._http.send_headers(number, (*begun, (_STATUS, b"%d" % status), *reason), end_stream=True)
        self._changed.notify_all()

    def _flush(self) -> None:
        data = self._encryption.encrypted(self._http.data_to_send())
        if data:
            self._socket.sendall(data)

    @contextlib.contextmanager
    def _ending_on_failure(self) -> Iterator[None]:
        """Who cannot send ends the connection: the client is gone, or wants no more."""
        try:
            yield
        except (OSError, H2Error) as problem:
            log.debug("connection closed: %s", type(problem).__name__)
            self._calls.clear()
            self.abort()
