"""A module of the user's that is called `provider`: the library says that it is in the way."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

IMPORTS = "from constructs_lib.cdktf import TwilioProvider\n"


def said_by(program: Path) -> list[str]:
    """What Python prints of a program that fails, line by line; nothing on standard output."""
    done = subprocess.run([sys.executable, str(program)], cwd=program.parent, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, ""), done.stderr
    return done.stderr.splitlines()


@pytest.mark.parametrize(
    ("in_the_way", "kind"), [("provider.py", "file"), ("provider/__init__.py", "folder")], ids=["a file", "a folder"]
)
@pytest.mark.parametrize("imports", ["import constructs_lib\n", IMPORTS], ids=["the library", "its bindings"])
def test_a_provider_of_the_users_own_is_named_with_what_to_do(tmp_path: Path, in_the_way: str, kind: str, imports: str) -> None:
    own = tmp_path / in_the_way
    own.parent.mkdir(exist_ok=True)
    own.write_text("print('imported by accident')\n")
    (tmp_path / "main.py").write_text(imports)

    assert said_by(tmp_path / "main.py")[-1] == (
        "ImportError: constructs_lib needs the package 'provider' that is installed with it, "
        f"but Python finds {own} first: rename that {kind}, and what imports it."
    )


def test_a_program_that_is_called_so_itself_is_told_the_same(tmp_path: Path) -> None:
    program = tmp_path / "provider.py"
    program.write_text(IMPORTS)

    assert said_by(program)[-1].endswith(f"but Python finds {program} first: rename that file, and what imports it.")


def test_a_provider_that_imports_the_library_is_told_the_same(tmp_path: Path) -> None:
    """A user's module is half imported when it comes to the library."""
    own = tmp_path / "provider.py"
    own.write_text(IMPORTS)
    (tmp_path / "main.py").write_text("import provider\n")

    assert said_by(tmp_path / "main.py")[-1].endswith(f"but Python finds {own} first: rename that file, and what imports it.")


def test_a_folder_of_that_name_without_python_in_it_is_not_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "provider").mkdir()
    (tmp_path / "main.py").write_text("import constructs_lib.errors\n")

    done = subprocess.run([sys.executable, "main.py"], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
