from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.decryption.encrypting import MEDIA, Desk, encrypted, metadata_for, pem


@pytest.fixture(scope="session")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="session")
def other_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def desk(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], key: rsa.RSAPrivateKey) -> Desk:
    desk = Desk(tmp_path, capfdbinary, metadata_for(key, len(MEDIA)))
    desk.put("private.pem", pem(key))
    desk.put("recording.enc", encrypted(MEDIA))
    return desk
