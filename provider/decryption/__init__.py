"""Reading recordings again that Twilio stored encrypted: the other side of `encryption_enabled`.

    private_key = load_private_key(Path("private.pem").read_bytes())
    envelope = Envelope.from_metadata(parse_head_object(Path("metadata.json").read_bytes()))
    decrypt_file(Path("recording.mka.enc"), Path("recording.mka"), envelope, private_key)

`decrypt` does the same with streams. Each error is a `DecryptError`, whose text is for people.
"""

from __future__ import annotations

from .envelope import (
    DecryptError,
    Envelope,
    MetadataError,
    MismatchError,
    ObjectError,
    PrivateKeyError,
    decrypt,
    load_private_key,
    parse_head_object,
    parse_pairs,
)
from .files import OutputError, check_output, decrypt_file

__all__ = [
    "DecryptError",
    "Envelope",
    "MetadataError",
    "MismatchError",
    "ObjectError",
    "OutputError",
    "PrivateKeyError",
    "check_output",
    "decrypt",
    "decrypt_file",
    "load_private_key",
    "parse_head_object",
    "parse_pairs",
]
