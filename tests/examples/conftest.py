from __future__ import annotations

from pathlib import Path

import pytest

from provider import __version__
from provider.installation import install
from provider.resources.provider import ADDRESS
from tests.e2e.workspace import write_cli_config


@pytest.fixture(scope="session")
def plugin_mirror(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin, installed where only these tests look."""
    return install(tmp_path_factory.mktemp("mirror"), ADDRESS, __version__).root


@pytest.fixture(scope="session")
def cli_config(tmp_path_factory: pytest.TempPathFactory, plugin_mirror: Path) -> Path:
    """A CLI configuration that knows the mirror, and no registry."""
    return write_cli_config(tmp_path_factory.mktemp("cli"), plugin_mirror)
