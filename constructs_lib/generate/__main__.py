"""`python -m constructs_lib.generate [--check]`."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from . import modules, twin
from .model import bindings, enums

HOME = Path(__file__).parents[1]
"""Where the files are."""
_CHECKOUT = Path(__file__).parents[2]
"""The folder of `pyproject.toml`, which says how files are formatted."""
_GENERATED = Path("cdktf/generated")
"""The folder in which every file is generated."""


def generated() -> dict[Path, str]:
    """The text of every file that is generated, formatted, by its path from `constructs_lib`."""
    found = bindings()
    words = enums(found)
    texts = {_GENERATED / f"{one.module}.py": modules.binding_module(one) for one in found}
    texts[_GENERATED / "__init__.py"] = modules.package_module(found, words)
    texts[Path("cdktf/__init__.py")] = modules.exports_module(found, words)
    texts[Path("enums.py")] = modules.enums_module(words)
    return _formatted(texts)


def outdated() -> Iterator[Path]:
    """Files that are out of date, and files that are no longer generated."""
    wanted = generated()
    for path, text in wanted.items():
        if not (HOME / path).is_file() or (HOME / path).read_text(encoding="utf-8") != text:
            yield path
    yield from (path for path in _present() if path not in wanted)


def write() -> None:
    """Bring all files up to date, and the twin with them."""
    wanted = generated()
    for path in _present():
        if path not in wanted:
            (HOME / path).unlink()
    for path, text in wanted.items():
        (HOME / path).parent.mkdir(parents=True, exist_ok=True)
        (HOME / path).write_text(text, encoding="utf-8")
    twin.make(HOME)


def _present() -> list[Path]:
    return [path.relative_to(HOME) for path in sorted((HOME / _GENERATED).glob("*.py"))]


def _formatted(texts: dict[Path, str]) -> dict[Path, str]:
    """The texts as this project formats them."""
    with tempfile.TemporaryDirectory() as folder:
        for path, text in texts.items():
            Path(folder, path).parent.mkdir(parents=True, exist_ok=True)
            Path(folder, path).write_text(text, encoding="utf-8")
        ruff = [
            sys.executable,
            "-m",
            "ruff",
            "format",
            "--quiet",
            "--no-cache",
            "--config",
            str(_CHECKOUT / "pyproject.toml"),
            folder,
        ]
        subprocess.run(ruff, check=True)  # noqa: S603
        return {path: Path(folder, path).read_text(encoding="utf-8") for path in texts}


def main(arguments: list[str] | None = None) -> int:
    """Write the bindings. With `--check`, say which are out of date; returns 1 if any is."""
    parser = argparse.ArgumentParser(prog="python -m constructs_lib.generate", description=main.__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    if not parser.parse_args(arguments).check:
        write()
        return 0
    old = list(outdated())
    for path in old:
        sys.stderr.write(f"{HOME.name}/{path} is out of date: run python -m constructs_lib.generate\n")
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
