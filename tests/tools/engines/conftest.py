"""A machine with nothing on it: an empty PATH, an empty cache, a release site with no releases, no package index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools.engines.stand_ins import ReleaseSite, program, release_site, saying
from tools.engines.settings import Settings


@dataclass
class Machine:
    """A described machine: its PATH is `programs`; what a person would be told is in `told`."""

    settings: Settings
    programs: Path
    site: ReleaseSite
    told: list[str]

    def has(self, name: str, version_line: str) -> Path:
        """Put an engine on PATH that says this of itself."""
        return program(self.programs / name, saying(version_line))

    def with_environ(self, **variables: str) -> Settings:
        environ = {**self.settings.environ, **variables}
        return Settings(
            environ,
            self.settings.cache,
            self.settings.terraform_releases,
            self.settings.opentofu_releases,
            self.settings.say,
        )


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReleaseSite]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")  # a person's proxy does not know our site
    with release_site() as site:
        yield site


@pytest.fixture
def machine(tmp_path: Path, site: ReleaseSite) -> Machine:
    programs, told = tmp_path / "bin", list[str]()
    programs.mkdir()
    environ = {"PATH": str(programs), "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    settings = Settings(environ, tmp_path / "cache", f"{site.url}/terraform", f"{site.url}/opentofu", told.append)
    return Machine(settings, programs, site, told)
