"""Writes the Python that is derived from the `.proto` files: `python -m provider.plugin.wire.generate [--check]`.

Messages stand beside the `.proto` files. A client's stubs are for tests alone, and stand there: a server needs none.

Needs the package's `test` extra, and so is not run where the provider is. `--check` writes nothing and exits with 1 where a file
is not what the `.proto` files give; the lines that name a compiler's version are not compared.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

WIRE = Path(__file__).resolve().parent
_ROOT = WIRE.parents[2]
_STUBS = _ROOT / "tests" / "harness" / "wire"
_OUTPUTS = ("python", "mypy", "grpclib_python")
_VERSIONS = re.compile(r"^# Protobuf Python Version: .*$|ValidateProtobufRuntimeVersion\(\s*[^)]*\)", re.MULTILINE)


class GenerationError(Exception):
    """The compiler did not do its work; the text is what it said."""


def generated() -> dict[Path, str]:
    """The text of every derived file, by where it belongs. Raises `GenerationError`."""
    protos = [path.relative_to(_ROOT).as_posix() for path in sorted(WIRE.glob("*.proto"))]
    # The plugins of protoc are scripts beside this Python, which need not be on PATH.
    environment = os.environ | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])}
    with tempfile.TemporaryDirectory() as out:
        command = [
            sys.executable,
            "-m",
            "grpc_tools.protoc",
            f"-I{_ROOT}",
            *(f"--{name}_out={out}" for name in _OUTPUTS),
            *protos,
        ]
        done = subprocess.run(command, cwd=_ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise GenerationError(done.stderr.strip())
        written = sorted((Path(out) / WIRE.relative_to(_ROOT)).iterdir())
        return {(_STUBS if path.stem.endswith("_grpc") else WIRE) / path.name: path.read_text() for path in written}


def stale() -> list[Path]:
    """The derived files that are missing or not what the `.proto` files give. Raises `GenerationError`."""
    return [path for path, text in generated().items() if not path.exists() or _comparable(path.read_text()) != _comparable(text)]


def _comparable(text: str) -> str:
    return _VERSIONS.sub("", text)


def main(arguments: list[str] | None = None) -> int:
    """The command. Returns its exit status."""
    parser = argparse.ArgumentParser(prog="python -m provider.plugin.wire.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file is stale")
    try:
        if parser.parse_args(arguments).check:
            found = stale()
            for path in found:
                sys.stderr.write(f"{path.name} is stale: run `make generate`\n")
            return 1 if found else 0
        for path, text in generated().items():
            path.write_text(text)
    except GenerationError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
