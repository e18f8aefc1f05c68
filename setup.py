"""What a build does before setuptools looks for packages; all else about the package stands in pyproject.toml."""

import re
import runpy
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NEEDED = re.search(r'^requires-python = ">=(.*)"$', (HERE / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)[1]

if sys.version_info < tuple(map(int, NEEDED.split("."))):
    # pip looks at `requires-python` only after it has settled what the extras need, which takes it minutes.
    sys.exit(f"Python {NEEDED} or newer is needed; this is {sys.version.split()[0]}")

from setuptools import setup

RECORD = HERE / "provider" / "_version.py"


def version() -> str:
    """With a whole history, the series and the number of commits, so that each commit is a release of its own and later ones
    are newer; engines pass over anything with a pre-release's suffix. Otherwise what the source archive recorded."""
    series: str = runpy.run_path(str(HERE / "provider" / "__init__.py"))["SERIES"]
    if git("rev-parse", "--show-toplevel") != str(HERE) or git("rev-parse", "--is-shallow-repository") != "false":
        recorded: str = runpy.run_path(str(RECORD))["VERSION"] if RECORD.exists() else f"{series}.0"
        return recorded
    return f"{series}.{git('rev-list', '--count', 'HEAD')}"


def git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=HERE, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip()


found = version()
RECORD.write_text(f'"""Written by setup.py."""\n\nVERSION = "{found}"\n')
runpy.run_path("constructs_lib/generate/twin.py", run_name="__main__")
setup(version=found)
