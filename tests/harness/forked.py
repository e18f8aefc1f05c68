"""The program as a person runs it, in a process of its own that is forked from one which has loaded it.

Loading takes most of the time of a short command. Tests of loading itself start the program afresh.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from provider.cli import main
from tests.harness.process import ROOT, plain_environment

PACKAGES = ("provider.cli", "provider.audit", "provider.doctor", "provider.explain", "provider.reports")


def run_forked(
    *arguments: str, cwd: Path, environment: Mapping[str, str], given: bytes = b""
) -> subprocess.CompletedProcess[str]:
    """Run the program to its end, with this environment alone and `given` as its input."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / name for name in ("stdin", "stdout", "stderr")]
        files[0].write_bytes(given)
        asked = {"arguments": arguments, "cwd": str(cwd), "environment": {**environment}, "files": [*map(str, files)]}
        parent = _loaded()
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(f"{json.dumps(asked)}\n")
        parent.stdin.flush()
        status = int(parent.stdout.readline())
        return subprocess.CompletedProcess(arguments, status, files[1].read_text("utf-8"), files[2].read_text("utf-8"))


@cache
def _loaded() -> subprocess.Popen[str]:
    """The process that the others are forked from, one for a whole run."""
    started = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        env=plain_environment(PYTHONPATH=str(ROOT)),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(started.communicate)  # which closes its input, and so ends it
    return started


def _serve() -> None:
    for package in PACKAGES:
        found = importlib.import_module(package)
        for module in pkgutil.walk_packages(found.__path__, f"{package}."):
            importlib.import_module(module.name)
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            _become(json.loads(line))
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)  # noqa: T201


def _become(asked: dict[str, Any]) -> None:
    """Do what `python -m provider` does, and end."""
    for number, path in enumerate(asked["files"]):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # the old one may have read ahead
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    status: object = 1
    try:
        status = main(asked["arguments"])
    except SystemExit as ended:
        status = ended.code
    except BaseException:  # noqa: BLE001  # shown as Python shows it
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 1)  # all that was loaded is not taken down again, which takes longest


if __name__ == "__main__":
    _serve()
