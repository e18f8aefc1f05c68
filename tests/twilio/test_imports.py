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


def test_the_client_imports_nothing_else_of_ours_but_how_records_are_declared() -> None:
    ours = {name for name in modules_after("import provider.twilio.client") if name.startswith("provider.")}
    assert {name for name in ours if not (name + ".").startswith("provider.twilio.")} == {"provider.record"}
