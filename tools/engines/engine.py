"""Terraform and OpenTofu binaries: which one a file is, and what that version supports."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any

from tools.engines.failures import UnfitError
from tools.engines.process import answer

Release = tuple[int, int, int]

PROTOCOL_6_SINCE: Release = (1, 0, 0)
"""The first Terraform that speaks the plugin protocol's version 6; every OpenTofu does."""

WORDS = "words"
"""Where the metadata of a feature keeps its name for readers."""

_VERSION_LINE = re.compile(r"^(Terraform|OpenTofu) v((\d+)\.(\d+)\.(\d+)\S*)", re.MULTILINE)


class Product(StrEnum):
    """The two engines, by the names their makers use."""

    TERRAFORM = "Terraform"
    OPENTOFU = "OpenTofu"


def _since(terraform: str | None, opentofu: str | None, words: str) -> Any:
    """A feature, the first release of each product that has it, and how the documentation calls it."""
    return field(metadata={Product.TERRAFORM: terraform, Product.OPENTOFU: opentofu, WORDS: words})


@dataclass(frozen=True)
class Features:
    """What an engine can do with a provider. Each flag is a feature that some engine in use lacks; tests, this package and
    `docs/guides/engines.md` know of it from its line here."""

    plan_destroy: bool = _since("1.3", "1.6", "The plan of a destroy says what it leaves behind")
    import_block: bool = _since("1.5", "1.6", "`import` blocks")
    functions: bool = _since("1.8", "1.7", "Functions of the provider, such as `provider::twilio::s3_url`")
    move: bool = _since("1.8", "1.10", "`moved` from another resource type")
    ephemeral: bool = _since("1.10", "1.11", "Variables that are `ephemeral`")
    write_only: bool = _since("1.11", "1.11", "Write-only arguments, such as `aws_secret_access_key_wo`")
    identity: bool = _since("1.12", "1.12", "`import` by resource identity")
    list_resources: bool = _since("1.14", None, "`list` blocks and the command `query`")
    actions: bool = _since("1.14", None, "`action` blocks")
    planned_private: bool = _since("1.16", None, "What the plan remembers reaches a create that is planned again at apply")

    @classmethod
    def first(cls, feature: str) -> str:
        """The first release of each product that has a feature, in words."""
        (found,) = (each for each in fields(cls) if each.name == feature)
        return " or ".join(f"{product} {since}" for product in Product if (since := found.metadata[product]))

    @classmethod
    def of(cls, product: Product, release: Release) -> Features:
        """The features of a release; a pre-release (`1.17.0-dev`) counts as what it leads to."""

        def has(since: str | None) -> bool:
            return since is not None and release >= release_of(f"{since}.0")

        return cls(**{field.name: has(field.metadata[product]) for field in fields(cls)})


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
