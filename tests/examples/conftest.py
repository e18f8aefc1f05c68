from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from provider import __version__
from provider.installation import install
from provider.resources.provider import ADDRESS
from tests.e2e.workspace import write_cli_config
from tests.examples.encrypting import MEDIA, Desk, encrypted, metadata_for, pem


@pytest.fixture(scope="session")
def plugin_mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin, installed where only these tests look."""
    return install(tmp_path_factory.mktemp("mirror"), ADDRESS, __version__).root


@pytest.fixture(scope="session")
def cli_config(tmp_path_factory: pytest.TempPathFactory, plugin_mirror: Path) -> Path:
    """A CLI configuration that knows the mirror, and no registry."""
    return write_cli_config(tmp_path_factory.mktemp("cli"), plugin_mirror)


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
