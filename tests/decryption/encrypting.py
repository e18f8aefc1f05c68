"""The encrypting side, written from the documentation of the format, and a desk to decrypt at."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from provider.cli import main

CONTENT_KEY, IV = bytes(range(32)), bytes(range(100, 116))
MEDIA = b"sixteen bytes ok" * 6 + b"tail"
LENGTH = "x-amz-unencrypted-content-length"
MISMATCH = "wrong private key or tampered metadata/object"


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, password: str | None = None) -> bytes:
    encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def encrypted(media: bytes, content_key: bytes = CONTENT_KEY, iv: bytes = IV) -> bytes:
    """AES/CBC/PKCS5Padding, padded by hand: N bytes of value N; 16 of them at a block's edge."""
    padding = 16 - len(media) % 16
    encryptor = Cipher(algorithms.AES256(content_key), modes.CBC(iv)).encryptor()
    return encryptor.update(media + bytes([padding]) * padding) + encryptor.finalize()


def metadata_for(key: rsa.RSAPrivateKey, length: int, content_key: bytes = CONTENT_KEY) -> dict[str, str]:
    wrapped = key.public_key().encrypt(content_key, PKCS1v15())
    return {
        "x-amz-key": base64.b64encode(wrapped).decode(),
        LENGTH: str(length),
        "x-amz-matdesc": "{}",
        "x-amz-iv": base64.b64encode(IV).decode(),
    }


@dataclass
class Desk:
    """A folder with everything a person has before decrypting; the tests spoil one thing in it."""

    folder: Path
    capture: pytest.CaptureFixture[bytes]
    metadata: dict[str, str]
    inputs: set[str] = field(default_factory=set)

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)
        self.inputs.add(name)

    def run(self, *more: str, output: str = "recording.mka", metadata: list[str] | None = None) -> tuple[int, str]:
        """Exit code and standard error of the command, run on the files of the desk."""
        if metadata is None:
            self.put("metadata.json", json.dumps({"ContentLength": 1, "Metadata": self.metadata}).encode())
            metadata = ["--metadata", str(self.folder / "metadata.json")]
        target = output if output == "-" else str(self.folder / output)
        files = ["--key", str(self.folder / "private.pem"), str(self.folder / "recording.enc"), "-o", target]
        code = main(["decrypt", *files, *metadata, *more])
        return code, self.capture.readouterr().err.decode()

    @property
    def media(self) -> bytes:
        return (self.folder / "recording.mka").read_bytes()

    @property
    def new_files(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()} - self.inputs

    def refusal(self, *more: str, metadata: list[str] | None = None) -> str:
        """What the user is told in a run that must fail: one line, nothing left behind, no secret in it."""
        code, said = self.run(*more, metadata=metadata)
        assert code == 1
        assert self.new_files == set()
        assert said.startswith("decrypt: ")
        assert said.count("\n") == 1
        assert said.endswith("recording.mka was not written.\n")
        assert "Traceback" not in said
        assert CONTENT_KEY.hex() not in said
        assert self.metadata.get("x-amz-key", "no key") not in said
        return said
