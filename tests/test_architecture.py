"""Imports go one way: `plugin -> framework <- resources`, and what joins them is the command."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("provider", "constructs_lib", "examples", "tools", "tests")

ALLOWED = {
    "provider/daemon_threads.py": set(),
    "provider/record.py": set(),
    "provider/standby.py": {"provider.plugin", "provider.resources"},
    "provider/plugin": {"provider.daemon_threads", "provider.framework", "provider.plugin", "provider.record"},
    "provider/framework": {"provider.framework", "provider.record"},
    "provider/resources": {"provider.resources", "provider.framework", "provider.record", "provider.twilio", "provider"},
    "provider/twilio": {"provider.daemon_threads", "provider.record", "provider.twilio"},
    "provider/fake": {"provider.fake"},
    "provider/address.py": set(),
    "provider/installation.py": {"provider", "provider.address"},
    "provider/engines.py": {"provider.framework"},
    "provider/cli_configuration": {"provider.cli_configuration", "provider.engines"},
    "provider/audit": {"provider.audit", "provider.framework", "provider.reports", "provider.resources", "provider.twilio"},
    "provider/explain": {
        "provider.doctor",
        "provider.explain",
        "provider.framework",
        "provider.reports",
        "provider.resources",
        "provider.twilio",
    },
    "provider/reports": {"provider.framework", "provider.reports", "provider.resources"},
    "provider/decryption": {"provider.decryption"},
    "provider/doctor": {
        "provider",
        "provider.address",
        "provider.cli_configuration",
        "provider.distribution",
        "provider.doctor",
        "provider.engines",
        "provider.framework",
        "provider.installation",
        "provider.plugin",
        "provider.resources",
        "provider.standby",
        "provider.twilio",
    },
    "provider/distribution": {"provider.address", "provider.distribution", "provider.installation"},
    "constructs_lib": {
        "constructs_lib",
        "provider.address",
        "provider.audit",
        "provider.resources",
        "provider.framework",
        "provider",
    },
    "examples": {"examples", "constructs_lib", "provider.decryption"},
    "tools/engines": {"tools", "provider.engines"},
    "tools/demo.py": {"tools"},
    "tools/documentation": {"tools", "provider.engines", "provider.framework", "provider.resources", "constructs_lib"},
    "tools/bench": {
        "tools",
        "provider",
        "provider.fake",
        "provider.installation",
        "provider.plugin",
        "provider.resources",
        "provider.twilio",
    },
    "tools/browser.py": {"tools"},
    "tools/pictures.py": {"provider.explain"},
    "tools/recording.py": {"tools"},
    "tools/site": {"tools"},
}
"""What of ours each part may import; `provider` is that package's own version number. `cli` and `__main__.py` join all."""

JOINTS = {"provider/__init__.py", "provider/_version.py", "provider/__main__.py", "provider/cli"}


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in it; names are absolute, `from` imports as deep as there are modules."""
    package = file.relative_to(ROOT).parent.parts
    for node in ast.walk(ast.parse(file.read_text(), str(file))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = [*base, *((node.module or "").split(".") if node.module else ())]
            yield from (".".join(_deepest(module, alias.name)) for alias in node.names)


def _deepest(module: list[str], name: str) -> list[str]:
    inside = ROOT.joinpath(*module, name)
    return [*module, name] if inside.is_dir() or inside.with_suffix(".py").is_file() else module


def part(module: str) -> str:
    """What of ours a module belongs to: `provider.framework`, `provider.cli`, `constructs_lib`."""
    top, *rest = module.split(".")
    return ".".join([top, *rest[:1]]) if top == "provider" else top


def files_of(name: str) -> list[Path]:
    found = ROOT / name
    return [found] if found.is_file() else sorted(found.rglob("*.py"))


@pytest.mark.parametrize("name", ALLOWED)
def test_a_part_imports_only_what_it_may(name: str) -> None:
    allowed = ALLOWED[name]
    wrong = {
        f"{file.relative_to(ROOT)} imports {module}"
        for file in files_of(name)
        for module in imports(file)
        if module.split(".")[0] in OURS and part(module) not in allowed
    }
    assert not wrong


@pytest.mark.parametrize("name", OURS)
def test_no_imports_go_round_in_a_circle(name: str) -> None:
    """Those for type checkers count too: who reads a file of a circle has to read all of them."""
    graph = {_module(file): set(imports(file)) - {_module(file)} for file in files_of(name)}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        pytest.fail(" imports ".join(reversed(circle.args[1])))


def _module(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_the_framework_needs_nothing_but_the_standard_library() -> None:
    foreign = {
        f"{file.name} imports {module}"
        for file in files_of("provider/framework")
        for module in imports(file)
        if module.split(".")[0] not in (*sys.stdlib_module_names, "provider")
    }
    assert not foreign


@pytest.mark.parametrize(
    ("folder", "beside"),
    [
        ("schema", {"values", "diagnostics"}),
        ("operations", {"values", "diagnostics", "schema", "planned", "states", "provider", "resource", "session"}),
    ],
)
def test_within_the_framework_imports_go_down(folder: str, beside: set[str]) -> None:
    """`server` calls operations, these the resources of a provider, and all of them are declared with the schema."""
    below = {
        module.split(".")[2]
        for file in files_of(f"provider/framework/{folder}")
        for module in imports(file)
        if module.startswith("provider.framework.")
    }
    assert below <= {folder, *beside}


def test_the_framework_speaks_of_no_provider_in_particular() -> None:
    words = re.compile("twilio|account|friendly.?name|console", re.IGNORECASE)
    wrong = {f"{file.name}: {found}" for file in files_of("provider/framework") for found in words.findall(file.read_text())}
    assert not wrong


def test_the_framework_speaks_of_no_cdk() -> None:
    """What a type is called in a binding is known where bindings are made."""
    words = re.compile(r"\bcdk|\btokens?\b", re.IGNORECASE)
    wrong = {f"{file.name}: {found}" for file in files_of("provider/framework") for found in words.findall(file.read_text())}
    assert not wrong


def test_every_file_of_the_provider_is_in_some_part() -> None:
    known = {file for name in ALLOWED for file in files_of(name)} | {file for name in JOINTS for file in files_of(name)}
    assert set(files_of("provider")) <= known


def test_nothing_that_is_shipped_imports_tests_or_tools_or_the_stand_in() -> None:
    shipped = [*files_of("provider"), *files_of("constructs_lib")]
    wrong = {
        f"{file.relative_to(ROOT)} imports {module}"
        for file in shipped
        if file != ROOT / "provider/cli/fake_api.py" and "fake" not in file.relative_to(ROOT).parts
        for module in imports(file)
        if module.split(".")[0] in ("tests", "tools") or part(module) == "provider.fake"
    }
    assert not wrong


@pytest.mark.parametrize("package", ["provider", "constructs_lib", "tools"])
def test_a_class_name_means_one_thing_in_a_package(package: str) -> None:
    """What is generated is exempt, and so is what the stand-in holds: those are Twilio's objects, as the resources are."""
    homes: dict[str, list[str]] = {}
    for file in files_of(package):
        inside = file.relative_to(ROOT / package)
        if inside.parts[0] != "cdktn" and "generated" not in inside.parts and str(inside) != "fake/models.py":
            for node in ast.parse(file.read_text()).body:
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_") and not file.stem.endswith("_grpc"):
                    homes.setdefault(node.name, []).append(str(inside))
    assert {name: files for name, files in homes.items() if len(files) > 1} == {}


def test_the_provider_imports_itself_relatively() -> None:
    """The one way of importing there: a file that moves shows which of its imports moved with it. What is generated is exempt."""
    absolute = {
        f"{file.relative_to(ROOT)} imports {module}"
        for file in files_of("provider")
        if not file.stem.endswith("_pb2")
        for node in ast.walk(ast.parse(file.read_text(), str(file)))
        for module in _absolute(node)
        if module.split(".")[0] == "provider"
    }
    assert not absolute


def _absolute(node: ast.AST) -> list[str]:
    """The modules that a statement names from the top."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []


def test_the_rules_see_relative_imports_and_those_in_functions() -> None:
    seen = set(imports(ROOT / "provider/cli/__init__.py"))
    assert {"provider.plugin.process", "provider.resources.provider", "provider.plugin.cookie", "os"} <= seen
