"""What the README shows is true: a reader can copy it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from provider.fake import FakeTwilio
from tests.e2e import engine_choice
from tests.e2e.workspace import Workspace
from tests.harness.node import node_first
from tests.keys import PEM

ROOT = Path(__file__).parents[2]


def _block(language: str, containing: str) -> str:
    blocks = re.findall(rf"```{language}\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (only,) = [block for block in blocks if containing in block]
    return str(only)


def test_the_python_stack_has_under_25_lines_and_synthesizes_as_it_stands(tmp_path: Path) -> None:
    stack = _block("python", "app.synth()")
    (tmp_path / "main.py").write_text(stack, encoding="utf-8")
    (tmp_path / "recordings.public.pem").write_text(PEM, encoding="utf-8")
    node_first()

    subprocess.run([sys.executable, "main.py"], cwd=tmp_path, check=True)

    assert len([line for line in stack.splitlines() if line.strip()]) < 25
    written = json.loads((tmp_path / "cdktf.out/stacks/recordings/cdk.tf.json").read_text(encoding="utf-8"))
    assert set(written["resource"]) == {"twilio_credentials_public_key", "twilio_video_recording_settings"}


@engine_choice.engines("terraform-1.11")
def test_the_configuration_in_hcl_applies_as_it_stands(workspace: Workspace, twilio: FakeTwilio) -> None:
    (workspace.directory / "main.tf").write_text(_block("terraform", "encryption_enabled"), encoding="utf-8")
    (workspace.directory / "recordings.public.pem").write_text(PEM, encoding="utf-8")

    workspace.apply().expect_success()

    assert twilio.account().recording_settings.encryption_enabled is True


@engine_choice.engines("terraform-1.11")
def test_the_settings_of_many_accounts_are_managed_as_it_shows(workspace: Workspace, twilio: FakeTwilio) -> None:
    customers = [twilio.add_subaccount(), twilio.add_subaccount()]
    workspace.write(_block("terraform", "twilio_accounts"))

    workspace.apply().expect_success()

    assert [each.recording_settings.friendly_name for each in customers] == ["Recordings", "Recordings"]
    assert twilio.account().recording_settings.friendly_name is None


@pytest.mark.parametrize("target", ["test", "demo", "generate"])
def test_every_make_target_that_the_readme_names_exists(target: str) -> None:
    assert f"make {target}" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
