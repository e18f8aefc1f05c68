"""Searches for the plugin as an engine does, by its CLI configuration."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from .. import __version__
from ..address import ProviderAddress
from ..cli_configuration import CACHE_VARIABLE, CliConfiguration, Method, direct_block, mirror_block, read
from ..engines import Product
from ..installation import DEFAULT_ROOT, own_command, place, target_platform
from .finding import Finding, ok, problem, warning
from .network_mirror import ask

CHECK = "cli configuration"
KINDS = ("direct", "filesystem_mirror", "network_mirror", "oci_mirror")
_LOCAL = ".local"
"""Ends a host name that no registry can have."""


@dataclass
class Search:
    """What an engine's search for the plugin finds."""

    launcher: Path | None = None
    """The program that the engine finds on this machine."""
    elsewhere: bool = False
    """Whether the engine may get the plugin from a server, which the doctor does not ask."""
    findings: list[Finding] = field(default_factory=list)


def search(product: Product, address: str) -> Search:
    """Search as the engine does. Raises `InstallationError` if the plugin does not run on this machine."""
    configuration = read(product, os.environ)
    found = Search(findings=list(_unusable(configuration)))
    if address in configuration.overrides:
        _overridden(found, configuration, address)
    elif not configuration.installations:
        found.launcher = _in(DEFAULT_ROOT, address)
    else:
        _by_methods(found, configuration, address)
    return found


def _unusable(configuration: CliConfiguration) -> Iterator[Finding]:
    for text in configuration.problems:
        yield problem(CHECK, text, "Mend the file, or let the variable name another one or none: engines complain of it too.")
    if len(configuration.installations) > 1:
        places = " and ".join(configuration.installations)
        yield problem(CHECK, f"There are {len(configuration.installations)} blocks provider_installation: {places}.", "Keep one.")
    cache = os.environ.get(CACHE_VARIABLE)
    if cache and not Path(cache).is_dir():
        yield problem(CHECK, f"{CACHE_VARIABLE} names {cache}, which is no folder.", "Make it, or unset the variable.")


def _overridden(found: Search, configuration: CliConfiguration, address: str) -> None:
    folder, where = configuration.overrides[address]
    name = ProviderAddress.parse(address).program
    programs = sorted(each for each in Path(folder).glob(f"{name}*") if each.is_file() and os.access(each, os.X_OK))
    if not programs:
        found.findings.append(
            problem(
                CHECK,
                f"dev_overrides ({where}) sends {configuration.product} to {folder} for {address}, and no {name} is there.",
                f"Remove that entry from dev_overrides, or let it name the folder of the program.\n{how_to_install()}",
            )
        )
        return
    found.launcher = programs[0]
    text = f"dev_overrides ({where}) makes {configuration.product} start {programs[0]}, whatever is installed or locked."
    found.findings.append(warning(CHECK, text, "Remove that entry when you are done with trying it."))


def _by_methods(found: Search, configuration: CliConfiguration, address: str) -> None:
    methods = [each for each in configuration.methods if each.takes(address, configuration.product)]
    by_kind = {kind: [each for each in methods if each.kind == kind] for kind in KINDS}
    direct, mirrors, network = by_kind["direct"], by_kind["filesystem_mirror"], by_kind["network_mirror"]
    registries = by_kind["oci_mirror"]
    if address.partition("/")[0].endswith(_LOCAL):
        only = len(direct) == len(methods)
        found.findings += [_asks_nobody(each, configuration, address, alone=only) for each in direct]
    else:
        registries, direct = [*registries, *direct], []
    found.launcher = next((launcher for each in mirrors if (launcher := _in(_literally(each.source), address))), None)
    packed = any(_packed(_literally(each.source), address) for each in mirrors)
    found.elsewhere = bool(network or registries or packed)
    if found.launcher or packed:
        return
    instead = f"To take what is installed here, {_add_mirror(address)}"
    found.findings += [ask(CHECK, each.source, each.place, address, instead) for each in network]
    found.findings += [_not_asked(each, configuration, address) for each in registries]
    if not found.elsewhere and not direct:
        found.findings.append(_kept_from(configuration, mirrors, address))


def _not_asked(method: Method, configuration: CliConfiguration, address: str) -> Finding:
    source = method.source or address.partition("/")[0]
    return ok(CHECK, f"{configuration.product} gets {address} from {source} ({method.place}), which was not asked.")


def _literally(path: str) -> Path:
    """Return the path as engines read it, who do not replace `~`."""
    return Path.cwd() / path


def _asks_nobody(method: Method, configuration: CliConfiguration, address: str, *, alone: bool) -> Finding:
    summary = f"direct ({method.place}) makes {configuration.product} ask the host of {address}, and there is no such host."
    remedy = f"Write there: {direct_block(address)}"
    return problem(CHECK, summary, f"{remedy}\nAnd {_add_mirror(address)}" if alone else remedy)


def _kept_from(configuration: CliConfiguration, mirrors: list[Method], address: str) -> Finding:
    where = configuration.installations[0]
    if mirrors:
        looked = " and ".join(f"{each.source} ({each.place})" for each in mirrors)
        summary = f"{configuration.product} looks for {address} {__version__} only in {looked}, and it is not there."
        remedy = f"Run: {own_command()} install --root {shlex.quote(mirrors[0].source)}\nOr {_add_mirror(address)}"
        if any(each.source.startswith("~") for each in mirrors):
            remedy += "\nEngines do not replace ~ in a path: write it in full."
        return problem(CHECK, summary, remedy)
    summary = (
        f"provider_installation ({where}) keeps {configuration.product} from finding {address}: no method in it is for that."
    )
    return problem(CHECK, summary, f"To let it, {_add_mirror(address)}")


def _add_mirror(address: str) -> str:
    return f"add to provider_installation: {mirror_block(DEFAULT_ROOT.expanduser(), address)}"


def _in(root: Path, address: str) -> Path | None:
    launcher = place(root, address, __version__)
    return launcher if launcher.is_file() else None


def _packed(root: Path, address: str) -> bool:
    name = f"{ProviderAddress.parse(address).program}_{__version__}_{target_platform()}.zip"
    return (root / address / name).is_file()


def how_to_install() -> str:
    return f"Run: {own_command()} install"
