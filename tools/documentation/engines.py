"""The guide that says which engine has which feature."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from provider.engines import WORDS, Features, Product, release_of
from tools.engines import go_build
from tools.engines.binaries import CURRENT_TERRAFORM, OLDEST_TERRAFORM

TESTED = (
    (Product.TERRAFORM, OLDEST_TERRAFORM),
    (Product.TERRAFORM, CURRENT_TERRAFORM),
    (Product.TERRAFORM, go_build.TERRAFORM.version),
    (Product.OPENTOFU, go_build.OPENTOFU.version),
)
"""The engines that every release is tested with."""

_HEAD = """\
---
page_title: "Which engine has what"
description: |-
  What Terraform and OpenTofu can do with this provider, by version.
---

<!-- Generated from provider/engines.py. To change it, change that and run: make generate -->

# Which engine has what

The provider works with Terraform 1.0 and newer and with every OpenTofu, but some of what it offers needs a newer engine. Where
an engine lacks a feature, the rest works all the same. The table says what engines can do; what the provider makes of it is
said on its own pages. Each release is tested with these engines:
"""

_TAIL = """\
"From" is the first version of each that has it.
"""


def page() -> str:
    """Return the page's text."""
    return "\n".join((_HEAD, *_table(), "", _TAIL))


def _table() -> Iterator[str]:
    engines = [f"{product} {version}" for product, version in TESTED]
    yield f"| | {' | '.join(engines)} | from |"
    yield "|---" * (len(engines) + 2) + "|"
    for feature in fields(Features):
        has = (getattr(Features.of(product, release_of(version)), feature.name) for product, version in TESTED)
        since = [f"{product} {first}" for product in Product if (first := feature.metadata[product])]
        yield f"| {feature.metadata[WORDS]} | {' | '.join('yes' if each else 'no' for each in has)} | {', '.join(since)} |"
