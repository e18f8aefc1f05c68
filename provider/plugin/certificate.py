"""A key and a certificate for `localhost`, made anew for each process.

A certificate is bytes in a fixed order (RFC 5280, in DER), and from one process to the next only four things in it differ: serial
number, dates, public key and signature. So it is put together here from parts that stand as they are. What builds any
certificate (`cryptography.x509`, with `serialization` for the key) would take a third of the time in which the plugin starts.
"""

from __future__ import annotations

import os
import time
from base64 import encodebytes

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from ..record import record

_LIFETIME_SECONDS = 30 * 24 * 3600
_CLOCK_SKEW_SECONDS = 3600
_SERIAL_BYTES = 16
_COORDINATE_BYTES = 32

_P256 = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")  # ecPublicKey on prime256v1
_ECDSA_SHA256 = bytes.fromhex("300a06082a8648ce3d040302")
_LOCALHOST = bytes.fromhex("30143112301006035504030c096c6f63616c686f7374")  # CN=localhost: issuer and subject
_EXTENSIONS = bytes.fromhex(
    "a3583056"
    "300f0603551d130101ff040530030101ff"  # basicConstraints, critical: it is its own authority
    "300e0603551d0f0101ff0404030202ac"  # keyUsage, critical: signature, key encipherment, key agreement, certificate signing
    "301d0603551d250416301406082b0601050507030106082b06010505070302"  # extKeyUsage: server and client
    "30140603551d11040d300b82096c6f63616c686f7374"  # subjectAltName: localhost, the name that engines verify
)
_VERSION_3 = bytes.fromhex("a003020102")
_PUBLIC_POINT = bytes.fromhex("03420004")  # a bit string with both coordinates
_PRIVATE_KEY_SCALAR = bytes.fromhex("306b0201010420")  # RFC 5915, in PKCS#8


class _Ecdsa(ECDSA):
    """ECDSA with SHA-256, made without asking OpenSSL for what is not used: to load that takes 10 ms of a plugin's start."""

    algorithm = SHA256()
    deterministic_signing = False

    def __init__(self) -> None:
        """Deliberately not what the library's does."""


@record(frozen=True)
class Identity:
    """A certificate (DER), and a PEM file with the certificate and its key."""

    certificate: bytes
    pem: bytes


def self_signed() -> Identity:
    """A new key on P-256, and its certificate, valid for 30 days."""
    key = generate_private_key(SECP256R1())
    numbers = key.private_numbers()
    point = _PUBLIC_POINT + b"".join(_coordinate(each) for each in (numbers.public_numbers.x, numbers.public_numbers.y))
    body = _sequence(
        _VERSION_3,
        _value(0x02, _serial()),
        _ECDSA_SHA256,
        _LOCALHOST,
        _validity(time.time()),
        _LOCALHOST,
        _sequence(_P256, point),
        _EXTENSIONS,
    )
    certificate = _sequence(body, _ECDSA_SHA256, _value(0x03, b"\0" + key.sign(body, _Ecdsa())))
    scalar = _PRIVATE_KEY_SCALAR + _coordinate(numbers.private_value) + _value(0xA1, point)
    pkcs8 = _sequence(_value(0x02, b"\0"), _P256, _value(0x04, scalar))
    return Identity(certificate, _pem("PRIVATE KEY", pkcs8) + _pem("CERTIFICATE", certificate))


def _serial() -> bytes:
    """A random positive number without a leading zero byte, as DER wants it."""
    first, *rest = os.urandom(_SERIAL_BYTES)
    return bytes([0x40 | first & 0x3F, *rest])


def _validity(now: float) -> bytes:
    moments = (now - _CLOCK_SKEW_SECONDS, now + _LIFETIME_SECONDS)
    return _sequence(*(_moment(time.gmtime(each)) for each in moments))


def _moment(at: time.struct_time) -> bytes:
    """A time. RFC 5280 wants two digits of the year until 2049."""
    if at.tm_year < 2050:
        return _value(0x17, time.strftime("%y%m%d%H%M%SZ", at).encode())
    return _value(0x18, time.strftime("%Y%m%d%H%M%SZ", at).encode())


def _coordinate(number: int) -> bytes:
    return number.to_bytes(_COORDINATE_BYTES, "big")


def _sequence(*parts: bytes) -> bytes:
    return _value(0x30, b"".join(parts))


def _value(tag: int, content: bytes) -> bytes:
    """Tag, length, content. Nothing here has 64 KiB."""
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    if size < 0x100:
        return bytes([tag, 0x81, size]) + content
    return bytes([tag, 0x82, *size.to_bytes(2, "big")]) + content


def _pem(label: str, der: bytes) -> bytes:
    return b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label.encode(), encodebytes(der), label.encode())
