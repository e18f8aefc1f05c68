"""Terraform and OpenTofu: which release of which can do what with a provider. This table is the one place that knows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from enum import StrEnum
from typing import Any

from .framework.schema.validation import WRITE_ONLY_RELEASE

Release = tuple[int, int, int]

PROTOCOL_6_SINCE: Release = (1, 0, 0)
"""The first Terraform that speaks the plugin protocol's version 6; every OpenTofu does."""

NODE, ENDED_NODE = 22, 20
"""Major versions of Node.js: the one that both CDKs are for, and one that gets no fixes any more, and does for `cdktf`."""

WORDS = "words"
"""Where the metadata of a feature keeps its name for readers."""

_VERSION_LINE = re.compile(r"^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)", re.MULTILINE)


class Product(StrEnum):
    """The two engines, by the names their makers use."""

    TERRAFORM = "Terraform"
    OPENTOFU = "OpenTofu"


def _since(terraform: str | None, opentofu: str | None, words: str) -> Any:
    """A feature, the first release of each product that has it, and how the documentation calls it."""
    return field(metadata={Product.TERRAFORM: terraform, Product.OPENTOFU: opentofu, WORDS: words})


@dataclass(frozen=True)
class Features:
    """What an engine can do with a provider. Each flag is a feature that some engine in use lacks; tests, `tools/engines`,
    `doctor` and `docs/guides/engines.md` know of it from its line here."""

    plan_destroy: bool = _since("1.3", "1.6", "The plan of a destroy says what it leaves behind")
    import_block: bool = _since("1.5", "1.6", "`import` blocks")
    functions: bool = _since("1.8", "1.7", "Functions of the provider, such as `provider::twilio::s3_url`")
    move: bool = _since("1.8", "1.10", "`moved` from another resource type")
    ephemeral: bool = _since("1.10", "1.11", "Variables that are `ephemeral`")
    write_only: bool = _since(WRITE_ONLY_RELEASE, WRITE_ONLY_RELEASE, "Write-only arguments, such as `aws_secret_access_key_wo`")
    identity: bool = _since("1.12", "1.12", "`import` by resource identity")
    list_resources: bool = _since("1.14", None, "`list` blocks and the command `query`")
    generated_config: bool = _since("1.14", None, "Generated configuration names an account only if it is not the provider's")
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


def release_of(version: str) -> Release:
    """The three numbers of a version, without what a pre-release appends."""
    major, minor, patch = re.split(r"[-+]", version, maxsplit=1)[0].split(".")
    return int(major), int(minor), int(patch)


def said_by(output: str) -> tuple[Product, str] | None:
    """The product and version that an engine's `version` prints, or None where that is no engine's.

    The plain output is read, not `-json`: OpenTofu's JSON calls its version `terraform_version` too.
    """
    found = _VERSION_LINE.search(output)
    return (Product(found[1]), found[2]) if found else None
