"""The installed plugin: where engines look for it, whether it starts, and whether lock files agree."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .. import __version__
from ..distribution.hashes import h1_of_folder
from ..engines import Product
from ..installation import DEFAULT_ROOT, InstallationError, installed_versions, own_build, place
from ..plugin import cookie
from ..standby import standing_by
from .engines import PRODUCTS
from .finding import Finding, is_healthy, ok, problem
from .search import how_to_install, search

LOCK_FILE = ".terraform.lock.hcl"
_SECONDS = 30
_BLOCK = re.compile(r'^provider "([^"]+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_VERSION = re.compile(r'^ +version +\= "([^"]+)"', re.MULTILINE)


def look(folder: Path, address: str) -> Iterator[Finding]:
    """Examine the plugin that the engines on PATH find, or the build that runs this, and the lock files in `folder`."""
    try:
        usual = place(DEFAULT_ROOT, address, __version__)
        searches = [search(product, address) for product in _products()]
    except InstallationError as failed:
        yield problem("plugin", "The plugin cannot be installed here.", str(failed))
        return
    findings = list(dict.fromkeys(found for each in searches for found in each.findings))
    yield from findings
    launchers = list(dict.fromkeys(each.launcher for each in searches if each.launcher))
    if not launchers:
        if is_healthy(findings) and not any(each.elsewhere for each in searches):
            yield _missing(address)
        build = own_build()
        launchers = [build / usual.name] if build else [usual] if usual.is_file() else []
    for launcher in launchers:
        yield _start(launcher)
    for lock_file in [folder / LOCK_FILE, *sorted(folder.glob(f"cdktf.out/stacks/*/{LOCK_FILE}"))]:
        if lock_file.is_file() and launchers:
            yield from _locked(lock_file, launchers[0].parent, address)
    for standby in standing_by():
        yield ok("standby process", f"For the next launch stands by {standby}.")


def _products() -> list[Product]:
    """Return the engines on PATH; Terraform if there is none."""
    there = [product for command, product in PRODUCTS.items() if shutil.which(command)]
    return there or [Product.TERRAFORM]


def _missing(address: str) -> Finding:
    if versions := installed_versions(DEFAULT_ROOT, address):
        return problem("plugin", f"Installed is {', '.join(versions)}, and this package is {__version__}.", how_to_install())
    return problem("plugin", f"Not installed: engines would look in {DEFAULT_ROOT.expanduser() / address}.", how_to_install())


def _start(launcher: Path) -> Finding:
    """Start the plugin as an engine does, and read the line that an engine reads."""
    environment = {**os.environ, cookie.KEY: cookie.VALUE, "PLUGIN_PROTOCOL_VERSIONS": "6"}
    environment.pop("PLUGIN_CLIENT_CERT", None)
    try:
        with subprocess.Popen(  # noqa: S603  # the file that engines start
            [launcher], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as process:
            assert process.stdout is not None
            try:
                line = process.stdout.readline().strip()
            finally:
                process.terminate()
                process.wait(_SECONDS)
    except (OSError, subprocess.SubprocessError) as failed:
        return problem("plugin", f"{launcher} does not start ({type(failed).__name__}).", how_to_install())
    if not line.startswith("1|6|"):
        return problem("plugin", f"{launcher} does not start: {line or 'it says nothing.'}", how_to_install())
    return ok("plugin", f"{launcher} is installed, and starts.")


def _locked(lock_file: Path, plugin: Path, address: str) -> Iterator[Finding]:
    blocks = dict(_BLOCK.findall(lock_file.read_text(encoding="utf-8")))
    block = blocks.get(address)
    version = _VERSION.search(block) if block is not None else None
    if block is None or version is None:
        return
    upgrade = f"In {lock_file.parent}, run `init -upgrade` with your engine, look at what it changes, and check it in."
    if version[1] != __version__:
        yield problem("lock file", f"{lock_file} pins version {version[1]}, and {__version__} is installed.", upgrade)
    elif f'"{h1_of_folder(plugin)}"' not in block:
        yield problem("lock file", f"{lock_file} pins another build of {__version__} than the one that is installed.", upgrade)
    else:
        yield ok("lock file", f"{lock_file} pins what is installed.")
