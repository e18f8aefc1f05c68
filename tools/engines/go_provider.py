"""Providers written in Go that `make bench` compares ours with: built once, each in a filesystem mirror of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

from tools.engines import go_build
from tools.engines.cache import Cache, require_seal, seal
from tools.engines.failures import UnfitError, reported_as
from tools.engines.go_build import GoModule
from tools.engines.rivals import Rival, digest_of
from tools.engines.settings import Settings, platform_tag

PEER_ADDRESS = "terraform.local/bench/twilio"
TIME_ADDRESS = "terraform.local/hashicorp/time"
"""Not under a registry's host: the two engines mean different hosts by `hashicorp/time`."""


def obtain_time_provider(settings: Settings | None = None) -> Rival:
    """HashiCorp's `time` provider, from the cache or built from its Go module. Raises `UnobtainableError`."""
    return _obtain(go_build.TIME, go_build.TIME.version, TIME_ADDRESS, settings)


def obtain_peer_provider(settings: Settings | None = None) -> Rival:
    """The provider in `tools/engines/peer`, from the cache or built. Raises `UnobtainableError`."""
    return _obtain(go_build.PEER, "1.0.0", PEER_ADDRESS, settings)


def _obtain(source: GoModule, version: str, address: str, settings: Settings | None) -> Rival:
    settings = settings or Settings.of_this_process()
    place = Path(*address.split("/"), version, platform_tag())
    name = Path(place, f"terraform-provider-{address.rpartition('/')[2]}_v{version}")

    def check(entry: Path) -> Rival:
        require_seal(entry)
        if not (entry / name).is_file():
            raise UnfitError(f"{name.name} is not there")
        return Rival(source.product, version, address, entry, entry / name)

    def fill(entry: Path) -> None:
        workplace = entry / place
        workplace.mkdir(parents=True)
        go_build.build(source, entry / name, settings)
        shutil.rmtree(workplace / "module")  # the sources
        seal(entry)

    with reported_as(source.product, "install a Go toolchain, and let it reach a module proxy"):
        key = f"provider-{source.folder.name}-{version}-{digest_of(source.folder)}-{platform_tag()}"
        return Cache(settings.cache, settings.say).obtain(key, check, fill)
