"""An engine that cannot be had is never passed over in silence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.engine

CHECKOUT = Path(__file__).parents[2]
TESTS = CHECKOUT / "tests" / "e2e" / "test_lifecycle.py"


def run_without_terraform(folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run one test for all engines, in a worker, where the current Terraform cannot be had.

    Its temporary files lie in `folder`: where two runs share pytest's own, each fails at what the other is clearing away.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("CI", "PYTEST_"))}
    own = ["-p", "no:cacheprovider", f"--basetemp={folder / 'inner'}"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "1", *own, "-k", "lock_file", str(TESTS)],
        cwd=CHECKOUT,
        env={**kept, "TERRAFORM": "/no/such/terraform", **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_missing_engine_is_named_at_the_end_with_its_remedy(tmp_path: Path) -> None:
    done = run_without_terraform(tmp_path)

    assert done.returncode == 0, done.stdout
    _, _, end = done.stdout.partition("an engine was NOT tested")
    assert "Terraform 1.11 or newer is missing:" in end
    assert "TERRAFORM names '/no/such/terraform'" in end
    assert "What to do: install Terraform 1.11 or newer" in end
    assert "2 passed, 1 skipped" in end


@pytest.mark.parametrize("value", ["true", "1"])
def test_where_results_are_relied_on_a_missing_engine_fails_the_run(value: str, tmp_path: Path) -> None:
    done = run_without_terraform(tmp_path, CI=value)

    assert done.returncode == 1
    assert "Terraform 1.11 or newer is missing:" in done.stdout
    assert "2 passed, 1 error" in done.stdout
