"""OpenTofu from its Go module, whose sources go.sum pins."""

from __future__ import annotations

import re
from pathlib import Path

from tools.engines.failures import UnfitError
from tools.engines.process import work
from tools.engines.settings import Settings

_MODULE = Path(__file__).with_name("opentofu")
_PACKAGE = "github.com/opentofu/opentofu"
_BUILDS_SOMETHING_ELSE = {"GOOS", "GOARCH", "GOEXPERIMENT"}


def opentofu_version() -> str:
    """The version that go.mod requires, such as `1.12.6`; nothing else in the project names it."""
    requirements = (_MODULE / "go.mod").read_text(encoding="utf-8")
    required = re.search(rf"^\s*{_PACKAGE} v(\S+)", requirements, re.MULTILINE)
    if required is None:
        raise ValueError(f"{_MODULE / 'go.mod'} does not require {_PACKAGE}")
    return required[1]


def build_opentofu(into: Path, settings: Settings) -> Path:
    """Build `tofu` into the directory `into`. Raises `UnfitError` when there is no Go, or it fails."""
    go = settings.which("go")
    if go is None:
        raise UnfitError("there is no Go toolchain on PATH to build OpenTofu with")
    binary = into / "tofu"
    stamp = f"-s -w -X {_PACKAGE}/version.dev=no"  # else a built tofu calls itself a development version
    work(
        [go, "build", "-o", binary, "-ldflags", stamp, f"{_PACKAGE}/cmd/tofu"],
        label=f"building OpenTofu {opentofu_version()} from source, about 4 minutes",
        environ=_build_environ(settings),
        cwd=_MODULE,
        say=settings.say,
    )
    return binary


def _build_environ(settings: Settings) -> dict[str, str]:
    """The person's environment (their module cache and proxy hold), less what would build something else."""
    kept = {name: value for name, value in settings.environ.items() if name not in _BUILDS_SOMETHING_ELSE}
    return kept | {
        "GOFLAGS": "-mod=readonly -buildvcs=false",
        "GOWORK": "off",
        "GO111MODULE": "on",
        "CGO_ENABLED": "0",
    }
