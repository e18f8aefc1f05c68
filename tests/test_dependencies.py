"""What the bare package installs is what the plugin needs at run time, no more and no less."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import ROOT, files_of, imports

REPORTS = ("provider/audit", "provider/reports/page.py", "provider/explain/html_page.py", "provider/explain/terminal.py")
"""What the extra of reports is for. All else of `explain` works without it."""
OPTIONAL = (*REPORTS, "provider/fake", "provider/plugin/wire/generate.py", "provider/distribution")
"""What a plugin does not run: reports, the stand-in and packaging have extras of their own, and the generator is for who works on
this project."""

RUNS_WITHOUT = """
import sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ABSENT:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

ABSENT = set(sys.argv.pop(1).split(","))
sys.meta_path.insert(0, Absent())
"""

IMPORTS_ALL = """
import importlib
for name in sys.argv[1:]:
    importlib.import_module(name)
"""

RUNS_THE_COMMAND = """
from provider.cli import main
sys.exit(main(sys.argv[1:]))
"""


def declared(extra: str = "") -> set[str]:
    """The distributions that `pyproject.toml` declares, without an extra or for it alone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    requirements = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return {canonicalize_name(Requirement(line).name) for line in requirements}


def modules_of_the_plugin() -> Iterator[str]:
    """Every module that an engine may come to, by its name."""
    for file in files_of("provider"):
        path = file.relative_to(ROOT)
        if not str(path).startswith(OPTIONAL) and path.name != "__main__.py":
            yield ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def distributions_imported_by(*parts: str, without: tuple[str, ...] = ()) -> set[str]:
    """The distributions of the foreign modules that our own files import."""
    known = metadata.packages_distributions()
    return {
        canonicalize_name(distribution)
        for part in parts
        for file in files_of(part)
        if not str(file.relative_to(ROOT)).startswith(without or ("-",))
        for module in imports(file)
        if (top := module.partition(".")[0]) not in (*sys.stdlib_module_names, "provider")
        for distribution in known[top]
    }


def installed_with(distributions: set[str]) -> set[str]:
    """These distributions and all that they need in turn, here."""
    wanted, known = list(distributions), set[str]()
    while wanted:
        name = wanted.pop()
        if name not in known:
            known.add(name)
            needs = (Requirement(line) for line in metadata.requires(name) or ())
            wanted += [
                canonicalize_name(need.name) for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})
            ]
    return known


def bare(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a program where nothing is installed but what the bare package installs."""
    there = installed_with(declared())
    absent = [
        module
        for module, distributions in metadata.packages_distributions().items()
        if module != "provider" and not there & {canonicalize_name(each) for each in distributions}
    ]
    command = [sys.executable, "-c", RUNS_WITHOUT + code, ",".join(absent), *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_what_is_declared_is_what_the_plugins_own_files_import() -> None:
    assert declared() == distributions_imported_by("provider", without=OPTIONAL)


def test_what_the_extra_of_the_stand_in_adds_is_what_its_files_import_besides() -> None:
    assert declared("fake") == distributions_imported_by("provider/fake") - declared()


def test_what_the_extra_of_reports_adds_is_what_their_files_import_besides() -> None:
    assert declared("report") == distributions_imported_by(*REPORTS) - declared()


def test_every_module_of_the_plugin_is_imported_with_nothing_else_installed() -> None:
    done = bare(IMPORTS_ALL, *modules_of_the_plugin())

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("absent", ["werkzeug", "pytest", "cdktf"])
def test_what_the_bare_package_does_not_install_is_not_there_in_these_tests(absent: str) -> None:
    assert f"No module named '{absent}'" in bare(IMPORTS_ALL, absent).stderr


def test_without_its_web_library_the_stand_in_says_in_one_sentence_what_to_install() -> None:
    done = bare(RUNS_THE_COMMAND, "fake-api")

    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "The stand-in needs its web library: pip install 'werkzeug>=3.1'\n"
