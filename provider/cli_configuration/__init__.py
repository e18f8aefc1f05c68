"""The CLI configuration of an engine: where it looks for providers, and where it caches them.

Which files count differs between the engines, and so they are asked for by product. Once there is a block
`provider_installation`, its methods are all that an engine tries: the folder that needs no configuration is not one of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..engines import Product
from .syntax import Entry, SyntaxProblem, parse

OVERRIDES = ("TF_CLI_CONFIG_FILE", "TERRAFORM_CONFIG")
"""Variables that name the file; in this order the first that is set counts."""

CACHE_VARIABLE = "TF_PLUGIN_CACHE_DIR"

_CDKTFS_CACHE = ".terraform.d/plugin-cache"
"""What the command line of CDK for Terraform makes the cache, where nobody chose one."""

_DEFAULT_HOSTS = {Product.TERRAFORM: "registry.terraform.io", Product.OPENTOFU: "registry.opentofu.org"}


@dataclass(frozen=True)
class Method:
    """A block in `provider_installation`."""

    kind: str
    """`direct`, `filesystem_mirror`, `network_mirror` or `oci_mirror`."""
    source: str
    """The path, address or template of a mirror; empty for `direct`."""
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    place: str
    """The file and the line, for people."""

    def takes(self, address: str, product: Product) -> bool:
        """Whether the engine uses it for this provider."""
        if self.include and not any(_matches(pattern, address, product) for pattern in self.include):
            return False
        return not any(_matches(pattern, address, product) for pattern in self.exclude)


@dataclass(frozen=True)
class CliConfiguration:
    """What all files of one engine say together."""

    product: Product
    installations: tuple[str, ...]
    """Where blocks `provider_installation` stand; engines take one at most."""
    methods: tuple[Method, ...]
    overrides: Mapping[str, tuple[str, str]]
    """`dev_overrides`: a folder for a provider's address, and the place of the entry."""
    caches: tuple[str, ...]
    problems: tuple[str, ...]
    """What an engine says of files that it cannot use, a sentence each."""


def read(product: Product, environment: Mapping[str, str]) -> CliConfiguration:
    """Read the files that count for an engine in this environment."""
    files, problems = _files(product, environment)
    blocks: list[tuple[str, Entry]] = []
    caches: list[str] = []
    for file in files:
        try:
            content = parse(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, SyntaxProblem) as problem:
            problems.append(f"{file} cannot be read: {problem}")
            continue
        blocks += [(str(file), block) for block in content.blocks("provider_installation")]
        caches += content.values("plugin_cache_dir")
    methods, overrides = list[Method](), dict[str, tuple[str, str]]()
    for name, block in blocks:
        for entry in block.blocks():
            place = _place(name, entry)
            if entry.name == "dev_overrides":
                overrides |= {
                    _whole(each.name, product): (each.texts[0], _place(name, each)) for each in entry.body if each.texts
                }
            else:
                source = "".join((*entry.values("path"), *entry.values("url"), *entry.values("repository_template")))
                methods.append(Method(entry.name, source, entry.values("include"), entry.values("exclude"), place))
    return CliConfiguration(
        product, tuple(_place(*each) for each in blocks), tuple(methods), overrides, tuple(caches), tuple(problems)
    )


def mirror_block(root: Path, address: str) -> str:
    """Return the block that makes an engine look below `root` for this provider, and for others of its host."""
    return f'filesystem_mirror {{ path = "{root}", include = ["{_of_its_host(address)}"] }}'


def direct_block(address: str) -> str:
    """Return the block that makes an engine ask registries for all other providers."""
    return f'direct {{ exclude = ["{_of_its_host(address)}"] }}'


def _of_its_host(address: str) -> str:
    return f"{address.partition('/')[0]}/*/*"


def plugin_caches(environment: Mapping[str, str]) -> list[Path]:
    """Return every folder in which an engine of this user may have cached plugins."""
    chosen = [environment.get(CACHE_VARIABLE, ""), str(_home(environment) / _CDKTFS_CACHE)]
    for product in Product:
        chosen += [_expanded(each, environment) for each in read(product, environment).caches]
    return [Path(each) for each in dict.fromkeys(chosen) if each]


def _files(product: Product, environment: Mapping[str, str]) -> tuple[list[Path], list[str]]:
    """Return the files that the engine reads, and what is wrong with the choice of them."""
    for name in OVERRIDES:
        if given := environment.get(name):
            if not Path(given).is_file():
                return [], [f"{name} names {given}, which is not there."]
            return [Path(given)], []
    home, folder = _home(environment), _home(environment) / ".terraform.d"
    file = home / ".terraformrc"
    if product is Product.OPENTOFU:
        own, xdg = home / ".tofurc", environment.get("XDG_CONFIG_HOME")
        if xdg and not file.exists() and not own.exists():
            own = Path(xdg) / "opentofu" / "tofurc"
        file = own if own.exists() or not file.exists() else file
        folder = Path(xdg) / "opentofu" if xdg and not folder.exists() else folder
    more = sorted([*folder.glob("*.tfrc"), *folder.glob("*.tfrc.json")])
    return [each for each in (file, *more) if each.is_file()], []


def _home(environment: Mapping[str, str]) -> Path:
    return Path(environment["HOME"]) if environment.get("HOME") else Path.home()


def _place(file: str, entry: Entry) -> str:
    return f"{file}, line {entry.line}" if entry.line else file


def _whole(source: str, product: Product) -> str:
    """Return an address, or a pattern, with the parts that a configuration may leave out."""
    parts = source.split("/")
    return "/".join([_DEFAULT_HOSTS[product], "hashicorp", ""][: 3 - len(parts)] + parts) if len(parts) < 3 else source


def _matches(pattern: str, address: str, product: Product) -> bool:
    wanted, given = _whole(pattern, product).split("/"), address.split("/")
    return len(wanted) == len(given) and all(one in ("*", other) for one, other in zip(wanted, given, strict=True))


def _expanded(text: str, environment: Mapping[str, str]) -> str:
    """Replace `$NAME` and `${NAME}`, as engines do."""
    return re.sub(r"\$(?:\{(\w+)\}|(\w+))", lambda name: environment.get(name[1] or name[2], ""), text)
