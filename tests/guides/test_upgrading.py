"""docs/guides/upgrading.md, from top to bottom."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from provider import __version__
from provider.fake import FakeTwilio
from provider.installation import installed_versions
from provider.resources.provider import ADDRESS
from tests.guides.conftest import ROOT, guide
from tests.guides.runner import Reader

pytestmark = pytest.mark.engine

NEWER = f"{__version__}9"


def test_a_stack_goes_to_a_newer_version_and_back(reader: Reader, twilio: FakeTwilio, tmp_path: Path) -> None:
    plugins = Path(reader.environment["HOME"]) / ".terraform.d/plugins"
    found: list[list[str]] = []

    def newer() -> None:
        shutil.copytree(ROOT / "provider", tmp_path / "newer/provider", ignore=shutil.ignore_patterns("__pycache__"))
        version = tmp_path / "newer/provider/_version.py"
        version.write_text(version.read_text().replace(__version__, NEWER))
        reader.export(PYTHONPATH=str(tmp_path / "newer"))

    def older() -> None:
        found.append(installed_versions(plugins, ADDRESS))
        assert f'version = "{NEWER}"' in (reader.folder / ".terraform.lock.hcl").read_text()
        reader.export(PYTHONPATH=str(ROOT))

    reader.follow(guide("upgrading"), {"a newer package is installed": newer, "the older package is installed": older})

    assert [*found, installed_versions(plugins, ADDRESS)] == [[NEWER], [__version__]]
    assert len(twilio.writes) == 1
