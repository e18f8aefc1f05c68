"""The command lines of the two CDKs, from npm at the versions of the committed lock files, and a Node that they run on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from provider.engines import ENDED_NODE, NODE
from tools.engines.cache import sha256
from tools.engines.engine import engine_environ
from tools.engines.failures import UnfitError, reported_as
from tools.engines.node import Node, fit_node
from tools.engines.process import answer, work
from tools.engines.settings import Settings, platform_tag


@dataclass(frozen=True)
class Cdktf:
    """The executable, `cdktf` or `cdktn`, at `path`, and the directory of the `node` that it must find first on PATH."""

    name: str
    version: str
    path: Path
    node_directory: Path

    def environ(self, base: Mapping[str, str], engine: Path) -> dict[str, str]:
        """Return `base` for commands as CI runs them, with this engine and, for jsii too, the right Node first on PATH."""
        return {
            **base,
            "PATH": f"{self.node_directory}:{base.get('PATH', '')}".rstrip(":"),
            "CI": "1",
            "CHECKPOINT_DISABLE": "1",
            "CDKTF_DISABLE_PLUGIN_CACHE_ENV": "1",
            "TERRAFORM_BINARY_NAME": str(engine),
        }


@dataclass(frozen=True)
class _Package:
    """The package `NAME-cli`, which the folder NAME pins, with the executable NAME."""

    name: str
    label: str
    size: str
    nodes: tuple[int, ...]
    """Majors of Node that it works on, the best first."""

    @property
    def manifest(self) -> Path:
        return Path(__file__).with_name(self.name) / "package.json"

    @property
    def lock(self) -> Path:
        return self.manifest.with_name("package-lock.json")

    @property
    def version(self) -> str:
        """The version that package.json pins; nothing else in its folder names it."""
        version: str = json.loads(self.manifest.read_text(encoding="utf-8"))["dependencies"][f"{self.name}-cli"]
        return version


_CDKTF = _Package("cdktf", "CDKTF CLI", "424 MB, about half a minute", (NODE, ENDED_NODE))  # no binary of its node-pty is for 24
_CDKTN = _Package("cdktn", "CDK Terrain CLI", "218 MB, about a quarter of a minute", (NODE,))


def obtain_cdktf(settings: Settings | None = None) -> Cdktf:
    """Return the CLI of CDK for Terraform, from the cache or npm. Raises `UnobtainableError`."""
    return _obtain(_CDKTF, settings or Settings.of_this_process())


def obtain_cdktn(settings: Settings | None = None) -> Cdktf:
    """Return the CLI of CDK Terrain, from the cache or npm. Raises `UnobtainableError`."""
    return _obtain(_CDKTN, settings or Settings.of_this_process())


def _obtain(package: _Package, settings: Settings) -> Cdktf:
    remedy = f"install Node {NODE} with npm, and let npm reach a package index"
    with reported_as(f"{package.label} {package.version}", remedy):
        node = fit_node(settings, package.nodes)
        key = f"{package.name}-cli-{package.version}-{platform_tag()}-{sha256(package.lock)[:12]}"
        return settings.cached(
            key,
            check=lambda entry: _check(entry, package, node, settings),
            fill=lambda entry: _install(entry, package, node, settings),
        )


def _check(entry: Path, package: _Package, node: Node, settings: Settings) -> Cdktf:
    executable = entry / "node_modules" / ".bin" / package.name
    said = answer([executable, "--version"], engine_environ(node.environ(settings.environ))).split()
    if package.version not in said:
        raise UnfitError(f"{executable} is version {' '.join(said)!r}, not {package.version}")
    return Cdktf(package.label, package.version, executable, node.node.parent)


def _install(entry: Path, package: _Package, node: Node, settings: Settings) -> None:
    shutil.copy(package.manifest, entry)
    shutil.copy(package.lock, entry)
    work(
        [node.node, node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        label=f"installing {package.name}-cli {package.version} from npm, {package.size}",
        settings=settings,
        cwd=entry,
        environ=node.environ(settings.environ) | {"npm_config_update_notifier": "false"},
    )
