"""A receipt: the result of an audit as canonical JSON (RFC 8785), signed. Whoever has the public key can check it, offline.

It is one JSON object in canonical form, followed by a line break:

    {"kind": "twilio-audit-receipt", "version": 1, "algorithm": "Ed25519", "public_key_sha256": …, "result": …, "signature": …}

`signature` signs, in base64, the canonical form of the object without this member.
"""

from __future__ import annotations

import base64
import json
from typing import Any

import rfc8785

from . import signing

KIND = "twilio-audit-receipt"
VERSION = 1
_END = b"}\n"


class ReceiptError(Exception):
    """A receipt proves nothing. The text says why. It begins with a verb, since the name of the file goes before it."""


class NotAReceipt(ReceiptError):
    """It is no receipt, or a receipt of an unknown version."""


class CutOff(ReceiptError):
    """Its end is missing."""


class Changed(ReceiptError):
    """It is not what was signed."""


class OtherKey(ReceiptError):
    """It was signed with another key than the expected one."""


def receipt(result: dict[str, Any], key: signing.PrivateKey) -> bytes:
    """Sign the JSON of a result."""
    public = key.public_key()
    signed: dict[str, Any] = {
        "kind": KIND,
        "version": VERSION,
        "algorithm": signing.algorithm(public),
        "public_key_sha256": signing.fingerprint(public),
        "result": result,
    }
    signature = signing.sign(key, rfc8785.dumps(signed))
    return rfc8785.dumps(signed | {"signature": base64.b64encode(signature).decode()}) + b"\n"


def verified(content: bytes, key: signing.PublicKey) -> dict[str, Any]:
    """Return the result in a receipt that this key signed. Raises a `ReceiptError`."""
    if content.endswith(b"}\r\n"):
        raise Changed("has other line breaks than when it was signed (CR LF). Keep Git and other tools from converting it.")
    if not content.endswith(_END):
        raise CutOff("is cut off: its end is missing. Get it again from where it was written.")
    data = _read(content)
    if data["public_key_sha256"] != signing.fingerprint(key):
        raise OtherKey(
            f"was signed with another key: SHA-256 {data['public_key_sha256']}, and this one is {signing.fingerprint(key)}."
        )
    signature = base64.b64decode(data.pop("signature"), validate=True)
    if data["algorithm"] != signing.algorithm(key) or not signing.is_signed(key, signature, rfc8785.dumps(data)):
        raise Changed(_CHANGED)
    result: dict[str, Any] = data["result"]
    return result


_CHANGED = "was changed after it was signed. It proves nothing."
_MEMBERS = {"kind": str, "version": int, "algorithm": str, "public_key_sha256": str, "result": dict, "signature": str}


def _read(content: bytes) -> dict[str, Any]:
    """Read the object, of which no byte may have changed. Raises a `ReceiptError`."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        raise Changed("was changed after it was signed, or is no receipt: it is not JSON.") from None
    if not isinstance(data, dict) or data.get("kind") != KIND:
        raise NotAReceipt(f"is not a receipt of an audit: its kind is not {KIND}.")
    if data.get("version") != VERSION:
        raise NotAReceipt(f"is a receipt of another version than {VERSION}, the one that is known here. Upgrade.")
    if data.keys() != _MEMBERS.keys() or not all(isinstance(data[name], kind) for name, kind in _MEMBERS.items()):
        raise Changed(_CHANGED)
    try:
        base64.b64decode(data["signature"], validate=True)
        canonical = rfc8785.dumps(data) + b"\n"
    except (ValueError, RecursionError):
        raise Changed(_CHANGED) from None
    if canonical != content:
        raise Changed(_CHANGED)
    return data
