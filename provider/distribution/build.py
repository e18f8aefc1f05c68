"""A build: the provider with a Python of its own, in one folder that runs wherever it is put.

Engines put a hash of the folder into lock files, so that it pins every byte that is run. It is laid out by hand and not by
PyInstaller, whose programs took 37 ms before their first line of Python where this takes 7, and imported more slowly.

Nothing in it depends on where and when it was made: names in compiled files are relative to the folder, they carry a hash of
their source in place of its date, and the order of everything is that of names.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib import metadata
from pathlib import Path

from ..address import VARIABLE, ProviderAddress
from ..installation import START
from . import python_tree
from .libraries import copy_libraries, look_inside
from .licences import add_licences
from .tools import run_python

PACKAGE = Path(__file__).parents[1]

_START = f"""\
import os, sys
os.environ["{VARIABLE}"] = os.environ.get("{VARIABLE}") or "%s"
from {PACKAGE.name}.cli import main
sys.exit(main())
"""
"""What the Python of a build runs: the program, which knows the address that it was built for."""

_LAUNCH = f"""\
import sys
from {PACKAGE.name}.plugin.warm.launch import main
main("twilio", ("-I", "-S", "-B", sys.prefix + "/{Path(START).with_suffix(".pyc")}"))
"""
"""What it runs first: it has a standby process serve, or goes on as the other."""

_LEFT_OUT = {"fake", "launcher.sh", "plugin/wire/generate.py"}
"""Parts of the provider that no engine starts."""


def build(into: Path, address: ProviderAddress, version: str, distribution: str) -> Path:
    """Make the build for this machine's platform in the new folder `into`, and give its program.

    Raises `DistributionError`.
    """
    home = into / "python"
    library = home / python_tree.LIBRARY
    library.mkdir(parents=True)
    python_tree.copy_library(library)
    python_tree.copy_distributions(_needs_of(distribution), library)
    python_tree.copy_package(PACKAGE, library / PACKAGE.name, _LEFT_OUT)
    (home / START).write_text(_START % address, encoding="utf-8")
    (home / "launch.py").write_text(_LAUNCH, encoding="utf-8")
    _compile(home)
    _add_interpreter(home)
    program = into / f"{address.program}_v{version}"
    shutil.copyfile(Path(__file__).with_name("launcher.sh"), program)
    program.chmod(0o755)
    return program


def _needs_of(distribution: str) -> list[str]:
    """Return the requirements of the bare package, without extras."""
    return list(metadata.requires(distribution) or ())


def _compile(home: Path) -> None:
    """Replace every source by one compiled file."""
    # Not with -I: the order of sets in compiled files follows PYTHONHASHSEED.
    how = ["-m", "compileall", "-q", "-b", "-s", str(home), "-p", "", "--invalidation-mode", "unchecked-hash"]
    run_python("-S", "-s", "-P", *how, str(home), environment={"PYTHONHASHSEED": "0", "PATH": os.environ.get("PATH", "")})
    for source in home.rglob("*.py"):
        source.unlink()


def _add_interpreter(home: Path) -> None:
    program = home / "bin" / "python3"
    program.parent.mkdir()
    original = Path(sys.executable).resolve()
    shutil.copyfile(original, program)
    program.chmod(0o755)
    modules = sorted(path for path in home.rglob("*.so"))
    add_licences(home, copy_libraries([original, *modules], home / "lib"))
    look_inside(home, program)
