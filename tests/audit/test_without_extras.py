"""Without the libraries of the extra: plain text, and one sentence where a form needs one."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.audit.conftest import ENCRYPTED, Auditor
from tests.harness.loop import PATIENCE

WITHOUT = """
import sys
for name in ("rich", "jinja2", "rfc8785"):
    sys.modules[name] = None
from provider.cli import main
sys.exit(main(sys.argv[1:]))
"""

Done = subprocess.CompletedProcess[str]

LOADED = """
import sys
from provider.cli import main
from provider.cli.commands import COMMANDS
assert not {"rich", "jinja2", "rfc8785", "provider.audit.policy"} & set(sys.modules), sorted(sys.modules)
"""


def run(auditor: Auditor, *arguments: str, command: Sequence[str] = ("audit", "--policy", "policy.toml")) -> Done:
    command = [sys.executable, "-c", WITHOUT, *command, *arguments]
    return subprocess.run(
        command, cwd=auditor.folder, env=auditor.environment(), capture_output=True, text=True, check=False, timeout=PATIENCE
    )


@pytest.mark.parametrize("form", ["table", "json", "csv", "sarif"])
def test_most_forms_need_none_of_them(auditor: Auditor, form: str) -> None:
    auditor.write(ENCRYPTED)
    done = run(auditor, "--format", form)
    assert (done.returncode, done.stderr) == (1, "")
    assert "recordings.encrypted" in done.stdout


def test_html_says_what_to_install_before_anything_is_read(auditor: Auditor, twilio: FakeTwilio) -> None:
    auditor.write(ENCRYPTED)
    done = run(auditor, "--format", "html")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Not audited. This needs jinja2: pip install 'terraform-provider-twilio[report]'\n"
    assert not twilio.requests


@pytest.mark.parametrize("form", ["text", "markdown", "svg"])
def test_most_pictures_need_none_of_them(auditor: Auditor, form: str) -> None:
    done = run(auditor, "--format", form, command=["explain"])
    assert (done.returncode, done.stderr) == (0, "")
    assert "not encrypted" in done.stdout


def test_a_picture_as_html_says_what_to_install_before_anything_is_read(auditor: Auditor, twilio: FakeTwilio) -> None:
    done = run(auditor, "--format", "html", command=["explain"])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Not explained. This needs jinja2: pip install 'terraform-provider-twilio[report]'\n"
    assert not twilio.requests


def test_other_commands_and_the_plugin_load_none_of_it(tmp_path: Path, auditor: Auditor) -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED], env=auditor.environment(), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
