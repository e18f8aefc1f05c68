"""Mutual TLS between the engine and this process.

The engine hands over its certificate and trusts the one in our handshake line; each side accepts only the other. Engines use a
P-521 key, which OpenSSL, and so Python's `ssl`, accepts where gRPC's own TLS library does not: that is why this service
runs on `ssl`.
"""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass
from pathlib import Path

from .certificate import self_signed


@dataclass(frozen=True)
class ServerTls:
    """A ready TLS context, and the certificate (DER) that the engine is to trust."""

    context: ssl.SSLContext
    certificate: bytes


def server_tls(client_certificate: str, private_directory: Path) -> ServerTls:
    """TLS that admits only the holder of `client_certificate` (PEM).

    The key is made anew for each process. `ssl` reads keys from files only, so it stands for a moment in a 0600 file in
    `private_directory`, which must be this user's alone. Raises ValueError if the certificate is not one.
    """
    identity = self_signed()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["h2"])
    context.verify_mode = ssl.CERT_REQUIRED
    try:
        context.load_verify_locations(cadata=client_certificate)
    except ssl.SSLError as problem:
        raise ValueError("PLUGIN_CLIENT_CERT does not hold a PEM certificate") from problem
    path = private_directory / "key.pem"
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(identity.pem)
        context.load_cert_chain(path)
    finally:
        path.unlink(missing_ok=True)
    return ServerTls(context, identity.certificate)
