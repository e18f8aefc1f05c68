"""The Amazon S3 client-side envelope encryption, version 1, as Twilio Video uses it: the reading side.

An object is AES-256-CBC with PKCS#5 padding under a content key of its own. That key, wrapped with an RSA
public key (PKCS#1 v1.5), and the initialization vector are in the object's S3 user metadata.

Sources: "Encrypting your Stored Media" in Twilio's documentation, and the appendix on client-side encryption
metadata in the reference of the AWS SDK for Java.
"""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC
from cryptography.hazmat.primitives.padding import PKCS7
from cryptography.hazmat.primitives.serialization import load_pem_private_key

CHUNK_SIZE = 1 << 16  # bytes read at a time
BLOCK = 16  # bytes
CONTENT_KEY_SIZE = 32  # bytes
LENGTH = "x-amz-unencrypted-content-length"

_PREFIX = "x-amz-meta-"
_KEY, _IV = "x-amz-key", "x-amz-iv"
_CONTENT_ALGORITHM, _CBC = "x-amz-cek-alg", "AES/CBC/PKCS5Padding"
# Their mere presence means a later format: v2 renamed the key and names its wrapping, v3 has short names.
_LATER_FORMATS = ("x-amz-key-v2", "x-amz-wrap-alg", "x-amz-tag-len", "x-amz-3", "x-amz-c")


class DecryptError(Exception):
    """The recording cannot be decrypted. The text is for the user and never contains key material."""


class MetadataError(DecryptError):
    """The metadata is incomplete, damaged, or describes a format that is not read here."""


class PrivateKeyError(DecryptError):
    """The key is not an RSA private key, cannot be opened, or is of another size than the object's."""


class ObjectError(DecryptError):
    """The encrypted object is truncated, too long, or changed while it was read."""


class MismatchError(DecryptError):
    """Wrong private key or tampered metadata/object: which of them cannot be told.

    With PKCS#1 v1.5 a wrong private key need not fail: OpenSSL may hand out random bytes instead ("implicit
    rejection"), which show only in a wrong key length or, after decryption, in wrong padding.
    """

    def __init__(self) -> None:
        super().__init__(
            "Private key, metadata and object do not fit together: wrong private key or tampered "
            "metadata/object. Check that this is the private half of the key the recording was made with, "
            "and fetch object and metadata again, together."
        )


@dataclass(frozen=True)
class Envelope:
    """What the metadata says about one encrypted object.

    ``unencrypted_length`` is in bytes, None when the writer did not state it (the format leaves that open).
    """

    wrapped_key: bytes
    iv: bytes
    unencrypted_length: int | None

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, str]) -> Envelope:
        """Read S3 user metadata; names in any case, with or without ``x-amz-meta-``.

        Raises MetadataError that names everything that is wrong with it.
        """
        fields, problems = _normalised(metadata)
        _refuse_later_formats(fields)
        missing = [name for name in (_KEY, _IV) if name not in fields]
        if missing:
            problems.append(f"{' and '.join(missing)} missing")
        if len(missing) == 2:
            problems.append("nothing says that the object is encrypted (was it recorded before encryption was on?)")
        wrapped_key = _base64(fields, _KEY, problems)
        iv = _base64(fields, _IV, problems)
        if iv is not None and len(iv) != BLOCK:
            problems.append(f"{_IV} has {len(iv)} bytes, not {BLOCK}")
        length = fields.get(LENGTH)
        if length is not None and not re.fullmatch("[0-9]{1,15}", length):
            problems.append(f"{LENGTH} is not a number of bytes")
        if problems or wrapped_key is None or iv is None:
            raise MetadataError(f"The metadata cannot be used: {'; '.join(problems)}.")
        return cls(wrapped_key, iv, None if length is None else int(length))


def _plain(name: str) -> str:
    return name.strip().lower().removeprefix(_PREFIX)


def _normalised(metadata: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    fields: dict[str, str] = {}
    problems = []
    for name, value in metadata.items():
        if fields.setdefault(_plain(name), value.strip()) != value.strip():
            problems.append(f"{_plain(name)} given twice with different values")
    return fields, problems


def _refuse_later_formats(fields: Mapping[str, str]) -> None:
    signs = [name for name in _LATER_FORMATS if name in fields]
    algorithm = fields.get(_CONTENT_ALGORITHM, _CBC)
    if algorithm.lower() != _CBC.lower():
        signs.append(f"{_CONTENT_ALGORITHM} {algorithm[:40]!r}")
    if signs:
        raise MetadataError(
            f"Unsupported encryption format ({', '.join(signs)}): only version 1 of the S3 client-side "
            f"encryption ({_CBC}) is read here. Decrypt this object with the Amazon S3 Encryption Client and "
            "the same key."
        )


def _base64(fields: Mapping[str, str], name: str, problems: list[str]) -> bytes | None:
    if name not in fields:
        return None
    try:
        return base64.b64decode(fields[name], validate=True)
    except ValueError:
        problems.append(f"{name} is not valid base64")
        return None


def parse_head_object(text: str | bytes) -> dict[str, str]:
    """Metadata from what ``aws s3api head-object`` prints, or from a JSON object of just the metadata.

    Raises MetadataError when it is neither.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise MetadataError("The metadata is not JSON. Save what 'aws s3api head-object' prints.") from None
    metadata = document.get("Metadata", document) if isinstance(document, dict) else None
    if not isinstance(metadata, dict):
        raise MetadataError("The metadata is not a JSON object. Save what 'aws s3api head-object' prints.")
    fields = {name: value for name, value in metadata.items() if _plain(name).startswith("x-amz-")}
    wrong = [name for name, value in fields.items() if not isinstance(value, str)]
    if wrong:
        raise MetadataError(f"The metadata cannot be used: {', '.join(wrong)} must be strings.")
    return fields


def parse_pairs(pairs: Iterable[str]) -> dict[str, str]:
    """Metadata from ``NAME=VALUE`` or, as in a printed HTTP header, ``NAME: VALUE``. Raises MetadataError."""
    fields: dict[str, str] = {}
    for pair in pairs:
        match = re.fullmatch(r"\s*([A-Za-z0-9-]+)\s*[=:]\s*(.*?)\s*", pair)
        if match is None:
            raise MetadataError(f"{pair[:40]!r} is not metadata of the form NAME=VALUE.")
        name, value = _plain(match.group(1)), match.group(2)
        if fields.setdefault(name, value) != value:
            raise MetadataError(f"The metadata cannot be used: {name} given twice with different values.")
    return fields


def load_private_key(pem: bytes, password: Callable[[], bytes | None] = lambda: None) -> RSAPrivateKey:
    """The RSA private key in ``pem``; ``password`` is called only if it is encrypted.

    Raises PrivateKeyError.
    """
    try:
        try:
            key = load_pem_private_key(pem, None)
        except TypeError:  # how the library says that the key is encrypted
            secret = password()
            if not secret:
                raise PrivateKeyError("The private key is encrypted and no password was given.") from None
            key = load_pem_private_key(pem, secret)
    except (ValueError, UnsupportedAlgorithm):
        raise PrivateKeyError(_why_not_a_key(pem)) from None
    if not isinstance(key, RSAPrivateKey):
        raise PrivateKeyError("The private key is not an RSA key; recordings are encrypted for RSA keys only.")
    return key


def _why_not_a_key(pem: bytes) -> str:
    if b"ENCRYPTED" in pem:
        return "The private key cannot be opened: wrong password, or a damaged file."
    if b"-----BEGIN PUBLIC KEY-----" in pem:
        return "The key file holds the public key. Only the private key of the pair can decrypt."
    return "The key file does not hold a private key in PEM form (-----BEGIN PRIVATE KEY-----), or is damaged."


def decrypt(source: BinaryIO, sink: BinaryIO, envelope: Envelope, private_key: RSAPrivateKey) -> int:
    """Write the media in ``source`` to ``sink``, in constant memory; returns the number of bytes written.

    ``source`` must be seekable: its last blocks are read first, so that truncation and a wrong key are found
    before anything is written. Success does not prove that nobody changed the object: CBC has no
    authentication.

    Raises PrivateKeyError, ObjectError, MismatchError.
    """
    if not source.seekable():
        raise ObjectError("The encrypted object must be a regular file, not a pipe: its end is read first.")
    size = source.seek(0, os.SEEK_END)
    _check_size(size, envelope.unencrypted_length)
    content_key = _unwrap(envelope.wrapped_key, private_key)
    length = size - _padding_length(source, size, content_key, envelope.iv)
    if envelope.unencrypted_length not in (None, length):
        raise MismatchError
    if _copy(source, sink, content_key, envelope.iv) != length:
        raise ObjectError("The encrypted object changed while it was read. Fetch it again.")
    return length


def _check_size(size: int, declared: int | None) -> None:
    if size == 0 or size % BLOCK:
        raise ObjectError(
            f"The encrypted object is truncated, or not an encrypted recording: {size} bytes, which is not a "
            f"positive multiple of {BLOCK}. Fetch it again."
        )
    if declared is None:
        return
    expected = (declared // BLOCK + 1) * BLOCK  # there is always padding, a whole block of it at a block's edge
    if size != expected:
        raise ObjectError(
            f"The encrypted object is {'truncated' if size < expected else 'too long'}: {size} bytes, but "
            f"with {LENGTH} {declared} it must have {expected}. Fetch object and metadata again, together."
        )


def _unwrap(wrapped_key: bytes, private_key: RSAPrivateKey) -> bytes:
    if len(wrapped_key) != (private_key.key_size + 7) // 8:
        raise PrivateKeyError(
            f"Wrong private key or tampered metadata: {_KEY} has {len(wrapped_key) * 8} bits, which is not "
            f"what an RSA key of {private_key.key_size} bits makes."
        )
    try:
        content_key = private_key.decrypt(wrapped_key, PKCS1v15())
    except ValueError:
        raise MismatchError from None
    if len(content_key) != CONTENT_KEY_SIZE:
        raise MismatchError
    return content_key


def _padding_length(source: BinaryIO, size: int, content_key: bytes, iv: bytes) -> int:
    """In CBC a block needs only its predecessor: the padding at the very end can be checked at once."""
    source.seek(max(size - 2 * BLOCK, 0))
    predecessor_and_last = (iv + source.read(2 * BLOCK))[-2 * BLOCK :]
    decryptor = Cipher(AES256(content_key), CBC(predecessor_and_last[:BLOCK])).decryptor()
    unpadder = PKCS7(BLOCK * 8).unpadder()  # PKCS#5 is the older name of the same padding
    try:
        rest = unpadder.update(decryptor.update(predecessor_and_last[BLOCK:])) + unpadder.finalize()
    except ValueError:
        raise MismatchError from None
    return BLOCK - len(rest)


def _copy(source: BinaryIO, sink: BinaryIO, content_key: bytes, iv: bytes) -> int:
    decryptor = Cipher(AES256(content_key), CBC(iv)).decryptor()
    unpadder = PKCS7(BLOCK * 8).unpadder()
    source.seek(0)
    written = 0
    while chunk := source.read(CHUNK_SIZE):
        written += sink.write(unpadder.update(decryptor.update(chunk)))
    try:
        rest = unpadder.update(decryptor.finalize()) + unpadder.finalize()
    except ValueError:
        raise ObjectError("The encrypted object changed while it was read. Fetch it again.") from None
    return written + sink.write(rest)
