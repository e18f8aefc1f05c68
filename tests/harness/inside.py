"""A plugin's service inside the test process: real sockets, real TLS if wanted, no start-up to wait for."""

from __future__ import annotations

import asyncio
import ssl
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from provider.framework.provider import Provider
from provider.plugin.process import Endpoint, listening
from provider.plugin.tls import MutualTls
from tests.harness.certificates import ClientCertificate, client_tls
from tests.harness.client import PluginClient
from tests.harness.loop import LoopThread


@contextmanager
def served(loop: LoopThread, certificate: ClientCertificate | None, provider: Provider[Any]) -> Iterator[PluginClient]:
    """A client of `provider`, served until the block is left: what one engine process and one plugin process are together.

    Without a certificate there is no TLS either, as when an engine attaches to a debugged provider.
    """
    with tempfile.TemporaryDirectory(prefix="plugin-") as directory:
        tls = MutualTls.of_server() if certificate else None
        if tls and certificate:
            tls.trust(certificate.certificate)
        service = _Service(provider, Path(directory), tls.context if tls else None)
        task = asyncio.run_coroutine_threadsafe(service.serve(), loop.loop)
        try:
            address = loop.run(service.address())
            shown = client_tls(tls.certificate, certificate) if tls else None
            with PluginClient(loop, address.network, address.address, shown) as client:
                yield client
        finally:
            loop.run(service.end())
            task.result()


class _Service:
    def __init__(self, provider: Provider[Any], directory: Path, tls: ssl.SSLContext | None) -> None:
        self._provider, self._directory, self._tls = provider, directory, tls
        self._shutdown = asyncio.Event()
        self._listening = asyncio.Event()
        self._address: Endpoint | None = None

    async def serve(self) -> None:
        try:
            async with listening(self._provider, self._directory, self._shutdown, self._tls) as address:
                self._address = address
                self._listening.set()
                await self._shutdown.wait()
        finally:
            self._listening.set()

    async def address(self) -> Endpoint:
        await self._listening.wait()
        assert self._address is not None, "the service could not be started"
        return self._address

    async def end(self) -> None:
        self._shutdown.set()
