from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CHEAP = ("configuration", "errors", "request", "response", "attempts")


def modules_after(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(run.stdout.split())


@pytest.mark.parametrize("module", CHEAP)
def test_what_is_needed_before_a_client_is_made_does_not_load_an_http_stack(module: str) -> None:
    assert not modules_after(f"import provider.twilio.{module}") & {"requests", "urllib3", "http.client", "ssl"}
