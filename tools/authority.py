"""A certificate authority for one run, and a server's certificate from it."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class Authority:
    """`trusted` is a file that clients are to trust (PEM), as `SSL_CERT_FILE` names it; `server` is for the server's side."""

    trusted: Path
    server: ssl.SSLContext

    @classmethod
    def make(cls, folder: Path, *names: str) -> Authority:
        """For servers of these names, by default `localhost`."""
        authority = trustme.CA(key_type=trustme.KeyType.ECDSA)
        trusted = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(trusted))
        server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*(names or ("localhost",)), key_type=trustme.KeyType.ECDSA).configure_cert(server)
        return cls(trusted, server)
