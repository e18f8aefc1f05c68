"""A plugin's service inside the test process: real sockets, real mutual TLS, no start-up to wait for."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from provider.framework.provider import Provider
from provider.plugin.process import Address, listening
from provider.plugin.tls import server_tls
from tests.harness.certificates import ClientCertificate, client_tls
from tests.harness.client import PluginClient
from tests.harness.loop import LoopThread


@contextmanager
def served(loop: LoopThread, certificate: ClientCertificate, provider: Provider[Any]) -> Iterator[PluginClient]:
    """A client of `provider`, served until the block is left: what one engine process and one plugin process are together."""
    with tempfile.TemporaryDirectory(prefix="plugin-") as directory:
        tls = server_tls(certificate.certificate, Path(directory))
        service = _Service(provider, Path(directory), tls.context)
        task = asyncio.run_coroutine_threadsafe(service.serve(), loop.loop)
        try:
            address = loop.run(service.address())
            with PluginClient(loop, address.network, address.address, client_tls(tls.certificate, certificate)) as client:
                yield client
        finally:
            loop.run(service.end())
            task.result()


class _Service:
    def __init__(self, provider: Provider[Any], directory: Path, tls: Any) -> None:
        self._provider, self._directory, self._tls = provider, directory, tls
        self._shutdown = asyncio.Event()
        self._listening = asyncio.Event()
        self._address: Address | None = None

    async def serve(self) -> None:
        try:
            async with listening(self._provider, self._directory, self._shutdown, self._tls) as address:
                self._address = address
                self._listening.set()
                await self._shutdown.wait()
        finally:
            self._listening.set()

    async def address(self) -> Address:
        await self._listening.wait()
        assert self._address is not None, "the service could not be started"
        return self._address

    async def end(self) -> None:
        self._shutdown.set()
