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
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..record import record
from .certificate import self_signed

_DESCRIPTORS = Path("/proc/self/fd")


@record(frozen=True)
class MutualTls:
    """One side's TLS context with a key of its own, and the certificate (DER) that the other side is to trust."""

    context: ssl.SSLContext
    certificate: bytes

    @classmethod
    def of_server(cls) -> MutualTls:
        """A server's side, with a new key. It trusts no client yet."""
        made = cls._of(ssl.PROTOCOL_TLS_SERVER)
        made.context.num_tickets = 0  # no client resumes a session
        return made

    @classmethod
    def _of(cls, protocol: int) -> MutualTls:
        identity = self_signed()
        context = ssl.SSLContext(protocol)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["h2"])
        context.verify_mode = ssl.CERT_REQUIRED
        with _file(identity.pem) as path:
            context.load_cert_chain(path)
        return cls(context, identity.certificate)

    def trust(self, certificate: str | bytes) -> None:
        """Trust a certificate (PEM as text, or DER) as the other side's. ValueError if it is none."""
        try:
            self.context.load_verify_locations(cadata=certificate)
        except ssl.SSLError as problem:
            raise ValueError("it is not a certificate") from problem


@contextlib.contextmanager
def _file(pem: bytes) -> Iterator[str]:
    """A path of the key, since `ssl` reads keys from files only. On Linux the file is in memory; elsewhere it is soon removed."""
    if sys.platform == "linux" and _DESCRIPTORS.is_dir():
        descriptor = os.memfd_create("key")
        try:
            os.write(descriptor, pem)
            yield str(_DESCRIPTORS / str(descriptor))
        finally:
            os.close(descriptor)
        return
    with tempfile.TemporaryDirectory() as directory:  # which only this user can enter
        path = Path(directory) / "key.pem"
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(pem)
        yield str(path)
