"""The way of a request for Twilio's own hosts to the stand-in: a proxy that ends TLS, with a certificate that children trust."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from types import TracebackType

from tools.authority import Authority

HOSTS = ("video.twilio.com", "accounts.twilio.com", "api.twilio.com")


class TlsProxy:
    """Serves `CONNECT` on the loopback interface while the block lasts, and connects every host to `port`."""

    def __init__(self, folder: Path, port: int) -> None:
        self._authority = Authority.make(folder, *HOSTS)
        self._port = port
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> TlsProxy:
        self._thread.start()
        starting = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop)
        self._server = starting.result()
        port = self._server.sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._loop.call_soon_threadsafe(self._server.close)
        asyncio.run_coroutine_threadsafe(_end_others(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def environ(self) -> dict[str, str]:
        return {"HTTPS_PROXY": self.address, "SSL_CERT_FILE": str(self._authority.trusted)}

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            await writer.drain()
            await writer.start_tls(self._authority.server)
            there, back = await asyncio.open_connection("127.0.0.1", self._port)
            try:
                await asyncio.gather(_pump(reader, back), _pump(there, writer))
            finally:
                back.transport.abort()
        except (OSError, asyncio.IncompleteReadError):
            pass  # a client that has gone
        finally:
            writer.transport.abort()


async def _end_others() -> None:
    """Cancel the tasks that serve connections which clients keep open."""
    others = asyncio.all_tasks() - {task for task in (asyncio.current_task(),) if task}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0.01)  # what is aborted lets go of its socket in the next turn of the loop


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()
