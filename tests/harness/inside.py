"""A plugin's service inside the test process: real sockets, real TLS if wanted, no start-up to wait for. Or no sockets either."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from google.protobuf.message import Message
from grpclib.client import Channel, UnaryUnaryMethod

from provider.framework.provider import Provider
from provider.framework.server import ProviderServer
from provider.plugin.grpc.calls import Handler, handlers
from provider.plugin.grpc.server import Shutdown
from provider.plugin.process import listening
from provider.plugin.service import ProviderService
from provider.plugin.tls import MutualTls
from provider.plugin.wire import tfplugin6_pb2
from tests.harness.certificates import ClientCertificate, client_tls
from tests.harness.client import A, PluginClient
from tests.harness.loop import LoopThread
from tests.harness.wire.tfplugin6_grpc import ProviderStub


@contextmanager
def served(loop: LoopThread, certificate: ClientCertificate | None, provider: Provider[Any]) -> Iterator[PluginClient]:
    """A client of `provider`, served until the block is left: what one engine process and one plugin process are together.

    Without a certificate there is no TLS either, as when an engine attaches to a debugged provider.
    """
    with tempfile.TemporaryDirectory(prefix="plugin-") as directory:
        tls = MutualTls.of_server() if certificate else None
        if tls and certificate:
            tls.trust(certificate.certificate)
        shown = client_tls(tls.certificate, certificate) if tls and certificate else None
        with (
            contextlib.closing(Shutdown()) as shutdown,
            listening(provider, Path(directory), shutdown, tls.context if tls else None) as address,
            PluginClient(loop, address.network, address.address, shown) as client,
        ):
            yield client


@contextmanager
def called(provider: Provider[Any]) -> Iterator[PluginClient]:
    """The same without gRPC, which takes most of the time of a call: for tables whose calls are made over gRPC elsewhere."""
    server = ProviderServer(provider)
    try:
        yield _Caller(handlers(tfplugin6_pb2.DESCRIPTOR.services_by_name["Provider"], ProviderService(server)))
    finally:
        server.stop()
        server.close()


class _Caller(PluginClient):
    """Hands each request, as gRPC frames it, to what answers it."""

    def __init__(self, answering: Mapping[str, Handler]) -> None:
        self._answering = answering
        self.stub = ProviderStub(cast(Channel, None))

    def close(self) -> None:
        pass

    def call(self, method: Callable[[Any], Awaitable[A]], request: Message) -> A:
        assert isinstance(method, UnaryUnaryMethod)
        data = request.SerializeToString()
        (answer,) = self._answering[method.name].answers(b"\0" + len(data).to_bytes(4, "big") + data)
        told: A = method.reply_type.FromString(answer.SerializeToString())
        return told
