"""Mutual TLS between the engine and this process.

The engine hands over its certificate and trusts the one in our handshake line; each side accepts only the other. Engines use a
P-521 key, which OpenSSL, and so Python's `ssl`, accepts where gRPC's own TLS library does not: that is why this service
runs on `ssl`.
"""

from __future__ import annotations

import contextlib
import os
import ssl
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .certificate import self_signed
from .directory import private_directory

_DESCRIPTORS = Path("/proc/self/fd")


@dataclass(frozen=True)
class ServerTls:
    """A TLS context with a key of its own, and the certificate (DER) that the engine is to trust."""

    context: ssl.SSLContext
    certificate: bytes

    def admit(self, client_certificate: str) -> None:
        """Let in the holder of a certificate (PEM). Before this call nobody is. Raises ValueError if it is not a certificate."""
        try:
            self.context.load_verify_locations(cadata=client_certificate)
        except ssl.SSLError as problem:
            raise ValueError("PLUGIN_CLIENT_CERT does not hold a PEM certificate") from problem


def server_tls() -> ServerTls:
    """TLS with a new key, which lets nobody in yet."""
    identity = self_signed()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2"])
    context.verify_mode = ssl.CERT_REQUIRED
    with _file(identity.pem) as path:
        context.load_cert_chain(path)
    return ServerTls(context, identity.certificate)


@contextlib.contextmanager
def _file(pem: bytes) -> Iterator[str]:
    """A path to read a key from, since `ssl` reads keys from files only: in memory on Linux, or else a 0600 file for a moment."""
    if sys.platform == "linux" and _DESCRIPTORS.is_dir():
        descriptor = os.memfd_create("key")
        try:
            os.write(descriptor, pem)
            yield str(_DESCRIPTORS / str(descriptor))
        finally:
            os.close(descriptor)
        return
    with private_directory(os.environ) as directory:
        path = directory / "key.pem"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        yield str(path)
