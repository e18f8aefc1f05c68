"""Keys that sign receipts: Ed25519, or ECDSA on one of NIST's curves."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512, HashAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key, load_pem_public_key

PublicKey: TypeAlias = "ed25519.Ed25519PublicKey | ec.EllipticCurvePublicKey"
PrivateKey: TypeAlias = "ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey"

_KINDS = "Ed25519, or ECDSA on P-256, P-384 or P-521"
_HASHES: dict[str, tuple[str, type[HashAlgorithm]]] = {
    "secp256r1": ("P256-SHA256", SHA256),
    "secp384r1": ("P384-SHA384", SHA384),
    "secp521r1": ("P521-SHA512", SHA512),
}


class KeyUnusable(Exception):
    """A key cannot be used. The text quotes nothing of the key."""


def private_key(pem: bytes, password: bytes | None) -> PrivateKey:
    """Raises `KeyUnusable`."""
    try:
        key = load_pem_private_key(pem, password)
    except TypeError:
        if password is None:
            raise KeyUnusable("The private key is encrypted. Set PRIVATE_KEY_PASSWORD to its password.") from None
        raise KeyUnusable("The private key is not encrypted, and PRIVATE_KEY_PASSWORD is set. Unset it.") from None
    except (ValueError, UnsupportedAlgorithm):
        wrong = " or its password is wrong" if password is not None else ""
        raise KeyUnusable(f"That is no private key in PEM{wrong}. It must be {_KINDS}.") from None
    if isinstance(key, ed25519.Ed25519PrivateKey) or (isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name in _HASHES):
        return key
    raise KeyUnusable(f"The private key is of a kind that signs no receipts. It must be {_KINDS}.")


def public_key(pem: bytes) -> PublicKey:
    """Raises `KeyUnusable`."""
    if b"PRIVATE KEY" in pem:
        raise KeyUnusable("That is a private key. Give the public one: openssl pkey -in KEY.pem -pubout")
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise KeyUnusable(f"That is no public key in PEM. It must be {_KINDS}.") from None
    if isinstance(key, ed25519.Ed25519PublicKey) or (isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _HASHES):
        return key
    raise KeyUnusable(f"The public key is of a kind that signs no receipts. It must be {_KINDS}.")


def algorithm(key: PublicKey) -> str:
    """Its name in a receipt."""
    return "Ed25519" if isinstance(key, ed25519.Ed25519PublicKey) else f"ECDSA-{_HASHES[key.curve.name][0]}"


def fingerprint(key: PublicKey) -> str:
    """SHA-256 of the key in DER (SubjectPublicKeyInfo)."""
    return hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).hexdigest()


def sign(key: PrivateKey, content: bytes) -> bytes:
    """ECDSA's signatures are in DER."""
    if isinstance(key, ed25519.Ed25519PrivateKey):
        return key.sign(content)
    return key.sign(content, ec.ECDSA(_HASHES[key.curve.name][1]()))


def is_signed(key: PublicKey, signature: bytes, content: bytes) -> bool:
    try:
        if isinstance(key, ed25519.Ed25519PublicKey):
            key.verify(signature, content)
        else:
            key.verify(signature, content, ec.ECDSA(_HASHES[key.curve.name][1]()))
    except InvalidSignature:
        return False
    return True
