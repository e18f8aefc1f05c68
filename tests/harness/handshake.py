"""The line with which a plugin says how it is reached."""

from __future__ import annotations

import base64
from dataclasses import dataclass


@dataclass(frozen=True)
class Handshake:
    """`CORE|PROTOCOL|NETWORK|ADDRESS|KIND|CERTIFICATE`; the certificate as DER, empty without TLS."""

    core_version: int
    protocol_version: int
    network: str
    address: str
    kind: str
    certificate: bytes

    @classmethod
    def parse(cls, line: str) -> Handshake:
        """As go-plugin reads it. ValueError if it is not such a line."""
        core, protocol, network, address, kind, certificate = line.rstrip("\n").split("|")
        if "=" in certificate:
            raise ValueError("go-plugin reads base64 without padding")
        padded = certificate + "=" * (-len(certificate) % 4)
        return cls(int(core), int(protocol), network, address, kind, base64.b64decode(padded, validate=True))
