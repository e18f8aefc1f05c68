"""The test runner does what the suite relies on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

GROUPED = """\
import os, pathlib, pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_one(number):
    pathlib.Path(str(number)).write_text(os.environ["PYTEST_XDIST_WORKER"])
"""


def test_a_group_of_tests_stays_with_one_worker(tmp_path: Path) -> None:
    """Or each worker makes what the group shares, and its tests meet what others left. pytest 9.2 with xdist 3.8 was so."""
    (tmp_path / "test_grouped.py").write_text(GROUPED, encoding="utf-8")
    options = ["-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", f"--basetemp={tmp_path / 'inner'}"]
    done = subprocess.run([sys.executable, "-m", "pytest", *options], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert len({(tmp_path / str(number)).read_text() for number in range(8)}) == 1
