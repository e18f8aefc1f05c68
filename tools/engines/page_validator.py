"""HashiCorp's validator of the pages that a registry shows."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.engines import go_build
from tools.engines.cache import Cache, require_seal, seal
from tools.engines.failures import reported_as
from tools.engines.rivals import digest_of
from tools.engines.settings import Settings, platform_tag

_PROGRAM = "tfplugindocs"


def obtain_page_validator(settings: Settings | None = None) -> Path:
    """The program `tfplugindocs`, from the cache or built from its Go module. Raises `UnobtainableError`."""
    settings = settings or Settings.of_this_process()
    source = go_build.DOCS

    def check(entry: Path) -> Path:
        require_seal(entry)
        return entry / _PROGRAM

    def fill(entry: Path) -> None:
        go_build.build(source, entry / _PROGRAM, settings)
        shutil.rmtree(entry / "module")  # the sources
        seal(entry)

    with reported_as(f"{source.product} {source.version}", "install a Go toolchain, and let it reach a module proxy"):
        key = f"{_PROGRAM}-{source.version}-{digest_of(source.folder)}-{platform_tag()}"
        return Cache(settings.cache, settings.say).obtain(key, check, fill)
