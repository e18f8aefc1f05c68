"""Terraform and OpenTofu binaries: which one a file is, and what that version supports."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from provider.engines import Features, Product, Release, release_of, said_by
from tools.engines.failures import UnfitError
from tools.engines.process import answer


@dataclass(frozen=True)
class Engine:
    """A binary whose `version` was run."""

    name: Product
    version: str
    path: Path
    features: Features

    @property
    def label(self) -> str:
        """Name and version, such as `OpenTofu 1.12.6`."""
        return f"{self.name} {self.version}"

    @property
    def release(self) -> Release:
        return release_of(self.version)


def engine_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment to run an engine in: none of the person's own settings, no call to its maker's servers.

    The CLI configuration is an empty one that exists: a missing file prints warnings into every command, and
    none at all means the person's own.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith(("TF_", "TOFU_"))}
    return kept | {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}


def identify(path: Path, environ: Mapping[str, str]) -> Engine:
    """Run the binary's `version` and say which engine it is.

    Raises `UnfitError` when it is not Terraform or OpenTofu, or does not run here.
    """
    if (said := said_by(answer([path, "version"], engine_environ(environ)))) is None:
        raise UnfitError(f"{path} is neither Terraform nor OpenTofu")
    product, version = said
    return Engine(product, version, path, Features.of(product, release_of(version)))


def require_version(engine: Engine, product: Product, version: str) -> Engine:
    """Return the engine itself. Raises `UnfitError` if it is not exactly this product and version."""
    if (engine.name, engine.version) != (product, version):
        raise UnfitError(f"{engine.path} is {engine.label}, not {product} {version}")
    return engine


def require_at_least(engine: Engine, product: Product, minimum: Release) -> Engine:
    """Return the engine itself. Raises `UnfitError` if it is the other product or older."""
    if engine.name is not product or engine.release < minimum:
        wanted = ".".join(str(number) for number in minimum)
        raise UnfitError(f"{engine.path} is {engine.label}, and {product} {wanted} or newer is wanted")
    return engine
