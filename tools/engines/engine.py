"""Terraform and OpenTofu binaries: which one a file is, and what that version supports."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tools.engines.failures import UnfitError
from tools.engines.process import answer

Release = tuple[int, int, int]

PROTOCOL_6_SINCE: Release = (1, 0, 0)
"""The first Terraform that speaks the plugin protocol's version 6; every OpenTofu does."""

_VERSION_LINE = re.compile(r"^(Terraform|OpenTofu) v((\d+)\.(\d+)\.(\d+)\S*)", re.MULTILINE)


class Product(StrEnum):
    """The two engines, by the names their makers use."""

    TERRAFORM = "Terraform"
    OPENTOFU = "OpenTofu"


@dataclass(frozen=True)
class Features:
    """What an engine can do with a provider. Each flag is a feature that some engine in use lacks."""

    plan_destroy: bool
    import_block: bool
    functions: bool
    move: bool
    ephemeral: bool
    write_only: bool
    identity: bool

    @classmethod
    def of(cls, product: Product, release: Release) -> Features:
        """The features of a release; a pre-release (`1.17.0-dev`) counts as what it leads to."""

        def since(terraform: tuple[int, int], opentofu: tuple[int, int]) -> bool:
            return release[:2] >= (terraform if product is Product.TERRAFORM else opentofu)

        return cls(
            plan_destroy=since((1, 3), (1, 6)),
            import_block=since((1, 5), (1, 6)),
            functions=since((1, 8), (1, 7)),
            move=since((1, 8), (1, 10)),
            ephemeral=since((1, 10), (1, 11)),
            write_only=since((1, 11), (1, 11)),
            identity=since((1, 12), (1, 12)),
        )


@dataclass(frozen=True)
class Engine:
    """A binary that has been run and has said what it is."""

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


def release_of(version: str) -> Release:
    """The three numbers of a version, without what a pre-release appends."""
    major, minor, patch = re.split(r"[-+]", version, maxsplit=1)[0].split(".")
    return int(major), int(minor), int(patch)


def engine_environ(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment to run an engine in: none of the person's own settings, no call to its maker's servers.

    The CLI configuration is an empty one that exists: a missing file prints warnings into every command, and
    none at all means the person's own.
    """
    kept = {name: value for name, value in environ.items() if not name.startswith(("TF_", "TOFU_"))}
    return kept | {"CHECKPOINT_DISABLE": "1", "TF_CLI_CONFIG_FILE": os.devnull}


def identify(path: Path, environ: Mapping[str, str]) -> Engine:
    """Run the binary's `version` and say which engine it is.

    The plain answer is read, not `-json`: OpenTofu's JSON calls its version `terraform_version` too.
    Raises `UnfitError` when it is not Terraform or OpenTofu, or does not run here.
    """
    if (said := _VERSION_LINE.search(answer([path, "version"], engine_environ(environ)))) is None:
        raise UnfitError(f"{path} is neither Terraform nor OpenTofu")
    product, version = Product(said[1]), said[2]
    return Engine(product, version, path, Features.of(product, release_of(version)))


def require_version(engine: Engine, product: Product, version: str) -> Engine:
    """The engine itself, or `UnfitError` if it is not exactly this product and version."""
    if (engine.name, engine.version) != (product, version):
        raise UnfitError(f"{engine.path} is {engine.label}, not {product} {version}")
    return engine


def require_at_least(engine: Engine, product: Product, minimum: Release) -> Engine:
    """The engine itself, or `UnfitError` if it is the other product or older."""
    if engine.name is not product or engine.release < minimum:
        wanted = ".".join(str(number) for number in minimum)
        raise UnfitError(f"{engine.path} is {engine.label}, and {product} {wanted} or newer is wanted")
    return engine
