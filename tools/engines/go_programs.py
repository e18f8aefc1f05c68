"""Programs in Go, built once and cached: providers that `make bench` compares ours with, and HashiCorp's validator of pages."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.engines import go_build
from tools.engines.failures import UnfitError, reported_as
from tools.engines.go_build import GoModule
from tools.engines.rivals import Rival, digest_of, place_of
from tools.engines.settings import Settings, platform_tag

PEER_ADDRESS = "terraform.local/bench/twilio"
TIME_ADDRESS = "terraform.local/hashicorp/time"
"""Not under a registry's host: the two engines mean different hosts by `hashicorp/time`."""


def obtain_time_provider(settings: Settings | None = None) -> Rival:
    """Return HashiCorp's `time` provider. Raises `UnobtainableError`."""
    return _provider(go_build.TIME, go_build.TIME.version, TIME_ADDRESS, settings)


def obtain_peer_provider(settings: Settings | None = None) -> Rival:
    """Return the provider in `tools/engines/peer`. Raises `UnobtainableError`."""
    return _provider(go_build.PEER, "1.0.0", PEER_ADDRESS, settings)


def obtain_page_validator(settings: Settings | None = None) -> Path:
    """Return the program `tfplugindocs`. Raises `UnobtainableError`."""
    name = Path("tfplugindocs")
    return _obtain(go_build.DOCS, f"{name}-{go_build.DOCS.version}", name, settings) / name


def _provider(source: GoModule, version: str, address: str, settings: Settings | None) -> Rival:
    name = place_of(address, version)
    entry = _obtain(source, f"provider-{source.folder.name}-{version}", name, settings)
    return Rival(source.product, version, address, entry, entry / name)


def _obtain(source: GoModule, key: str, name: Path, settings: Settings | None) -> Path:
    """Return the entry of the cache in which the program is called `name`."""
    settings = settings or Settings.of_this_process()

    def check(entry: Path) -> Path:
        if not (entry / name).is_file():
            raise UnfitError(f"{name.name} is not there")
        return entry

    def fill(entry: Path) -> None:
        workplace = (entry / name).parent
        workplace.mkdir(parents=True, exist_ok=True)
        go_build.build(source, entry / name, settings)
        shutil.rmtree(workplace / "module")  # the sources

    with reported_as(f"{source.product} {source.version}", "install a Go toolchain, and let it reach a module proxy"):
        return settings.cached(f"{key}-{digest_of(source.folder)}-{platform_tag()}", check, fill)
