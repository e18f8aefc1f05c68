"""HashiCorp's validator of pages, where it cannot be built."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.engines import Settings, UnobtainableError
from tools.engines.go_programs import obtain_page_validator


def test_without_go_it_is_said_what_would_bring_it(tmp_path: Path) -> None:
    settings = Settings(environ={"PATH": str(tmp_path)}, cache=tmp_path / "cache", say=lambda _: None)
    with pytest.raises(UnobtainableError, match="install a Go toolchain"):
        obtain_page_validator(settings)
