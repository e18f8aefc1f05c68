"""What a public key is. A file of its own, since only a configuration that has one pays for loading the library."""

from __future__ import annotations

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key


def rsa_problem(pem: bytes, smallest: int) -> str | None:
    """What is wrong with a PEM block `PUBLIC KEY`, unless it holds an RSA key of `smallest` bits or more."""
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        return "Its content is damaged: it is not a public key in SPKI form."
    if not isinstance(key, RSAPublicKey):
        return "It is not an RSA key, which is the only kind that Twilio encrypts recordings with."
    if key.key_size < smallest:
        return f"It is an RSA key of {key.key_size} bits; at least {smallest} are needed."
    return None
